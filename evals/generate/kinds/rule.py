"""Yes-or-no questions about what may, must or must not be done, from sentences that say so."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from evals.generate.draft import Draft
from evals.generate.kinds.spec import DraftParts, KindSpec
from evals.generate.prose.drafting import DraftQuestion, prose_draft
from evals.generate.prose.german import german_rules
from evals.generate.prose.main_clause import MainClause, read_main_clause
from evals.generate.prose.shortening import spare_tokens
from graph.types import Passage

_CONDITIONAL = re.compile(
    r"\b(?:only|unless|except|otherwise|subject to|without|depend\w*|if applicable|as applicable|where applicable"
    r"|wish|normally|usually|generally|sometimes|in some cases|certain|to the extent|either|neither|but)\b",
    re.IGNORECASE,
)
_AGENT = re.compile(
    r"\w(?:ee|er|or|ant|ian|ist)s?$|^(?:party|parties|company|companies|people|person|persons|member|members|staff"
    r"|child|children|parent|parents|student|students|agency|agencies|bank|banks|business|businesses|public|school"
    r"|schools|council|councils|court|courts|committee|board|user|users|you|everyone|anyone|we)$",
    re.IGNORECASE,
)
_NO_AGENTS = frozenset(
    "number matter order letter paper computer water weather power cover server error factor "
    "color colour layer center centre quarter chapter filter container printer charger counter".split()
)
_ASKED = {
    ("can", False): ("Can", "Yes"),
    ("may", False): ("May", "Yes"),
    ("must", False): ("Must", "Yes"),
    ("shall", False): ("Must", "Yes"),
    ("should", False): ("Should", "Yes"),
    ("can", True): ("Can", "No"),
    ("may", True): ("May", "No"),
    ("must", True): ("May", "No"),
    ("shall", True): ("May", "No"),
    ("should", True): ("Should", "No"),
    ("will", False): ("Will", "Yes"),
    ("will", True): ("Will", "No"),
}
_ATTITUDES = (
    "be have believe hope think know understand recommend thank want continue aim strive recognize recognise expect "
    "consider find show see note suggest conclude report".split()
)
_POSSIBLE = frozenset(
    "cause affect associate relate explain find see need influence expect consider follow reduce increase require "
    "limit lose reject delay deny charge damage interrupt restrict ask contact prosecute govern determine incur fail "
    "miss slip suffer fall forget struggle object oppose withdraw resign experience encounter become differ vary "
    "arrive notice change expire fluctuate".split()
)
"""What "may" happen rather than is permitted."""

_FORECAST = re.compile(r"\b(?:risks?|status report|forecast|outlook|minutes|concerns|threats?|news)\b", re.IGNORECASE)
"""Names of documents and sections whose "may" says what is possible."""

_NEEDING = frozenset({"need", "have"})
_SETTLED = frozenset(
    "accepted admitted allowed banned charged compensated covered deducted excluded excused exempted forbidden "
    "included insured paid permitted prohibited refunded reimbursed rejected replaced required returned tolerated "
    "transferred waived".split()
)
"""What a rule says is done, or is not, with what falls under it: costs are reimbursed, late claims are rejected."""

_SETTLED_STATES = frozenset(
    "compulsory eligible free included liable mandatory optional refundable responsible taxable transferable "
    "valid".split()
)
_ENTITLED = frozenset("allowed required entitled eligible permitted obliged liable prohibited forbidden exempt".split())


MAX_ROLE_WORDS = 2
"""Words of a subject that may be a role with a capital: "the Tenant"."""


def rule_drafts(parts: DraftParts) -> Iterator[Draft]:
    """Yield a question for each rule; its reference is "Yes" or "No", its gold the sentence."""
    for sentence in parts.prose.sentences:
        clause = read_main_clause(sentence.tokens)
        if clause is None or _CONDITIONAL.search(sentence.text):
            continue
        if clause.modal == "may" and _is_possibility(clause, sentence.passage):
            continue
        for drop in _ways(clause):
            asked = _ask(clause, drop)
            if asked is None:
                break
            question, verdict = asked
            drafts = [*prose_draft(parts, sentence, DraftQuestion(question, verdict, "rule", f"{verdict.casefold()}"))]
            yield from drafts
            if drafts:
                break
    yield from german_rules(parts)


def _ways(clause: MainClause) -> Iterator[Collection[int]]:
    """Yield what to leave out of a question, the shortest way first.

    What may be done in some way may be done; what must or may not be is asked in full.
    """
    loose = clause.modal in ("can", "may", "will", "") and not _is_need(clause) and not _is_settled(clause)
    if clause.negation is None and loose:
        short = spare_tokens(clause)
        if short:
            yield short
    yield ()


def _ask(clause: MainClause, drop: Collection[int]) -> tuple[str, str] | None:
    denied = clause.negation is not None
    modal = clause.modal
    if denied and any(child.dep_ == "conj" and child.pos_ in ("VERB", "AUX") for child in clause.verb.children):
        return None
    if modal:
        if clause.verb.lemma_ in ("need", "want", "wish", "know", "find", "notice") and modal in ("may", "can"):
            return None
        if (modal, denied) not in _ASKED or (
            modal in ("can", "may") and not _acts(clause) and not _is_permitted(clause)
        ):
            return None
        auxiliary, verdict = _ASKED[modal, denied]
        auxiliary = _auxiliary(clause, auxiliary)
        if clause.asks_you and auxiliary:
            return f"{_ask_of_me(clause, auxiliary, denied)} {clause.predicate(drop)}?", verdict
        if not auxiliary:
            return None
        return f"{auxiliary} {clause.subject_text()} {clause.predicate(drop)}?", verdict
    if _is_need(clause) or _is_entitled(clause) or _is_practice(clause) or _is_settled(clause):
        auxiliary = clause.auxiliary()
        question = f"{auxiliary[:1].upper()}{auxiliary[1:]} {clause.subject_text()} {clause.predicate(drop)}?"
        return question, "No" if denied else "Yes"
    return None


def _auxiliary(clause: MainClause, auxiliary: str) -> str:
    """Return the auxiliary that a question of a thing takes, or that of persons as it is; empty if there is none."""
    modal, denied = clause.modal, clause.negation is not None
    if modal == "will" and clause.asks_you:
        return ""
    if clause.asks_you or _acts(clause):
        return auxiliary
    if modal == "shall" and denied and not _is_passive(clause):
        return ""
    return {"May": "Can" if denied and modal == "may" else "May", "Can": "Can", "Must": "Must"}.get(auxiliary, "")


def _ask_of_me(clause: MainClause, auxiliary: str, denied: bool) -> str:
    """Return how a question about oneself begins."""
    stative = clause.verb.lemma_ in ("be", "have") or any(
        child.dep_ in ("aux", "auxpass") and child.tag_ != "MD" for child in clause.verb.children
    )
    if auxiliary == "Must":
        return "Must I" if stative else "Do I have to"
    if auxiliary == "May" and clause.modal != "may":
        return "May I" if stative else "Am I allowed to"
    if auxiliary == "May":
        return "Could I" if stative and not denied else "Can I"
    return f"{auxiliary} I"


def _acts(clause: MainClause) -> bool:
    """Return whether the subject is a person or body, who may or may not do something."""
    head = next((token for token in clause.subject if token.dep_ in ("nsubj", "nsubjpass")), clause.subject[-1])
    return clause.verb.lemma_ not in ("be", "include", "have", "cause", "occur", "result", "seem", "appear") and (
        bool(_AGENT.search(head.text)) and head.lower_ not in _NO_AGENTS
    )


def _is_permitted(clause: MainClause) -> bool:
    """Return whether "may be stored" permits something; "may be caused" says what is possible."""
    return _is_passive(clause) and clause.modal == "may"


def _is_passive(clause: MainClause) -> bool:
    return any(child.dep_ == "auxpass" for child in clause.verb.children)


def _is_possibility(clause: MainClause, passage: Passage) -> bool:
    """Return whether "may" says what can happen: in a risk register, or that one supplier may not deliver in time."""
    if clause.asks_you:
        return False
    subject = [token for child in clause.verb.children if child.dep_ == "nsubj" for token in child.subtree]
    named = len(subject) > MAX_ROLE_WORDS and any(token.pos_ == "PROPN" for token in subject)
    late = clause.negation is not None and named and not _is_passive(clause)
    return late or clause.verb.lemma_ in _POSSIBLE or bool(_FORECAST.search(f"{passage.title} {passage.heading}"))


def _is_practice(clause: MainClause) -> bool:
    """Return whether the sentence says what "we", the writers of the document, do or do not do."""
    return (
        clause.subject[0].lower_ == "we"
        and len(clause.subject) == 1
        and clause.verb.tag_ in ("VBP", "VB")
        and (clause.verb.lemma_ not in _ATTITUDES)
    )


def _is_need(clause: MainClause) -> bool:
    """Return whether the sentence says that somebody needs or has to do something."""
    owned = clause.verb.lemma_ == "have" and any(child.dep_ == "dobj" for child in clause.verb.children)
    return (
        not owned
        and clause.verb.lemma_ in _NEEDING
        and any(
            child.dep_ == "xcomp" and any(mark.tag_ == "TO" for mark in child.children)
            for child in clause.verb.children
        )
    )


def _is_settled(clause: MainClause) -> bool:
    """Return whether a sentence says in the present what is done with things of a sort: "Alcohol is not paid"."""
    if clause.first is None or clause.first.lower_ not in ("is", "are") or not _is_of_a_sort(clause):
        return False
    if _is_passive(clause):
        return clause.verb.lower_ in _SETTLED
    states = [child.lower_ for child in clause.verb.children if child.dep_ == "acomp"]
    return clause.verb.lemma_ == "be" and bool(_SETTLED_STATES.intersection(states))


def _is_of_a_sort(clause: MainClause) -> bool:
    """Return whether the subject is a sort of things rather than a name or one thing that was spoken of."""
    head = next((token for token in clause.subject if token.dep_ in ("nsubj", "nsubjpass")), clause.subject[-1])
    return head.pos_ == "NOUN" or (head.tag_ == "NNPS" and len(clause.subject) == 1) or head.i == 0


def _is_entitled(clause: MainClause) -> bool:
    verb = clause.verb
    if verb.lower_ in _ENTITLED:
        return clause.first is not None
    return verb.lemma_ == "be" and any(child.dep_ == "acomp" and child.lower_ in _ENTITLED for child in verb.children)


KIND = KindSpec("rule", "what may, must or must not be done: yes or no", 0.15, 30, rule_drafts)

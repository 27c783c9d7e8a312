"""Questions about the object of a sentence: what somebody does, uses or gets, and what something covers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from evals.generate.draft import Draft
from evals.generate.kinds.spec import DraftParts, KindSpec
from evals.generate.prose.drafting import DraftQuestion, prose_draft
from evals.generate.prose.main_clause import MainClause, has_second_verb, is_unbroken, read_main_clause, subtree
from evals.generate.prose.parsing import ParsedSentence
from evals.generate.tables.wording import PERSON
from rag.dependency_parser import Token

MIN_OBJECT_WORDS, MAX_OBJECT_WORDS = 2, 14
MAX_AGENT_WORDS = 16
"""Words of a question by whom something is done."""

MIN_REST_WORDS = 2
"""Words of a sentence beside its subject, verb and object, without which the question would not say enough."""

_LIGHT_VERBS = frozenset(
    "be have do make take give play get put let keep bring draw pay set hold lead leave run go come raise see find "
    "show want need like know think mean become remain represent constitute reflect spend place lose win begin start "
    "provide supply present".split()
)
_ABSTRACT = frozenset(
    "role part place time account advantage effect impact way step use sense fact reason number lot variety range kind "
    "type sort evidence insight possibility ability need right attention difference increase decrease change result "
    "one".split()
)


_BODY = re.compile(
    r"\b(?:Committee|Council|Board|Team|Group|Ministry|Department|Office|Agency|Company|Ltd|Inc|GmbH|Club|Society"
    r"|Association|Trust|Foundation|University|School|Court|Party|Commission|Union|Authority|Bank|Manager|Director|Tenant"
    r"|Landlord|Supplier|Customer|Secretary|Treasurer|Chair|President|Mayor|Minister)s?$"
)


def what_drafts(parts: DraftParts) -> Iterator[Draft]:
    """Yield a question for each sentence with a plain object, which is its reference."""
    for sentence in parts.prose.sentences:
        clause = read_main_clause(sentence.tokens)
        if clause is None:
            continue
        yield from _ask_for_agent(parts, sentence, clause)
        noun = _find_object(clause)
        if noun is None:
            continue
        phrase = subtree(noun)
        reference = sentence.text_of(phrase).rstrip(" ,")
        if _says_enough(clause, phrase) and MIN_OBJECT_WORDS <= len(reference.split()) <= MAX_OBJECT_WORDS:
            question = f"What {clause.inverted(drop={token.i for token in phrase})}?"
            yield from prose_draft(
                parts, sentence, DraftQuestion(question, reference, "what", _rule(sentence), _aliases(sentence, noun))
            )


def _ask_for_agent(parts: DraftParts, sentence: ParsedSentence, clause: MainClause) -> Iterator[Draft]:
    """Ask by whom something is done: "by whom is the lighthouse run"."""
    agent = next((child for child in clause.verb.children if child.dep_ == "agent"), None)
    noun = next((child for child in agent.children if child.dep_ == "pobj"), None) if agent is not None else None
    if agent is None or noun is None or noun.pos_ != "PROPN" or clause.negation is not None:
        return
    phrase = subtree(agent)
    plain = is_unbroken(phrase) and not any(token.dep_ == "relcl" for token in phrase)
    reference = sentence.text_of(phrase[1:]).rstrip(" ,")
    question = f"By whom {clause.inverted(drop={token.i for token in phrase})}?"
    if (
        plain
        and _is_body(reference)
        and len(reference.split()) <= MAX_OBJECT_WORDS
        and len(question.split()) <= MAX_AGENT_WORDS
    ):
        yield from prose_draft(parts, sentence, DraftQuestion(question, reference, "what", "agent"))


def _is_body(name: str) -> bool:
    """Return whether a name is that of a person or of people who act together; not "GPG" or "the Linux kernel"."""
    return bool(PERSON.fullmatch(name) or _BODY.search(name))


def _rule(sentence: ParsedSentence) -> str:
    return "passive" if any(token.dep_ == "agent" for token in sentence.tokens) else "object"


def _find_object(clause: MainClause) -> Token | None:
    """Return the noun that is the only object of the main verb, or of the verb that completes it."""
    noun = _only_object(clause.verb)
    if noun is None or clause.negation is not None or clause.verb.lemma_ in _LIGHT_VERBS or has_second_verb(clause):
        return None
    phrase = subtree(noun)
    follows = phrase[0].i == clause.verb.i + 1 and noun.lemma_ not in _ABSTRACT
    return noun if follows and is_unbroken(phrase) and _is_plain(phrase) and not _goes_on(phrase[-1]) else None


def _only_object(verb: Token) -> Token | None:
    """Return the noun that is the one thing which a verb takes; None for a verb with a particle."""
    if any(child.dep_ == "prt" for child in verb.children):
        return None
    objects = [child for child in verb.children if child.dep_ in ("dobj", "dative", "oprd", "ccomp", "xcomp", "attr")]
    if len(objects) != 1 or objects[0].dep_ != "dobj":
        return None
    return objects[0] if objects[0].pos_ in ("NOUN", "PROPN") else None


def _is_plain(phrase: Sequence[Token]) -> bool:
    """Return whether a phrase has no pronouns and no clauses."""
    return not any(token.pos_ == "PRON" or token.dep_ in ("relcl", "advcl", "ccomp") for token in phrase)


def _goes_on(last: Token) -> bool:
    """Return whether what follows the last token of a phrase adds to it."""
    if last.i + 1 == len(last.doc):
        return False
    following = last.nbor()
    return following.tag_ in ("VBG", "CC") or following.text == ","


def _says_enough(clause: MainClause, phrase: list[Token]) -> bool:
    inside = {token.i for token in phrase}
    rest = [token for token in (*clause.front, *clause.tail) if token.i not in inside and token.i != clause.verb.i]
    return sum(token.pos_ in ("NOUN", "PROPN", "VERB", "ADJ", "NUM") for token in rest) >= MIN_REST_WORDS


def _aliases(sentence: ParsedSentence, noun: Token) -> tuple[str, ...]:
    """Return the object without its determiner, where it has one."""
    phrase = subtree(noun)
    if phrase[0].dep_ != "det" or len(phrase) < MIN_OBJECT_WORDS:
        return ()
    return (sentence.text_of(phrase[1:]),)


KIND = KindSpec("what", "what somebody does or uses, or what something covers", 0.08, 38, what_drafts)

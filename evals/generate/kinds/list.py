"""Questions that a whole list answers, asked from the line that leads it in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evals.generate.draft import Draft
from evals.generate.kinds.spec import DraftParts, KindSpec
from evals.generate.prose.anaphora import has_open_definite, points_back
from evals.generate.prose.drafting import DraftQuestion, text_draft
from evals.generate.prose.lists import LedList, read_lists
from evals.generate.prose.main_clause import MainClause, read_main_clause, subtree
from evals.generate.prose.wording import render
from rag.dependency_parser import Token, is_english, parse_texts

_CONDITION = re.compile(
    r"[,]?\s+(?:only )?(?:if|when)"
    r"(?: (?:either|any|one|all|both)(?: of (?:the following|these)(?: apply| are true)?)?)?$"
)
_FOLLOWING = re.compile(
    r"\b(?:(?:all|any|one|some|both|either) of )?(?:the following|these)(?: (?P<noun>[a-z][a-z -]{2,40}))?$"
)
_PLACE = re.compile(r"(.*?)((?: (?:on|in|at|with|to|from|by|when|before|after)\b.*)?)$")
_DUTY = re.compile(
    r"(?:(?P<aim>(?:To|Before|After|When) [a-z][^,]*), )?(?P<who>[A-Za-z][\w’' -]{1,50}?) (?P<modal>must|should|shall)"
)
_ARTICLE = re.compile(r"^(?:The|A|An|Each|Every|All|Any)\b|^[A-Z][a-z]+s$")
_BASE_VERB = re.compile(r"(?:not )?[a-z]{2,}\b")
_UNCOUNTED = ("different", "various", "several", "many", "some")
_OBJECT = "things"
_OPEN_END = re.compile(r"\b(?:to|be|is|are|was|were|of|with|that|than|a|an|the|as|from|by|or|and|which|who)$")
_PARTIAL = re.compile(
    r"\b(?:for example|such as|like|including|includes?|also|unless|except|another|other|additional\w*|e\.g)\b",
    re.IGNORECASE,
)
_POINTING = re.compile(r"\b(?:this|that|these|those|it|they|them|he|she|such|following|below|above)\b", re.IGNORECASE)


def list_drafts(parts: DraftParts) -> Iterator[Draft]:
    """Yield a question for each list whose lead-in can be turned into one; its reference is all items."""
    found = [led for led in read_lists(parts.corpus) if is_english(led.text) and not _PARTIAL.search(led.lead)]
    plain = [_plain(led.lead) for led in found]
    # "The fee covers" is read better with an object.
    trees = zip(
        parse_texts([f"{lead}." for lead in plain]), parse_texts([f"{lead} {_OBJECT}." for lead in plain]), strict=True
    )
    for led, lead, (bare, whole) in zip(found, plain, trees, strict=True):
        asked = (
            _ask_for_duties(led) or _ask(led, read_main_clause(bare)) or _ask_for_object(lead, read_main_clause(whole))
        )
        if asked and not points_back(bare, bare) and not _POINTING.search(lead):
            reference, unexplained = "; ".join(led.items), has_open_definite(bare)
            yield from text_draft(
                parts, led.passage, led.text, DraftQuestion(asked, reference, "list", "items"), unexplained
            )


def _ask_for_duties(led: LedList) -> str:
    """Ask what somebody must do: "To get a key, residents must" becomes "what must residents do to get a key"."""
    match = _DUTY.fullmatch(led.lead)
    if match is None or not all(map(_BASE_VERB.match, led.items)):
        return ""
    who, aim = match["who"], f" {match['aim'][:1].lower()}{match['aim'][1:]}" if match["aim"] else ""
    who = "I" if who.casefold() == "you" else _ARTICLE.sub(lambda found: found[0].lower(), who)
    question = f"What {match['modal']} {who} do{aim}?"
    return re.sub(r"\byour\b", "my", question)


def _ask_for_object(lead: str, clause: MainClause | None) -> str:
    """Ask what a lead-in such as "The fee covers" names, read with an object in the place of its list."""
    last = clause.tail[-1] if clause and clause.tail else None
    if (
        clause is None
        or clause.negation is not None
        or last is None
        or last.lower_ != _OBJECT
        or last.dep_ not in ("dobj", "pobj")
        or _OPEN_END.search(lead)
    ):
        return ""
    bare = len(list(last.subtree)) == 1 and not _is_filled(last.head)
    return f"What {clause.inverted(drop={last.i})}?" if bare and _is_in_clause(last, clause) else ""


def _is_filled(verb: Token) -> bool:
    """Return whether a verb has all that it takes: it is passive, or has an object beside the list."""
    others = [child for child in verb.children if child.dep_ in ("dobj", "dative", "oprd") and child.lower_ != _OBJECT]
    return bool(others) or any(child.dep_ in ("auxpass", "nsubjpass") for child in verb.children)


def _plain(lead: str) -> str:
    """Return a lead-in without the words that point to its list."""
    lead = _CONDITION.sub("", lead)
    match = _FOLLOWING.search(lead)
    return lead[: match.start()].rstrip(" ,") if match else lead


def _ask(led: LedList, clause: MainClause | None) -> str:
    """Ask for what the lead-in leaves open: when something is so, or what or which things its clause lacks."""
    if clause is None or clause.negation is not None:
        return ""
    if _CONDITION.search(led.lead):
        return _ask_for_condition(clause)
    following, plain = _FOLLOWING.search(led.lead), _plain(led.lead)
    if plain.endswith(" to") and not following:
        return _ask_for_action(clause)
    if _OPEN_END.search(plain):
        return ""
    return _ask_for_following(clause, following["noun"] or "") if following else _ask_for_end(clause)


def _ask_for_condition(clause: MainClause) -> str:
    """Ask when something is so: "You can stay if:" becomes "when can I stay"."""
    described = any(child.dep_ in ("acomp", "attr", "prep", "xcomp") for child in clause.verb.children)
    return f"When {clause.inverted()}?" if clause.verb.lemma_ != "be" or described else ""


def _ask_for_following(clause: MainClause, noun: str) -> str:
    """Ask which things: "You must bring the following papers" becomes "which papers must I bring"."""
    thing, rest = _PLACE.match(noun.strip()).groups()  # type: ignore[union-attr]
    asked = f"Which {thing}" if thing else "What"
    return f"{asked} {clause.inverted()}{rest}?" if _takes_object(clause) else ""


def _ask_for_end(clause: MainClause) -> str:
    """Ask what a verb at the end of the lead-in takes, or which things the clause names there."""
    last = _last(clause)
    if not _is_in_clause(last, clause) or _is_filled(last):
        return ""
    if last.pos_ == "VERB" and not any(child.dep_ in ("dobj", "attr", "ccomp") for child in last.children):
        return f"What {clause.inverted()}?"
    return _ask_for_noun(clause)


def _last(clause: MainClause) -> Token:
    return clause.tail[-1] if clause.tail else clause.verb


def _takes_object(clause: MainClause) -> bool:
    """Return whether the clause ends with a verb or preposition that waits for its object."""
    last = _last(clause)
    return _is_in_clause(last, clause) and (last.pos_ in ("VERB", "ADP") or last.i == clause.verb.i)


def _is_in_clause(token: Token, clause: MainClause) -> bool:
    """Return whether a token belongs to the main clause itself, not to a condition or another clause in it."""
    while token.i != clause.verb.i and token.dep_ not in ("advcl", "relcl", "ccomp", "ROOT"):
        token = token.head
    return bool(token.i == clause.verb.i)


def _ask_for_action(clause: MainClause) -> str:
    """Ask what has to be done: "To apply, you need to" becomes "what do I need to do to apply"."""
    ends = [token for token in clause.tail if token.lower_ == "to"]
    if not clause.tail or not ends or clause.tail[-1].lower_ != "to":
        return ""
    auxiliary, rest = clause.auxiliary(), clause.predicate(drop={ends[-1].i})
    before = render(clause.front)
    body = rest.removesuffix(before).strip() if before else rest
    return f"What {auxiliary} {clause.subject_text()} {body} to do {before}?" if body else ""


def _ask_for_noun(clause: MainClause) -> str:
    """Ask which things: "You must send us two documents" becomes "which two documents must I send"."""
    noun = next((child for child in clause.verb.children if child.dep_ == "dobj" and child.i > clause.verb.i), None)
    if noun is None or noun.tag_ != "NNS":
        return ""
    phrase: list[Token] = [token for token in subtree(noun) if token.dep_ != "det" or token.head.i != noun.i]
    if not phrase or any(token.pos_ == "VERB" or token.lower_ in _UNCOUNTED for token in phrase):
        return ""
    return f"Which {render(phrase)} {clause.inverted(drop={token.i for token in subtree(noun)})}?"


KIND = KindSpec("list", "everything that a list names", 0.1, 35, list_drafts)

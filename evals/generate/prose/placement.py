"""Whether every part of a clause has a safe place in a question; a sentence with a part that has none is not asked."""

from __future__ import annotations

from collections.abc import Sequence

from rag.dependency_parser import Token

_SAYING = frozenset("restate repeat summarize summarise conclude recap clarify illustrate begin start finish".split())
"""Verbs of an opening such as "to restate", which tells of the text itself."""

_LIKENING = ("like", "unlike")
MAX_BEFORE_PHRASE = 12
"""Tokens behind the subject, beyond which a phrase that began the sentence seems to belong to another word."""

_BEFORE_VERB = ("advmod", "npadvmod")


def is_placeable(
    verb: Token, subject: Sequence[Token], negation: Token | None, front: Sequence[Token], tail: Sequence[Token]
) -> bool:
    """Return whether a question can hold what stands before the subject and behind it without another meaning."""
    if subject[0].pos_ == "ADV" or _is_list_read_as_name(subject):
        return False
    if negation is not None and (_is_softened(negation, verb) or _compares(front, tail)):
        return False
    return not _has_another_subject(verb, tail) and _fits_behind(verb, front, tail)


def _is_list_read_as_name(subject: Sequence[Token]) -> bool:
    """Return whether what is read as another name of the subject holds an "and": "films, magazines and books"."""
    names = [token for token in subject if token.dep_ == "appos"]
    return any(child.dep_ in ("cc", "conj") for name in names for child in name.children)


def _is_softened(negation: Token, verb: Token) -> bool:
    """Return whether an adverb belongs to the "not": "almost never", "definitely not", "not necessarily"."""
    beside = [child for child in verb.children if child.dep_ in _BEFORE_VERB and abs(child.i - negation.i) == 1]
    return bool(beside) or any(True for _ in negation.children)


def _compares(front: Sequence[Token], tail: Sequence[Token]) -> bool:
    """Return whether something is likened: what is denied of one thing may hold for the other, or not."""
    opened = any(token.lower_ in _LIKENING for token in front)
    return opened or any(token.lower_ in _LIKENING and token.tag_ == "IN" for token in tail)


def _has_another_subject(verb: Token, tail: Sequence[Token]) -> bool:
    """Return whether a second main clause has its subject behind the verb."""
    for token in tail:
        if token.dep_ not in ("nsubj", "nsubjpass"):
            continue
        head = token.head
        while head.i != verb.i and head.dep_ == "conj":
            head = head.head
        if head.i == verb.i:
            return True
    return False


def _fits_behind(verb: Token, front: Sequence[Token], tail: Sequence[Token]) -> bool:
    """Return whether what a sentence begins with can stand at its end."""
    if not front:
        return True
    if any(token.text == "," and token.head.i == verb.i for token in tail) or (tail and tail[-1].text == "."):
        return False
    if any(token.dep_ == "advcl" and token.tag_ == "VBN" and not _is_marked(token) for token in front):
        return False  # "previously released" belongs to the subject
    if front[0].tag_ in ("VBG", "VBN") or (front[0].dep_ == "prep" and len(tail) > MAX_BEFORE_PHRASE):
        return False
    infinitive = front[0].lower_ == "to" and len(front) > 1 and front[1].tag_ == "VB"
    return not (infinitive and front[1].lemma_ in _SAYING)


def _is_marked(verb: Token) -> bool:
    return any(child.dep_ in ("mark", "advmod") and child.tag_ in ("IN", "WRB") for child in verb.children)

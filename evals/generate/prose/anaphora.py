"""Words that point to something said before, which a question that stands alone does not say."""

from __future__ import annotations

from collections.abc import Sequence

from rag.dependency_parser import Token


def points_back(tokens: Sequence[Token], own: Sequence[Token]) -> bool:
    """Return whether a word points to something said before: a pronoun, or "this", that nothing in `own` explains."""
    for token in tokens:
        if token.lower_ in ("this", "that", "these", "those", "such", "same") and token.dep_ in (
            "det",
            "predet",
            "amod",
        ):
            return True
        if token.pos_ == "PRON" and token.lower_ in (
            "it",
            "they",
            "them",
            "this",
            "that",
            "these",
            "those",
            "he",
            "she",
            "him",
            "one",
            "ones",
            "its",
            "their",
            "his",
            "her",
        ):
            if token.tag_ in ("WDT", "WP") or token.dep_ in ("expl", "mark") or token.lower_ == "that":
                continue
            if token.lower_ in ("this", "these", "those"):
                return True
            if not any(_may_be_meant(other, token) for other in own if other.i < token.i):
                return True
    return False


def _may_be_meant(noun: Token, pronoun: Token) -> bool:
    """Return whether a pronoun may stand for an earlier noun, by their number and by whether it is that of a person."""
    if noun.lower_ in _LINKING_NOUNS:
        return False
    if pronoun.lower_ in _OF_PERSONS:
        return bool(noun.pos_ == "PROPN")
    return noun.tag_ in ("NN", "NNP") if pronoun.lower_ in ("it", "its") else noun.pos_ in ("NOUN", "PROPN")


_LINKING_NOUNS = ("order", "case", "addition", "fact", "example", "result")
_OF_PERSONS = ("he", "she", "him", "her", "his")
_KNOWN_THINGS = frozenset(
    "world sun moon earth government internet public police law web weather environment economy state country weekend "
    "night day morning evening future past time uk us eu end start beginning top bottom rest use way right left".split()
)


def has_open_definite(tokens: Sequence[Token]) -> bool:
    """Return whether a bare "the X" stands in a sentence that does not say which X: nothing narrows or explains it."""
    for token in tokens:
        if token.dep_ != "det" or token.lower_ != "the" or token.head.pos_ != "NOUN":
            continue
        noun = token.head
        if any(child.dep_ not in ("det", "punct", "nummod") for child in noun.children) or noun.lemma_ in _KNOWN_THINGS:
            continue
        if not any(other.i < token.i and other.lemma_ == noun.lemma_ for other in tokens):
            return True
    return False

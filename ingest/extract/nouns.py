"""Nouns of a parsed sentence: the names they stand for, and the words of those that are no names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rag.dependency_parser import Token

_ALTERNATIVES = frozenset("but nor or".split())
_BEFORE_NOUN = frozenset(("amod", "compound", "nmod", "nummod"))
_BRACKETS = frozenset("([{–—")
_NONE = frozenset("any each every neither no".split())


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a sentence by their tokens: the heads of their spans, and all tokens in them, by position."""

    heads: frozenset[int]
    inside: frozenset[int]

    def listed(self, token: Token) -> list[Token]:
        """Return the heads of names that a noun stands for: its own, or one in apposition, and those joined by "and".

        What a noun is said to be is a name itself, not one that follows it.
        """
        nouns = conjuncts(token)
        if any(word.lower_ in _ALTERNATIVES for noun in nouns for word in noun.children if word.dep_ == "cc"):
            return []
        return [name for noun in nouns if not is_denied(noun) for name in self._own(noun)]

    def _own(self, noun: Token) -> list[Token]:
        if noun.i in self.heads or noun.dep_ == "attr":
            return [noun] if noun.i in self.heads else []
        after = [child for child in noun.children if child.dep_ == "appos" and child.i in self.heads]
        return [child for child in after if noun.doc[child.left_edge.i - 1].text not in _BRACKETS]


def conjuncts(token: Token) -> list[Token]:
    """Return a noun and those joined to it."""
    nouns = [token]
    for noun in nouns:
        nouns.extend(child for child in noun.children if child.dep_ == "conj")
    return nouns


def is_listed(*nouns: Token) -> bool:
    """Return whether one of the nouns is an item of a list."""
    return any(noun.dep_ == "conj" or any(child.dep_ == "conj" for child in noun.children) for noun in nouns)


def is_denied(noun: Token) -> bool:
    """Return whether a noun stands for none or for any, as in "no company" and "each company"."""
    return any(child.dep_ == "det" and child.lower_ in _NONE for child in noun.children)


def noun_words(noun: Token, names: Names) -> tuple[str, ...] | None:
    """Return a common noun's lemma with its adjectives; None if a name or a number is among them."""
    parts = [part for child in noun.lefts if child.dep_ in _BEFORE_NOUN for part in child.subtree]
    is_counted = any(part.pos_ == "NUM" or any(map(str.isdigit, part.text)) for part in parts)
    if is_counted or noun.i in names.inside or any(part.i in names.inside for part in parts):
        return None
    return (*(part.lower_ for part in parts if part.is_alpha), noun.lemma_.lower())


def object_words(noun: Token, names: Names) -> tuple[str, ...] | None:
    """Return the words of an object, with what it is the object of: "level of alert"."""
    if noun.i in names.heads:
        return tuple(token.text for token in noun.subtree if token.i in names.inside and token.i <= noun.i)
    words = noun_words(noun, names) if noun.pos_ == "NOUN" else None
    for preposition in prepositions(noun):
        if words is not None and preposition.lower_ == "of":
            rest = [object_words(other, names) for other in preposition_objects(preposition)]
            words = (*words, "of", *rest[0]) if rest and rest[0] is not None else None
    return words


def preposition_words(preposition: Token) -> tuple[str, ...]:
    """Return a preposition with the "such" of "such as"."""
    before = tuple(child.lower_ for child in preposition.lefts if child.lower_ == "such")
    return (*before, preposition.lower_)


def prepositions(token: Token) -> Iterator[Token]:
    """Yield the prepositions that belong to a word."""
    return (child for child in token.children if child.dep_ == "prep")


def preposition_objects(preposition: Token) -> Iterator[Token]:
    """Yield the nouns after a preposition."""
    return (child for child in preposition.children if child.dep_ == "pobj" and child.tag_ not in ("WDT", "WP"))

"""Adjectives in pairs of opposites, in their degrees: oldest and newest, cheaper and more expensive."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from evals.judges.forms import forms
from graph.text.stemming import stem
from rag.answer.claims.polarity import find_antonym

_PAIRS = """
old ancient / new young modern recent
large big great / small little tiny
high tall / low short
long / short brief
cheap inexpensive / expensive dear costly
fast quick swift / slow
early / late recent
near close / far distant
strong / weak
heavy / light
good / bad
hot warm / cold cool
wet / dry
safe / dangerous risky
hard difficult / easy simple
rich wealthy / poor
wide broad / narrow
deep / shallow
thick / thin
bright / dark
loud noisy / quiet silent
busy / quiet
soft mild gentle / hard harsh strong
full / empty
clean / dirty
popular / unpopular
important / unimportant
common frequent / rare
steep / flat
sharp / blunt
sweet / bitter sour
"""
_IRREGULAR = {
    "best": ("good", 2), "worst": ("bad", 2), "better": ("good", 1), "worse": ("bad", 1),
    "farthest": ("far", 2), "furthest": ("far", 2), "farther": ("far", 1), "further": ("far", 1),
}  # fmt: skip
_FIXED = ("maximum highest uppermost topmost / minimum lowest bottommost", "northernmost / southernmost",
          "easternmost / westernmost", "first / last", "top / bottom", "most / least fewest")  # fmt: skip
_WORD = re.compile(r"\b(?:(?P<degree>more|most|less|least)\s+)?(?P<word>[a-z]+)\b", re.IGNORECASE)
_DEGREES = {"more": 1, "less": 1, "most": 2, "least": 2}


@dataclass(frozen=True, slots=True)
class Side:
    """One of two opposites: their pair's number, and which of the two."""

    pair: int
    side: int

    @property
    def other(self) -> Side:
        """The opposite."""
        return Side(self.pair, 1 - self.side)


def _inflected(word: str) -> Iterator[tuple[str, int]]:
    """Yield an adjective with its comparative and superlative, each with its degree."""
    yield word, 0
    for ending, degree in (("er", 1), ("est", 2)):
        if word.endswith("e"):
            yield word + ending[1:], degree
        elif word.endswith("y"):
            yield word[:-1] + "i" + ending, degree
        else:
            yield word + ending, degree
            yield word + word[-1] + ending, degree


def _read() -> Mapping[str, tuple[frozenset[Side], int]]:
    sides: dict[str, set[Side]] = {}
    degrees: dict[str, int] = {}
    lines = [(line, True) for line in _PAIRS.strip().splitlines()] + [(line, False) for line in _FIXED]
    for pair, (line, inflects) in enumerate(lines):
        for side, words in enumerate(line.split("/")):
            for word in words.split():
                for form, degree in _inflected(word) if inflects else [(word, 2)]:
                    sides.setdefault(form, set()).add(Side(pair, side))
                    degrees[form] = degree
    for form, (word, degree) in _IRREGULAR.items():
        sides[form], degrees[form] = sides[word], degree
    return {form: (frozenset(found), degrees[form]) for form, found in sides.items()}


_BY_FORM = _read()


def sides_of(word: str) -> frozenset[Side]:
    """Return the sides of the pairs that an adjective stands on, in any degree; none if it is in no pair."""
    return _BY_FORM[word][0] if word in _BY_FORM else frozenset()


def _superlatives(text: str) -> frozenset[Side]:
    found: set[Side] = set()
    for match in _WORD.finditer(text):
        said, word = (match["degree"] or "").casefold(), match["word"].casefold()
        sides, degree = _BY_FORM.get(word, (frozenset[Side](), 0))
        if _DEGREES.get(said, degree) == 2:
            found |= {side.other for side in sides} if said == "least" else sides
    return frozenset(found)


def find_opposite_degree(question: str, claim: str) -> str:
    """Return the superlative of a claim that is the opposite of the question's: the newest for the oldest."""
    asked, said = _superlatives(question), _superlatives(claim)
    if not asked or asked & said or not {side.other for side in asked} & said:
        return ""
    opposite = {side.other for side in asked}
    return next((match.group() for match in _WORD.finditer(claim) if _superlatives(match.group()) & opposite), "")


def answers_about_opposite(question: str, reference: str, claim: str) -> str:
    """Return the word by which a claim gives the right answer for the opposite of what is asked; empty if none.

    Only a claim that has nothing of its own but that word is about the same thing.
    """
    known = {stem(form) for text in (question, reference) for form in forms(text)}
    own = [form for form in forms(claim) if stem(form) not in known]
    if len(own) > 1 or not {stem(form) for form in forms(reference)} <= {stem(form) for form in forms(claim)}:
        return ""
    if other := find_opposite_degree(question, claim):
        return other
    return find_antonym(claim, question) if own else ""

"""How well a sentence fits the situation that an asker tells: by what happened to whom, and by ages and lengths.

"A lost card is replaced" fits somebody whose card went missing, "customers under 18" somebody who is 15.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graph.text.stemming import stems
from graph.text.verb_forms import BASE_FORMS
from graph.text.words import words
from rag.answer.extractive.evidence import covered_share
from rag.answer.extractive.situation import AskedQuestion

EVENT_WEIGHT, BOUND_WEIGHT = 2.0, 2.0
"""What an event or role of the situation, and a bound that it keeps or breaks, count for the log-odds of answering."""

SHORT_SITUATION_WORDS = 6
"""Words of a situation up to which an event counts whole; the longer the story, the less does each part of it."""

_ALIKE = """
lose lost missing mislaid disappear|steal stolen theft rob robbery|break broken damage damaged faulty defective
ill sick illness sickness|pregnant pregnancy|child kid son daughter boy girl baby children|student students
pensioner retired retiree pensioners|forget forgot forgotten|move moved moving relocate|late delay delayed overdue
cancel cancellation cancelled|abroad foreign overseas|disabled disability|unemployed jobless|die died death dead
wedding marry married marriage|accident injured injury|father fathers dad|mother mothers mum|divorced divorce
"""
_CLASS = {
    root: group.split()[0]
    for group in _ALIKE.replace("\n", "|").strip("|").split("|")
    for word in group.split()
    for root in stems(BASE_FORMS.get(word, word))
}
_UNITS = "minute|hour|day|night|week|month|year|km|kilometre|kilometer|mile|metre|meter|kg|person|people|employee"
_UNIT = rf"(?:\s?-?\s?(?P<unit>{_UNITS})s?\b)?"
_FIGURE = r"(?P<figure>\d+(?:\.\d+)?)"
_STATED = re.compile(rf"\b{_FIGURE}{_UNIT}(?P<old>[\s-]olds?\b)?(?![.,]?\d|\s?[%€£$])", re.IGNORECASE)
_AGED = re.compile(r"\b(?:am|is|are|turned|aged|age|['’](?:m|s|re))\s+(?:only\s+|just\s+|already\s+)?\Z", re.IGNORECASE)
_LEAST = r"(?:over|above|older than|more than|longer than|at least|from|beyond|after)"
_MOST = r"(?:under|below|younger than|less than|fewer than|up to|at most|within|until)"
_BETWEEN = re.compile(
    rf"\b(?:from|between|aged)\s+(?P<low>\d+)\s*(?:to|and|[-–])\s*(?P<high>\d+){_UNIT}", re.IGNORECASE
)
_BOUND = re.compile(
    rf"\b(?:(?P<least>{_LEAST})|(?P<most>{_MOST}))\s+(?:the\s+age\s+of\s+)?{_FIGURE}{_UNIT}(?![.,]?\d|\s?[%€£$:])",
    re.IGNORECASE,
)
_YEAR, _FIRST_YEAR = "year", 1000
_OUTSIDE = r"(?:after|before|outside|without|until|beyond|except(?: for)?|unless)"


@dataclass(frozen=True, slots=True)
class _Range:
    """What a sentence is about: from one figure to another of a unit."""

    unit: str
    low: float
    high: float


class CaseFit:
    """Compares sentences with the situation of a question."""

    def __init__(self, question: AskedQuestion, rarity: Mapping[str, float], unseen: float) -> None:
        self._asked = _roots(question.asked)
        self._stated = _roots(question.situation) - self._asked
        self._figures = list(_stated_figures(question.text))
        self._situation = question.situation
        self._rarity, self._unseen = rarity, unseen

    def favour(self, text: str) -> float:
        """Return what a sentence gains by the events and roles it shares with the situation, and by its bounds."""
        events = self._stated & set(_CLASS.values())
        shared = len(events & self._there(text)) / len(events) if events else 0.0
        shared *= min(1.0, SHORT_SITUATION_WORDS / max(1, len(self._stated)))
        apart = any(_sets_apart(word, text, self._situation) for word in self._stated)
        return EVENT_WEIGHT * (shared - apart) + BOUND_WEIGHT * self.bound(text)

    def share(self, text: str) -> float:
        """Return the share of the situation that a text has, and 1 more or less for a bound kept or broken."""
        return covered_share(self._stated, self._there(text), self._rarity, self._unseen) + self.bound(text)

    def weight(self, text: str) -> float:
        """Return the weight of the words of question and situation in a text."""
        shared = (self._asked | self._stated) & _roots(text)
        return sum(self._rarity.get(word, self._unseen) for word in shared)

    def asked(self, text: str) -> set[str]:
        """Return the words of the question in a text."""
        return self._asked & _roots(text)

    def bound(self, text: str) -> float:
        """Return up to 1 if a text sets a bound that a figure of the situation keeps, the more the closer; -1 if it
        sets only others; 0 without any of its unit."""
        fits = [_closeness(figure, one) for one in _ranges(text) for unit, figure in self._figures if unit == one.unit]
        return max(fits, default=0.0)

    def _there(self, text: str) -> set[str]:
        """Return the words of a text but those that it sets apart from itself: "after the trial period"."""
        return _roots(text) - {word for word in self._stated if _sets_apart(word, text, self._situation)}


def _roots(text: str) -> set[str]:
    roots = stems(" ".join(BASE_FORMS.get(word, word) for word in words(text)))
    return {_CLASS.get(root, root) for root in roots}


def _sets_apart(word: str, text: str, situation: str) -> bool:
    """Whether a text is about what is after, before or without something in which the asker is."""
    pattern = re.compile(rf"\b{_OUTSIDE}\s+(?:[\w'’-]+\s+){{0,2}}?{re.escape(word)}", re.IGNORECASE)
    return bool(pattern.search(text)) and not pattern.search(situation)


def _stated_figures(text: str) -> Iterator[tuple[str, float]]:
    """Yield the figures of a situation with their units; an age is one of years."""
    for match in _STATED.finditer(text):
        aged = _AGED.search(text[: match.start()]) is not None and match["unit"] is None
        unit = _YEAR if match["old"] or aged else (match["unit"] or "").casefold()
        if unit:
            yield unit, float(match["figure"])


def _ranges(text: str) -> Iterator[_Range]:
    """Yield the ranges that a text sets; a bare figure is an age."""
    for match in _BETWEEN.finditer(text):
        if float(match["high"]) < _FIRST_YEAR:
            yield _Range((match["unit"] or _YEAR).casefold(), float(match["low"]), float(match["high"]))
    for match in _BOUND.finditer(_BETWEEN.sub(" ", text)):
        figure = float(match["figure"])
        if figure < _FIRST_YEAR or match["unit"]:
            low, high = (figure, math.inf) if match["least"] else (0.0, figure)
            yield _Range((match["unit"] or _YEAR).casefold(), low, high)


def _closeness(figure: float, one: _Range) -> float:
    """Return 1 at a bound of a range that holds a figure, less the further from it, and -1 outside."""
    if not one.low <= figure <= one.high:
        return -1.0
    gap = min(abs(figure - end) for end in (one.low, one.high) if end not in (0.0, math.inf))
    return 1.0 - gap / (2 * (gap + max(1.0, figure)))

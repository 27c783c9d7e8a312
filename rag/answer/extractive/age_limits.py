"""Compare the age that a question tells with the one that a sentence sets: "under 14" holds for a child of 12."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PERSONS = (
    "children|child|kids?|persons?|people|adults|adolescents|teenagers|members|customers|students|pupils|guests|"
    "visitors|passengers|applicants|residents|players|participants|minors|anyone|everyone|those"
)
_RELATIVE = r"(?:daughter|son|child|kid|boy|girl|brother|sister|nephew|niece|grandson|granddaughter|mother|father)"
_TOLD = re.compile(
    rf"\b(?:(?:my|our|an?|the)\s+)?(?P<old>\d{{1,3}})[\s-]years?[\s-]olds?\b(?:\s+{_RELATIVE}\b)?"
    rf"|\b(?:{_PERSONS})\s+(?:of|aged)\s+(?P<of>\d{{1,3}})\b(?!\s*[-–%])",
    re.IGNORECASE,
)
_LIMIT = re.compile(
    rf"\b(?P<persons>{_PERSONS})\b(?P<between>(?:\s+\w+){{0,2}}?)\s+"
    r"(?:(?P<least>over|above|older than|from|at least)|(?P<most>under|below|younger than|up to))\s+"
    r"(?:the\s+age\s+of\s+)?(?P<age>\d{1,3})\b(?![.,:]?\d|\s?[%€£$])(?:\s+years?(?:\s+of\s+age|\s+old)?\b)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class AgeReading:
    """A question and a sentence without their ages, and whether the age told is within the limit set."""

    asked: str
    sentence: str
    within: bool
    least: bool


def compare_ages(asked: str, sentence: str) -> AgeReading | None:
    """Return how the only age of a question stands to the only limit of a sentence; None without one of each, or where
    they are equal."""
    told, limits = list(_TOLD.finditer(asked)), list(_LIMIT.finditer(sentence))
    if len(told) != 1 or len(limits) != 1:
        return None
    limit = limits[0]
    age, bound = int(told[0]["old"] or told[0]["of"]), int(limit["age"])
    if age == bound:
        return None
    persons = limit["persons"]
    plain = f"{asked[: told[0].start()]}{persons}{asked[told[0].end() :]}"
    said = f"{sentence[: limit.start()]}{persons}{limit['between']}{sentence[limit.end() :]}"
    return AgeReading(plain, said, (age > bound) == bool(limit["least"]), bool(limit["least"]))

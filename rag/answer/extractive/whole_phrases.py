"""Widen a short answer to the phrase it is part of: a whole name, "every" with its months, an act with its object, a
weekday with which of them it is."""

from __future__ import annotations

import re

_NAME = re.compile(r"[A-ZÄÖÜ][\w&’'.-]*(?: (?:&|and|of|de|van|von) [A-ZÄÖÜ][\w’'.-]*| [A-ZÄÖÜ][\w’'.-]*)*")
_NAME_GOES_ON = re.compile(r"(?: (?:& )?[A-ZÄÖÜ][\w’'-]+)+")
_NAME_BEGINS = re.compile(r"(?<=[a-zäöüß,] )(?:[A-ZÄÖÜ][\w’'-]+ )+\Z")
_UNIT = (
    r"(?:hours?|days?|nights?|weeks?|months?|quarters?|years?|seasons?|shifts?|kilomet(?:re|er)s?|km|miles?|cups?"
    r"|uses?)"
)
_OFTEN = re.compile(
    rf"\b(?:at least |at most |about )?(?:every (?:other |single )?(?:[\w.,-]+ )?{_UNIT}"
    rf"|(?:once|twice|(?:\d+|two|three|four|five|six) times) (?:an?|per|every|each)(?: [\w-]+)? {_UNIT})\b",
    re.IGNORECASE,
)
_OR = re.compile(r",? or (?:after|every|at|once|twice|when|whenever)\b[^.;]*", re.IGNORECASE)
_ASKS_OFTEN = re.compile(r"\bhow (?:often|frequently)\b", re.IGNORECASE)
_ASKS_ACT = re.compile(
    r"\bwhat\s+(?:is|are|was|were|does|do|did|should|must|will|shall|can|could|has|have)\b.*\bdo\b", re.IGNORECASE
)
_REST_OF_ACT = re.compile(r" [^.;:!?|\n]{2,120}")
_DAYS = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Jan|Febr)uary|March|April|May|June|July|August|[A-Z]\w+ber"
)

_WEEKDAY = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?")
_WHICH = r"(?:first|second|third|fourth|last|other|1st|2nd|3rd|4th)"
_WHICH_BEFORE = re.compile(rf"\b(?:(?:every|each)\s+(?:{_WHICH}\s+)?|{_WHICH}\s+)\Z", re.IGNORECASE)
_OF_MONTH = re.compile(r"\s+(?:of|in)\s+(?:each|every|the|a)\s+(?:month|quarter|year)\b", re.IGNORECASE)


def widen_to_phrase(asked: str, sentence: str, bounds: tuple[int, int]) -> tuple[int, int]:
    """Return the bounds of the phrase that an answer is part of, or those given."""
    start, end = bounds
    if _ASKS_OFTEN.search(asked):
        return _whole_rhythm(sentence, start, end)
    text = sentence[start:end]
    if _WEEKDAY.fullmatch(text) or (_WEEKDAY.match(text) and _OF_MONTH.search(text)):
        return _whole_weekday(sentence, start, end)
    if _ASKS_ACT.search(asked) and text.islower() and " " not in text:
        rest = _REST_OF_ACT.match(sentence, end)
        return start, rest.end() if rest else end
    return _whole_name(sentence, start, end) if _NAME.fullmatch(text) and not _DAYS.search(text) else bounds


def _whole_rhythm(sentence: str, start: int, end: int) -> tuple[int, int]:
    """Return the bounds of what says how often, with what it says beside by "or"."""
    for match in _OFTEN.finditer(sentence):
        if match.start() < end and start < match.end():
            start, end = min(start, match.start()), max(end, match.end())
    other = _OR.match(sentence, end)
    return start, other.end() if other else end


def _whole_weekday(sentence: str, start: int, end: int) -> tuple[int, int]:
    """Return the bounds of a weekday with what says which: "every second Tuesday", "first Monday of each month"."""
    before, after = _WHICH_BEFORE.search(sentence[:start]), _OF_MONTH.match(sentence, end)
    return before.start() if before else start, after.end() if before and after else end


def _whole_name(sentence: str, start: int, end: int) -> tuple[int, int]:
    after, before = _NAME_GOES_ON.match(sentence, end), _NAME_BEGINS.search(sentence[:start])
    if after and not _DAYS.search(after.group()):
        end = after.end()
    if before and not _DAYS.search(before.group()):
        start = before.start()
    return start, end

"""Whether a short answer is about what a question names, and is of the form that it asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph.blocks import CELL_SEPARATOR
from graph.text.dates import MONTH_NAME, WEEKDAY, YEAR
from graph.text.names import WORD_WITH_DIGIT
from graph.text.stemming import stems
from rag.answer.extractive.alternatives import is_one_of_several
from rag.answer.extractive.amounts import settle_amount
from rag.answer.extractive.answer_type import asked_answer_type
from rag.answer.extractive.cells import settle_cell
from rag.answer.extractive.evidence import focus_stem
from rag.answer.extractive.quantities import CLOCK
from rag.answer.extractive.rivals import settle_value
from rag.answer.extractive.superseded import asks_past
from rag.answer.extractive.whole_phrases import widen_to_phrase

_CODE = re.compile(rf"{WORD_WITH_DIGIT}|(?<!^)(?<![.?!] )\b[B-HJ-Z]\b")
"""A year, a number, a code, or a letter that names something: P7, Block B."""

_HOURS = re.compile(rf"{CLOCK}|\d\s?h\b|\b(?:24/7|24 hours|always|daily)\b", re.IGNORECASE)
_ASKS_CLOCK = re.compile(
    r"\bwhat time\b|\b\w+ing (?:hours|times)\b|\b(?:office|business|core|quiet) (?:hours|times)\b", re.IGNORECASE
)
_ASKS_LENGTH = re.compile(r"\bhow long\b", re.IGNORECASE)
_ASKS_FREQUENCY = re.compile(r"\bhow (?:often|frequently)\b", re.IGNORECASE)
_UNITS = "second|minute|hour|day|night|week|month|quarter|year|decade|centur|kilomet|km|mile"
_LENGTH = re.compile(
    rf"\b(?:{_UNITS}|term|season|until|for life|indefinite|permanent|met(?:er|re)|feet|foot|inch)"
    r"|\b(?:min|hrs?|h|[cm]?m)\b",
    re.IGNORECASE,
)
_FREQUENCY = re.compile(rf"\b(?:{_UNITS}|daily|hourly|monthly|annual|once|twice|times|always|never)", re.IGNORECASE)
_ASKS_WHEN_PAST = re.compile(r"\bwhen (?:was|were|did)\b", re.IGNORECASE)
_WEEKDAY_ALONE = re.compile(rf"(?:on )?{WEEKDAY}", re.IGNORECASE)
_WHO_IS_NAME = re.compile(
    r"^\s*[Ww]ho (?:is|was) (?:(?:Mr|Mrs|Ms|Dr|Prof)\.? )?[A-Z][\w'’-]*(?: [A-Z][\w'’-]*)*\s*\?*\s*$"
)
_DAY_OF_MONTH = re.compile(rf"\d{{1,2}}(?:st|nd|rd|th)?\s+{MONTH_NAME}")
_RANGE_BEFORE = re.compile(r"\b\d{1,2}(?:st|nd|rd|th)?\s*(?:to|until|till|[-–—])\s*\Z")
_NOW = re.compile(r"\A(?:now|currently|then|also)\s+(?=\w)")
_FULL_STOP = re.compile(r"(?<=\d)\.\Z")
_ASKS_WAY = re.compile(r"\bhow (?:can|do|does|should|may|must|could|to)\b", re.IGNORECASE)
_ASKS_DAYS = re.compile(r"\b(?:what|which) (?:\w+ )?days\b", re.IGNORECASE)
_WEEKDAY = re.compile(rf"\b{WEEKDAY}\b", re.IGNORECASE)
_ADVERB = re.compile(
    r"(?:[A-Z]\w*ly|First|Then|Next|Last|Please|However|Also|Otherwise|Therefore|Thus|Here|There|Often|Sometimes|Always),?"
)
"""A word that opens a sentence, and is nobody's name."""

_ASKS_OF_ACT = re.compile(r"\bhow (?:long|much|many)\b.*\b(?:takes?|costs?|lasts?)\b", re.IGNORECASE)
_ACT_TAKES = re.compile(r"(?:.*[.;]\s+)?(?P<act>[A-Z][a-z]+ing)(?: [a-z]+){0,4} (?:takes?|costs?|lasts?)\b")

_POINTS = re.compile(
    r"(?:his|her|their|its|my|our|your|he|she|they|it|i|me|we|us|you|him|them|who|that|this|these|those)\b",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"\b(?:resigned|retired|stepped down|left|died|dismissed|no longer|(?:was|were) replaced)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class AnswerPlace:
    """Where a short answer stands: in its sentence, below its heading, and for a row below the names of its columns.

    `around` is the text of its passage, `situation` what the asker tells around the question.
    """

    sentence: str
    start: int
    end: int
    heading: str
    columns: str = ""
    around: str = ""
    situation: str = ""


def asks_who_is(asked: str) -> bool:
    """Whether a question asks who somebody of a name is, which takes a sentence."""
    return bool(_WHO_IS_NAME.match(asked))


def ground_answer(asked: str, place: AnswerPlace) -> str | None:
    """Return the short answer that a question asks for of what a place says; None if the place gives none."""
    if missing_codes(asked, f"{place.sentence} {place.heading} {place.columns}", place.around):
        return None
    if CELL_SEPARATOR in place.sentence:
        text = settle_cell(asked, place.columns, place.sentence, place.start)
    else:
        bounds = settle_value(asked, place.sentence, (place.start, place.end))
        bounds = settle_amount(asked, place.sentence, bounds) if bounds else None
        bounds = widen_to_phrase(asked, place.sentence, bounds) if bounds else None
        if bounds and is_one_of_several(f"{asked} {place.situation}", place.sentence, bounds):
            return None
        text = _whole_range(place.sentence, *bounds) if bounds else None
    return text if text and has_asked_form(asked, text, place.sentence) else None


def _whole_range(sentence: str, start: int, end: int) -> str:
    """Return a stretch of a sentence with the first day of a range that it ends: "10 to 12 July"."""
    first = _RANGE_BEFORE.search(sentence[:start]) if _DAY_OF_MONTH.match(sentence, start) else None
    return _FULL_STOP.sub("", _NOW.sub("", sentence[first.start() if first else start : end]))


def missing_codes(asked: str, text: str, around: str = "") -> bool:
    """Whether a question names a year, a number or a code that a text does not have.

    One that stands in what is around the text counts, unless the text has another of its shape: P5 for P7.
    """
    lacking = _words(" ".join(_CODE.findall(asked))) - _words(text)
    if not lacking:
        return False
    shapes = {_shape(word) for word in _words(text)}
    return bool(lacking - _words(around)) or any(_shape(word) in shapes for word in lacking)


def _words(text: str) -> set[str]:
    return {word.casefold() for word in re.findall(r"\w+", text)}


def _shape(word: str) -> str:
    """Return a code with its letters and digits as one of each; years have a shape of their own, words none."""
    if not any(map(str.isdigit, word)):
        return word
    return "year" if re.fullmatch(YEAR, word) else re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", "0", word))


def has_asked_form(asked: str, text: str, sentence: str) -> bool:
    """Whether an answer says how long, how often, at what time or who, as the question asks."""
    if _ASKS_CLOCK.search(asked) and not _HOURS.search(text):
        return False
    if _ASKS_FREQUENCY.search(asked) and not _FREQUENCY.search(text):
        return False
    if _ASKS_LENGTH.search(asked) and not _LENGTH.search(text):
        return False
    if _ASKS_WHEN_PAST.search(asked) and _WEEKDAY_ALONE.fullmatch(text.strip()):
        return False
    if _ASKS_DAYS.search(asked) and _WEEKDAY_ALONE.fullmatch(text.strip()) and len(_WEEKDAY.findall(sentence)) > 1:
        return False
    if (
        _tells_of_another_act(asked, text, sentence)
        or _governs(asked, text, sentence)
        or (_ASKS_WAY.search(asked) and " " not in text.strip())
    ):
        return False
    return asked_answer_type(asked) != "person" or _names_somebody(asked, text, sentence)


def _tells_of_another_act(asked: str, text: str, sentence: str) -> bool:
    """Whether the sentence says of another act how long it takes or what it costs: "Rinsing takes 5 minutes"."""
    told = _ACT_TAKES.match(sentence[: sentence.find(text)]) if _ASKS_OF_ACT.search(asked) else None
    return told is not None and not set(stems(told["act"])) & set(stems(asked))


def _governs(asked: str, text: str, sentence: str) -> bool:
    """Whether an answer is but the verb before what the question asks for: "bears" for what interest."""
    if not re.fullmatch(r"[a-z]+(?:s|ed)", text):
        return False
    focus = focus_stem(asked)
    after = re.search(rf"\b{text}\s+([\w-]+)", sentence)
    return bool(focus) and after is not None and focus in stems(after[1])


def _names_somebody(asked: str, text: str, sentence: str) -> bool:
    """Whether an answer to who is more than a pronoun or a lone common noun, and is not about somebody who has gone.

    Who somebody of a name is takes a sentence.
    """
    if asks_who_is(asked) or _POINTS.match(text) or (text.islower() and " " not in text.strip()):
        return False
    if _ADVERB.fullmatch(text) and sentence[: sentence.find(text)].strip(" \t*-•0123456789.)(") == "":
        return False
    return asks_past(asked) or not _GONE.search(sentence)

"""The names of columns and rows, read for a question: without footnotes, with the unit and the period told apart."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass, replace

from graph.text.dates import MONTH_NAME, YEAR

MAX_LABEL_WORDS = 6
CURRENCIES = "USD|EUR|GBP|CHF|NOK|SEK|DKK|JPY|CNY|INR|AUD|CAD|PLN|CZK|US\\$|[$€£¥]"
_MEASURE = (
    r"[mkMG]?Wh?|[mck]?m[²³23]?|sq ?(?:mi|ft|m|km)|ha|ft|mi|miles|mph|km/h|m/s|kg|mg|g|t|tonnes|lbs?|l|ml|litres|bar"
    r"|k?Pa|psi|°?[CF]|°|[kMG]?Hz|[kMGT]B|V|A|Nm|h|hrs?|hours|min|mins|minutes|s|sec|seconds|ms|days|weeks|months|years"
)
_UNIT = rf"(?:{CURRENCIES}|{_MEASURE}|%|percent|(?:{CURRENCIES})? ?(?:thousand|million|billion)s?)"
UNIT = re.compile(rf"(?:in )?(?P<unit>{_UNIT}(?:(?:/| per )(?:{_MEASURE}|year|month|week|day|hour|night|unit))?)")
_BRACKETS = re.compile(r"\s*[(\[](?P<inside>[^()\[\]]*)[)\]]$")
_NOTE = re.compile(r"[a-f]|\d{1,2}|[Nn]ote \d+")
_MARKS = re.compile(r"[*#†‡§^¹]+$")
_LABEL = re.compile(r"[^\W\d_][\w'’&-]*(?:,? [\w'’&-]+)*")
_LAST_CURRENCY = re.compile(rf"^(?P<label>.*\w) (?P<unit>{CURRENCIES})$", re.IGNORECASE)
_DAY = rf"{MONTH_NAME} \d{{1,2}}, {YEAR}"
_PERIOD = re.compile(
    rf"(?P<year>(?:FY ?)?{YEAR})|(?:the )?(?P<span>(?:fiscal |calendar )?(?:year|quarter|(?:three|six|nine) months)"
    rf" ended {_DAY})|(?:as of |at )?(?P<day>{_DAY})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A name as a question says it: "price" with the unit "EUR", or "population" with the year "2006"."""

    label: str
    unit: str = ""
    year: str = ""

    @property
    def head(self) -> str:
        """The noun that says what sort of thing it is, in lower case: "date" for "Date of birth"."""
        return self.label.partition(" of ")[0].rsplit(" ", 1)[-1].casefold()

    @property
    def plural(self) -> bool:
        """Whether the noun is an English plural by its ending."""
        written = self.label.partition(" of ")[0].rsplit(" ", 1)[-1]
        return len(written) > 3 and written.endswith("s") and not written.endswith(("ss", "us", "is", "series"))


def without_notes(text: str) -> str:
    """Return a cell without marks of footnotes at its end: "2017 (a)", "Opponent#", "2013†"."""
    text = " ".join(text.split())
    while True:
        brackets = _BRACKETS.search(text)
        cut = brackets.start() if brackets and _NOTE.fullmatch(brackets["inside"].strip()) else len(text)
        shorter = _MARKS.sub("", text[:cut]).rstrip() if cut or not text else text
        if shorter == text or not shorter:
            return text
        text = shorter


def read_heading(text: str) -> Heading | None:
    """Return the name of a column or row; None if it cannot be said in a sentence."""
    text = without_notes(text).rstrip(":").strip()
    unit = year = ""
    if "_" in text and " " not in text:
        text = text.replace("_", " ").strip()
    while brackets := _BRACKETS.search(text):
        inside = brackets["inside"].strip()
        if re.fullmatch(YEAR, inside) and not year:
            year = inside
        elif (match := UNIT.fullmatch(inside)) and not unit:
            unit = match["unit"]
        else:
            return None
        text = without_notes(text[: brackets.start()])
    if (trailing := _LAST_CURRENCY.match(text)) and not unit:
        text, unit = trailing["label"], trailing["unit"].upper()
    if not _LABEL.fullmatch(text) or len(text.split()) > MAX_LABEL_WORDS or text.endswith(tuple("0123456789")):
        return None
    return Heading(_in_sentence(text), unit, year)


def read_period(text: str) -> str:
    """Return the phrase for a column that is a period: "in 2018", "at December 31, 2018"; empty if it is none."""
    match = _PERIOD.fullmatch(without_notes(text))
    if not match:
        return ""
    if match["year"]:
        return f"in {match['year']}"
    if match["span"]:
        return f"in the {match['span'][0].lower()}{match['span'][1:].replace(' Ended ', ' ended ')}"
    return f"at {match['day']}"


def in_common_words(heading: Heading, common: Container[str]) -> Heading:
    """Return a name without capitals if a text has all its words in lower case too: "Average Score"."""
    words = heading.label.split()
    known = all(word.casefold() in common for word in words if word.istitle())
    return replace(heading, label=" ".join(word.casefold() if word.istitle() and known else word for word in words))


def _in_sentence(label: str) -> str:
    """Return a label as it stands inside a sentence: only its first word loses its capital, if no other has one."""
    first, *others = label.split(" ")
    if any(letter.isupper() for word in others for letter in word) or not first.istitle():
        return label
    return " ".join((first.lower(), *others))

"""The values in a sentence that a question in a declared language may ask for: amounts, times, numbers, names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from graph.text.dates import YEAR
from graph.text.languages.matching import HEAD, SAME, content_words, match_any
from graph.text.languages.spec import Language
from graph.text.units import CALENDAR, CURRENCY_CODES, CURRENCY_SIGNS, DURATION, MONEY, RATIO, find_units
from rag.answer.extractive.foreign.question import ForeignQuestion
from rag.embed.protocol import Bounds

_FIGURE = r"(?<![\w.,/-])\d{1,3}(?:[.' \u00a0\u202f]\d{3})+(?:,\d+)?(?![\w,])|(?<![\w.,/-])\d+(?:[.,]\d+)?(?:,-|,–)?"
_PHONE = r"(?<!\w)(?:\+\d{2}|0)[\d /()-]{5,}\d"
_MAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
ISO_DAY = r"\d{4}-\d\d-\d\d"
_UNIT = re.compile(r"\s?(°\s?C|%|[A-Za-zäöüßµ]+(?:/[a-z]+)?[²³]?)")

MAX_NOUN_WORDS = 2
"""Words between a number and the noun that it counts."""


@lru_cache(maxsize=64)
def _patterns(language: Language) -> Mapping[str, re.Pattern[str]]:
    told = language.quantities
    numerals = "|".join(sorted(told.numerals, key=len, reverse=True))
    number = rf"(?:(?:{_FIGURE})|\b(?:{numerals})\b)"
    length = rf"{number}(?:\s+(?:{told.to}|-|–)\s+{number})?\s+{told.time_units}\b"
    figure = rf"(?:{_FIGURE})"
    currency = rf"(?:[{CURRENCY_SIGNS}]|(?:{'|'.join(CURRENCY_CODES)}|{told.currencies})\b)"
    money = rf"{figure}(?:\s?{told.magnitudes})?\s?{currency}|{currency}\s?{figure}"
    date = rf"(?:\d{{1,2}}\.(?:\s?{told.months}|\d{{1,2}}\.)(?:\s?{YEAR})?|{told.months}\s+{YEAR}|\b{ISO_DAY}\b)"
    day = rf"(?:\d{{1,2}}\.(?:\s?{told.months})?\s*(?:{told.to}|–|-)\s*(?:\w+\s+)?)?{date}"
    span = rf"(?:{told.clock}|\d{{1,2}})\s*(?:{told.to}|–|-)\s*{told.clock}|{told.clock}"
    weekday = rf"\b{told.days}(?:\s+{told.to}\s+{told.days})?(?:\s+(?:{told.since}\s+)?{span})?\b"
    when = rf"{length}\s+{told.relative}|{day}|{told.ordinal_days}|{span}|{weekday}|\b{told.months}\b"
    return {
        "money": re.compile(money),
        "percentage": re.compile(rf"{number}\s?{told.per_cent}(?!\w)"),
        "length of time": re.compile(rf"(?<!\b{told.each} )(?:{length})", re.IGNORECASE),
        "frequency": re.compile(rf"\b{told.each}\s+{length}|\b{told.every}\b", re.IGNORECASE),
        "time": re.compile(rf"{when}|\b{YEAR}\b(?!\s?{currency})", re.IGNORECASE),
        "count": re.compile(number, re.IGNORECASE),
        "number": re.compile(number, re.IGNORECASE),
        "contact": re.compile(rf"{_MAIL}|{_PHONE}"),
        "person": re.compile(language.person),
        "actor": re.compile(language.actor, re.IGNORECASE),
        "place": re.compile(language.place),
    }


def find_values(question: ForeignQuestion, text: str) -> list[Bounds]:
    """Return where a text holds what the question asks for, in order; nothing for a kind that has no values."""
    patterns = _patterns(question.language)
    if question.kind == "count":
        return list(_counts(question, text, patterns["count"]))
    if question.kind == "quantity":
        return _quantities(question, text, patterns)
    if question.kind == "length of time" and question.adjective:
        times = [match.span() for match in patterns["length of time"].finditer(text)]
        lengths = _quantities(question, text, patterns)
        return [bounds for bounds in sorted([*times, *lengths]) if _fits(question, text[slice(*bounds)])]
    pattern = patterns.get(question.kind)
    if pattern is None:
        return []
    found = [match.span("name") if question.kind == "place" else match.span() for match in pattern.finditer(text)]
    asks_identity = re.search(question.language.asking.identity, question.text, re.IGNORECASE)
    if question.kind == "person" and not found and not asks_identity:
        found = _actors(question, text, patterns["actor"])
    found = [(start, start + len(text[start:end].rstrip(".,;:"))) for start, end in found]
    return [bounds for bounds in found if _fits(question, text[slice(*bounds)])]


def _actors(question: ForeignQuestion, text: str, pattern: re.Pattern[str]) -> list[Bounds]:
    """Return who acts in a sentence that names nobody and nothing else but what is asked."""
    found = [match.span() for match in pattern.finditer(text) if _fits(question, match.group())]
    if len(found) != 1:
        return []
    outside = f"{text[: found[0][0]]} {text[found[0][1] :]}"
    nouns = [word for word in re.findall(r"[\w-]+", outside) if word[0].isupper()]
    said = content_words(" ".join(nouns), question.language)
    named = all(any(match_any(word, [one], question.language) for word in question.words) for one in said)
    return found if named else []


def _fits(question: ForeignQuestion, value: str) -> bool:
    """Whether a value is in the unit that the question names ("how many hours"), and no word of the question."""
    language = question.language
    units = [word for word in question.words if re.fullmatch(language.quantities.time_units, word, re.IGNORECASE)]
    said = content_words(value, language)
    if said and all(any(match_any(word, [one], language) >= SAME for word in question.words) for one in said):
        return False
    if question.kind == "length of time":
        return not units or any(match_any(unit, said, language) >= SAME for unit in units[:1])
    if question.kind == "time" and re.search(language.quantities.relative, value):
        return not any(match_any(word, said, language) >= SAME for word in question.words)
    if question.kind in ("person", "place"):
        calendar = rf"{language.quantities.months}|{language.quantities.time_units}|{language.quantities.days}"
        return not re.fullmatch(calendar, value) and not any(match_any(word, said, language) for word in question.words)
    return True


def _counts(question: ForeignQuestion, text: str, pattern: re.Pattern[str]) -> Iterator[Bounds]:
    """Yield the numbers that stand before the noun that the question counts, its first word, each with that noun."""
    language = question.language
    for match in pattern.finditer(text):
        words = list(re.finditer(r"[\w-]+", text[match.end() :]))[: MAX_NOUN_WORDS + 1]
        for word in words:
            said = content_words(word.group(), language)
            if said and question.words and match_any(question.words[0], said, language) >= HEAD:
                yield match.start(), match.end() + word.end()
                break


def _quantities(question: ForeignQuestion, text: str, patterns: Mapping[str, re.Pattern[str]]) -> list[Bounds]:
    """Return the numbers with a unit of what the question's adjective measures, amounts of money among them."""
    rules = question.language.rules
    wanted = question.language.asking.measures.get(question.adjective)
    found: list[Bounds] = []
    if wanted is None or MONEY in wanted:
        found += [match.span() for match in patterns["money"].finditer(text)]
    if wanted is None or RATIO in wanted:
        shares = patterns["percentage"].finditer(text)
        found += [match.span() for match in shares if not re.match(rules.shares, text[match.end() :], re.IGNORECASE)]
    for match in patterns["number"].finditer(text):
        unit = _UNIT.match(text, match.end())
        kinds = {one.quantity for one in find_units(unit[1].replace(" ", ""))} if unit else set()
        measures = {kind for kind in kinds if not kind.startswith(MONEY)} - {DURATION, CALENDAR, RATIO}
        fits = bool(measures) and (wanted is None or not measures.isdisjoint(wanted))
        if unit and fits and not any(start <= match.start() < end for start, end in found):
            found.append((match.start(), unit.end()))
    return sorted(found)

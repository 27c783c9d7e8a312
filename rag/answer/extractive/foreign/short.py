"""The short answer to a question in a declared language: the one value of the kind that it asks for.

A value is given only if its sentence says all words of the question, alone or with the headings above, and nothing
narrows it to another case; and if no other sentence that says them all gives another value.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from graph.blocks import CELL_SEPARATOR
from graph.text.languages.matching import ASKED_HEAD, HEAD, SAME, content_words, match_any, match_words, stem_word
from rag.answer.extractive.foreign.clauses import find_bracketed, find_clause, is_qualified
from rag.answer.extractive.foreign.question import ForeignQuestion
from rag.answer.extractive.foreign.rows import find_row_value
from rag.answer.extractive.foreign.sentences import ForeignSentence
from rag.answer.extractive.foreign.values import find_values
from rag.answer.extractive.short_answer import ShortAnswer
from rag.embed.protocol import Bounds

SURE_CHANCE, LIKELY_CHANCE, UNSURE_CHANCE = 0.91, 0.87, 0.5
"""The chance of a value whose sentence says the whole question itself, or with what stands above it; and of others.

Set by hand: there are no sets of everyday questions in other languages to fit it on.
"""

MIN_SURE_COVERED, MIN_COVERED = 0.9, 0.66
"""The shares of the question that a sentence must say for either chance."""

MAX_RESTRICTING_WORDS = 5
"""Words after "for" among which stands what a statement is restricted to."""


@dataclass(frozen=True, slots=True)
class ForeignValue:
    """A value with its sentence, and whether nothing in it speaks against its being the one that is asked for."""

    text: str
    sentence: ForeignSentence
    sure: bool


def choose_value(question: ForeignQuestion, sentences: Sequence[ForeignSentence]) -> ShortAnswer | None:
    """Return the likeliest value with its chance of being right; None where the sentences hold none."""
    found = [value for sentence in sentences if (value := _read_value(question, sentence, sentences))]
    if not found:
        return None
    best = max(found, key=lambda value: (value.sentence.covered, value.sentence.score))
    sure = best.sure and len({_plain(value.text) for value in found}) == 1
    whole = best.sentence.covered >= MIN_SURE_COVERED
    chance = (SURE_CHANCE if whole else LIKELY_CHANCE) if sure else UNSURE_CHANCE
    return ShortAnswer(best.text, best.sentence.candidate, chance)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def _read_value(
    question: ForeignQuestion, sentence: ForeignSentence, sentences: Sequence[ForeignSentence]
) -> ForeignValue | None:
    """Return the value that a sentence gives if it says all words of the question."""
    if CELL_SEPARATOR in sentence.candidate.text or ": " in sentence.candidate.text:
        value = find_row_value(question, sentence, sentences)
        if value:
            return ForeignValue(value, sentence, sure=True)
    if CELL_SEPARATOR in sentence.candidate.text or not sentence.is_covered or min(sentence.shares) <= ASKED_HEAD:
        return None
    alone_below = question.kind == "time" and sentence.is_headed and _alone_below(question, sentence, sentences)
    if not sentence.says_all and not alone_below and not _says_implied_alone(question, sentence):
        return None
    bounds, alone = _find_value(question, sentence)
    if bounds is None:
        return None
    text = sentence.candidate.text
    sure = (
        sentence.covered >= MIN_COVERED
        and alone
        and not _is_narrowed(question, text, bounds)
        and _means_one(question, sentence, sentences)
    )
    return ForeignValue(text[slice(*_with_limit(question, text, bounds))], sentence, sure)


def _alone_below(question: ForeignQuestion, sentence: ForeignSentence, sentences: Sequence[ForeignSentence]) -> bool:
    """Whether a sentence is the only one with a value below a heading that says the whole question."""
    covering = [other for other in sentences if other.is_covered and other is not sentence]
    return not any(find_values(question, other.candidate.text) for other in covering)


def _says_implied_alone(question: ForeignQuestion, sentence: ForeignSentence) -> bool:
    """Whether a sentence speaks of nothing but what the kind implies: "Die Kosten betragen 40 Euro" below a heading."""
    text, language = sentence.candidate.text, question.language
    values = find_values(question, text)
    if len(values) != 1:
        return False
    outside = f"{text[: values[0][0]]} {text[values[0][1] :]}"
    nouns = [word for word in re.findall(r"[\w-]+", outside) if word[0].isupper()]
    said = content_words(" ".join(nouns), language)
    spoken = content_words(outside, language)
    named = any(match_any(one, question.implied, language) >= SAME for one in spoken)
    return named and all(match_any(one, question.implied, language) >= SAME for one in said)


def _find_value(question: ForeignQuestion, sentence: ForeignSentence) -> tuple[Bounds | None, bool]:
    """Return the value in the clause that says what is asked, else the only one; and whether no other may be meant."""
    text = sentence.candidate.text
    values = _prefer_named(question, text, find_values(question, text))
    values = _join_ranges(question, text, values)
    start, end = find_bracketed(question, text) or find_clause(question, sentence)
    inside = [value for value in values if start <= value[0] and value[1] <= end]
    chosen = inside or values
    return (chosen[0] if chosen else None), len(chosen) == 1


def _prefer_named(question: ForeignQuestion, text: str, values: Sequence[Bounds]) -> Sequence[Bounds]:
    """Return the values that hold a word of the question or stand before one, such as a day of the week; all if none
    does."""
    language = question.language
    held = [content_words(text[value[0] : _next_word_end(text, value[1])], language) for value in values]
    named = [
        value
        for value, said in zip(values, held, strict=True)
        if any(match_any(word, said, language) >= SAME for word in question.words)
    ]
    return named or values


def _next_word_end(text: str, place: int) -> int:
    """Return where the word after a place ends."""
    match = re.compile(r"\s+[\w-]+").match(text, place)
    return match.end() if match else place


def _join_ranges(question: ForeignQuestion, text: str, values: Sequence[Bounds]) -> list[Bounds]:
    """Return the values with those that follow each other as one: "montags bis samstags von 7 bis 20 Uhr"."""
    if question.kind not in ("time", "frequency"):
        return list(values)
    joined: list[Bounds] = []
    for value in values:
        if joined and re.fullmatch(question.language.quantities.ranges, text[joined[-1][1] : value[0]]):
            joined[-1] = joined[-1][0], value[1]
        else:
            joined.append(value)
    return joined


def _with_limit(question: ForeignQuestion, text: str, bounds: Bounds) -> Bounds:
    """Return the bounds of a value with the words before it that bound it: "höchstens zwei Stunden"."""
    if question.kind in ("person", "place", "contact"):
        return bounds
    told = question.language.quantities
    is_range = re.search(rf"\b{told.to}\b", text[slice(*bounds)], re.IGNORECASE)
    before = rf"\b{told.since}\s+" if is_range else told.limits
    match = re.search(rf"(?:{before})\Z", text[: bounds[0]], re.IGNORECASE)
    return (match.start() if match else bounds[0]), bounds[1]


def _is_narrowed(question: ForeignQuestion, text: str, value: Bounds) -> bool:
    """Whether a sentence is negated, or says before the value for what else than the asked it holds."""
    if question.kind == "contact":
        return False
    rules, language = question.language.rules, question.language
    outside = f"{text[: value[0]]} {text[value[1] :]}"
    if is_qualified(question, text):
        return True
    if _negates(rules.negates, outside) and not _negates(rules.negates, question.text):
        return True
    for match in re.finditer(rules.restricts, text[: value[0]], re.IGNORECASE):
        after = re.findall(r"[\w-]+", text[match.end() : value[0]])[:MAX_RESTRICTING_WORDS]
        meant = content_words(" ".join(after), language)
        if re.match(language.quantities.months, " ".join(after)):
            continue
        if meant and not any(match_any(word, meant[:1], language) for word in (*question.words, *question.implied)):
            return True
    return False


def _negates(pattern: str, text: str) -> bool:
    return bool(re.search(pattern, text, re.IGNORECASE))


def _means_one(question: ForeignQuestion, sentence: ForeignSentence, sentences: Sequence[ForeignSentence]) -> bool:
    """Whether a word that is said only as the end of a compound may mean no other compound: "rent" for a garage's."""
    language = question.language
    for word, own in zip(question.words, sentence.own, strict=True):
        if own != HEAD:
            continue
        compounds = {
            stem_word(said, language.inflection)
            for other in sentences
            for said in content_words(other.candidate.text, language)
            if match_words(word, said, language.inflection) == HEAD
        }
        if len(compounds) > 1:
            return False
    return True

"""The value that a row of a table or a field gives to a question in a declared language."""

from __future__ import annotations

from collections.abc import Sequence

from graph.blocks import CELL_SEPARATOR
from graph.text.languages.matching import ASKED_HEAD, SAME, content_words, match_any
from rag.answer.extractive.foreign.question import ForeignQuestion
from rag.answer.extractive.foreign.sentences import MIN_SAID, ForeignSentence
from rag.answer.extractive.foreign.values import find_values
from rag.answer.extractive.read_sentences import place_sentences
from rag.answer.extractive.surroundings import names_of_columns

FIELD = ": "
MAX_NAME_WORDS = 4
"""Words of the name of a field."""

_LOOKED_UP = ("thing", "list", "quantity", "time", "place", "person", "contact", "money", "length of time")
"""The kinds that a field may answer with any value."""


def find_row_value(question: ForeignQuestion, sentence: ForeignSentence, sentences: Sequence[ForeignSentence]) -> str:
    """Return the value of a row or field whose name is what the question asks; empty if there is none or several."""
    for cells in map(_cells, sentence.candidate.text.split("\n")):
        if len(cells) == 2 and question.kind in _LOOKED_UP and _names_asked(question, cells[0], sentence):
            return cells[1].rstrip(".")
    cells = _cells(sentence.candidate.text)
    if len(cells) < 2 or CELL_SEPARATOR not in sentence.candidate.text or not _says_all(sentence):
        return ""
    if not _fits_best(question, cells[0], sentence, sentences):
        return ""
    holding = [cell for cell in cells[1:] if find_values(question, cell)]
    if len(holding) > 1:
        holding = _in_asked_column(question, sentence, sentences, cells)
    return holding[0] if len(holding) == 1 else ""


def _says_all(row: ForeignSentence) -> bool:
    """Whether a row says every word of the question, each as more than the last part of a compound."""
    return row.says_all and min(row.shares) > ASKED_HEAD


def _cells(text: str) -> list[str]:
    """Return the cells of a row, or the name and the value of a field."""
    if CELL_SEPARATOR in text:
        return [cell.strip() for cell in text.split(CELL_SEPARATOR)]
    name, _, value = text.partition(FIELD)
    return [name, value] if value and len(name.split()) <= MAX_NAME_WORDS else []


def _names_asked(question: ForeignQuestion, name: str, sentence: ForeignSentence) -> bool:
    """Whether all words of a name are asked, and the rest of the question is said above it."""
    language = question.language
    said = content_words(name, language)
    asked = (*question.words, *question.implied)
    named = bool(said) and all(any(match_any(word, [own], language) >= SAME for word in asked) for own in said)
    return named and all(share >= MIN_SAID for share in sentence.shares)


def _fits_best(
    question: ForeignQuestion, name: str, sentence: ForeignSentence, sentences: Sequence[ForeignSentence]
) -> bool:
    """Whether no other row that says the whole question has a name with as few words that were not asked."""
    own = _unasked(question, name)
    rivals = [
        _unasked(question, cells[0])
        for other in sentences
        if _says_all(other) and other is not sentence and len(cells := _cells(other.candidate.text)) > 1
    ]
    return all(rival > own for rival in rivals) and own <= 1


def _unasked(question: ForeignQuestion, name: str) -> int:
    language = question.language
    said = content_words(name, language)
    return sum(not any(match_any(word, [own], language) >= MIN_SAID for word in question.words) for own in said)


def _in_asked_column(
    question: ForeignQuestion, sentence: ForeignSentence, sentences: Sequence[ForeignSentence], cells: Sequence[str]
) -> list[str]:
    """Return the cells in the columns whose name has a word of the question."""
    names = _cells(names_of_columns(sentence.candidate, place_sentences([one.read for one in sentences])))
    if len(names) != len(cells):
        return []
    language = question.language
    return [
        cell
        for name, cell in zip(names[1:], cells[1:], strict=True)
        if any(match_any(word, content_words(name, language), language) >= MIN_SAID for word in question.words)
    ]

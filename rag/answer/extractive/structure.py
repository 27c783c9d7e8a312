"""Ask each part of a document's structure for the answer, and choose the likeliest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from graph.text.stemming import stems
from graph.types import Passage
from rag.answer.extractive.acronyms import answer_from_acronyms
from rag.answer.extractive.contacts import answer_from_contacts
from rag.answer.extractive.definitions import answer_from_definitions
from rag.answer.extractive.evidence import Candidate
from rag.answer.extractive.headings import answer_from_headings
from rag.answer.extractive.list_items import answer_from_lists
from rag.answer.extractive.notes import answer_from_notes
from rag.answer.extractive.records import answer_from_records
from rag.answer.extractive.structured import StructuredAnswer
from rag.answer.extractive.tables.answer import answer_from_tables
from rag.embed.protocol import Embedder

MAX_REPEATING_WORDS = 12
"""Words of a line that may only repeat the question."""

_READERS = (
    answer_from_acronyms,
    answer_from_records,
    answer_from_definitions,
    answer_from_contacts,
    answer_from_lists,
    answer_from_headings,
    answer_from_notes,
)


def answer_from_structure(
    question: str, passages: Sequence[Passage], embedder: Embedder, min_chance: float
) -> StructuredAnswer | None:
    """Return the likeliest answer that tables, fields, definitions, lists or headings give; None without any.

    Below `min_chance` it has no short answer.
    """
    found = [answer for read in _READERS if (answer := read(question, passages))]
    table = answer_from_tables(question, passages, lambda texts: embedder.embed(list(texts)), min_chance)
    best = max([*found, *([table] if table else [])], key=lambda answer: answer.chance, default=None)
    return replace(best, short="") if best and best.chance < min_chance else best


def only_repeats(question: str, candidate: Candidate) -> bool:
    """Return whether a sentence is a field whose value the question says already, such as the subject of a mail."""
    _, colon, value = candidate.text.partition(": ")
    short = len(candidate.text.split()) <= MAX_REPEATING_WORDS
    return bool(colon and value) and short and set(stems(value)) <= set(stems(question))

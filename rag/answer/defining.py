"""Retrieve the passage that defines a term where its meaning is asked: others may say the term more often."""

from __future__ import annotations

from graph.types import EVERYTHING, Filter, Passage
from rag.answer.extractive.acronyms import answer_from_acronyms, asks_for_long_form
from rag.answer.extractive.definitions import answer_from_definitions, asks_for_definition
from rag.types import Hit, Retriever

DEPTH = 48
"""Passages among which a definition is looked for."""


def include_definition(
    hits: list[Hit], retriever: Retriever, question: str, k: int, where: Filter = EVERYTHING
) -> list[Hit]:
    """Return the k hits; if none defines what is asked for, the last gives way to the best one further down that
    does."""
    asked = asks_for_definition(question) or asks_for_long_form(question)
    if not asked or any(defines(question, hit.passage) for hit in hits):
        return hits
    known = {hit.passage.id for hit in hits}
    deeper = (hit for hit in retriever(question, DEPTH, where) if hit.passage.id not in known)
    found = next((hit for hit in deeper if defines(question, hit.passage)), None)
    return [*hits[: k - 1], found] if found else hits


def defines(question: str, passage: Passage) -> bool:
    """Whether a passage says what the term of a question means or stands for."""
    return bool(answer_from_definitions(question, [passage]) or answer_from_acronyms(question, [passage]))

"""Results whose text was erased with a document: the scores stay, but nothing is left to judge."""

from __future__ import annotations

from evals.types import Result
from rag.conversation_removal import ERASED_TEXT


def is_erased(result: Result) -> bool:
    """Whether the question or the answer of a result was erased."""
    return result.case.question == ERASED_TEXT or (result.answer is not None and result.answer.text == ERASED_TEXT)

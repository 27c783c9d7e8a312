"""Results whose texts went with a document: what was measured stays, and there is nothing left to judge."""

from __future__ import annotations

from evals.types import Result
from rag.conversation_removal import ERASED


def is_erased(result: Result) -> bool:
    """Whether the question or the answer of a result was taken away."""
    return result.case.question == ERASED or (result.answer is not None and result.answer.text == ERASED)

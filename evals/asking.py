"""Ask a system a case: with the chat history if the system accepts it, else as one standalone question."""

from __future__ import annotations

import inspect
from collections.abc import Callable

from evals.types import Case
from rag.followup import make_standalone
from rag.types import Answer, Question

HISTORY = "history"


def ask_case(ask: Callable[..., Answer], case: Case) -> Answer:
    """Return the answer to a case; the history of a follow-up is passed as `history` if `ask` has that parameter."""
    if not case.history:
        return ask(case.question)
    if takes_history(ask):
        return ask(case.question, history=case.history)
    return ask(make_standalone(Question(case.question, case.history)))


def takes_history(ask: Callable[..., Answer]) -> bool:
    """Whether a callable has a `history` parameter; False if its signature cannot be inspected."""
    try:
        return HISTORY in inspect.signature(ask).parameters
    except (TypeError, ValueError):
        return False

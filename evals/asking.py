"""How a case is put to a system: with what was said before where the system takes it, else as one full question."""

from __future__ import annotations

import inspect
from collections.abc import Callable

from evals.types import Case
from rag.followup import standalone
from rag.types import Answer, Question

HISTORY = "history"


def put(ask: Callable[..., Answer], case: Case) -> Answer:
    """The answer to a case; a follow-up goes to a parameter `history` of `ask`, if it has one, with its turns."""
    if not case.history:
        return ask(case.question)
    if takes_history(ask):
        return ask(case.question, history=case.history)
    return ask(standalone(Question(case.question, case.history)))


def takes_history(ask: Callable[..., Answer]) -> bool:
    """Whether a callable has a parameter of that name; one that tells nothing of its parameters has none."""
    try:
        return HISTORY in inspect.signature(ask).parameters
    except (TypeError, ValueError):
        return False

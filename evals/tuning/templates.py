"""How a question and its passages are written for a model that is trained: named prompt templates."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from graph.errors import UsageError
from graph.types import Passage
from rag.answer.prompt import build_prompt, number_passages
from rag.llm.protocol import Message
from rag.types import Hit, Question

DEFAULT_TEMPLATE = "grounded"
ROOM = 6000
"""Estimated tokens of passages in a prompt; more passages are left out, and a long one is cut."""

_FENCE = "<<passages>>"

Template = Callable[[str, Sequence[Passage]], str]


def chat_messages(question: str, passages: Sequence[Passage]) -> tuple[Message, ...]:
    """Return the messages that graphloop itself sends: its rules, numbered passages, and the question."""
    return build_prompt(Question(question), _hits(passages), ROOM, _FENCE).messages


def require_template(name: str) -> Template:
    """Return the template of that name; UsageError if there is none."""
    if name not in TEMPLATES:
        raise UsageError(f"there is no prompt template {name!r}", f"choose from: {', '.join(TEMPLATES)}")
    return TEMPLATES[name]


def _grounded(question: str, passages: Sequence[Passage]) -> str:
    return "\n\n".join(message.content for message in chat_messages(question, passages)) + "\n\nAnswer: "


def _question(question: str, passages: Sequence[Passage]) -> str:  # noqa: ARG001 asked without passages
    return f"Question: {question}\nAnswer: "


def _alpaca(question: str, passages: Sequence[Passage]) -> str:
    return (
        "Below is an instruction that describes a task, paired with an input that provides further context. "
        "Write a response that appropriately completes the request.\n\n"
        f"### Instruction:\n{question}\n\n### Input:\n{number_passages(_hits(passages), ROOM)}\n\n### Response:\n"
    )


def _hits(passages: Sequence[Passage]) -> list[Hit]:
    return [Hit(passage, 0.0) for passage in passages]


TEMPLATES: Mapping[str, Template] = MappingProxyType({"grounded": _grounded, "question": _question, "alpaca": _alpaca})

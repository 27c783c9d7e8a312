"""How a question and its passages are written for a model that is trained: named prompt templates."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from graph.errors import UsageError
from graph.types import Passage
from rag.answer.prompt import PromptStyle, build_prompt, number_passages
from rag.llm.protocol import Message
from rag.types import Hit, Question

DEFAULT_TEMPLATE = "grounded"
BRIEF_TEMPLATE = "brief"
ROOM = 6000
"""Estimated tokens of passages in a prompt; more passages are left out, and a long one is cut."""

_FENCE = "<<passages>>"
_ANSWER = "\n\nAnswer: "

Template = Callable[[str, Sequence[Passage]], str]


def chat_messages(question: str, passages: Sequence[Passage], brief: bool = False) -> tuple[Message, ...]:
    """Return the messages that graphloop itself sends, `brief` ones to small models: rules, passages, question."""
    return build_prompt(Question(question), _hits(passages), ROOM, _FENCE, PromptStyle(brief)).messages


def read_messages(prompt: str) -> tuple[Message, ...]:
    """Return the messages that a prompt was written from; one of the user if its template joins none."""
    rules, fence, asked = prompt.removesuffix(_ANSWER).partition(f"\n\n{_FENCE}\n")
    if not fence:
        return (Message("user", prompt),)
    return Message("system", rules), Message("user", f"{_FENCE}\n{asked}")


def exchange_passages(asked: str, other: str) -> str:
    """Return the message of a user who asks the question of one with the passages of another."""
    passages, fence, _ = other.rpartition(f"\n{_FENCE}\n\n")
    return f"{passages}{fence}{asked.rpartition(fence)[2]}" if fence else asked


def require_template(name: str) -> Template:
    """Return the template of that name; UsageError if there is none."""
    if name not in TEMPLATES:
        raise UsageError(f"there is no prompt template {name!r}", f"choose from: {', '.join(TEMPLATES)}")
    return TEMPLATES[name]


def _grounded(question: str, passages: Sequence[Passage]) -> str:
    return _joined(chat_messages(question, passages))


def _brief(question: str, passages: Sequence[Passage]) -> str:
    return _joined(chat_messages(question, passages, brief=True))


def _joined(messages: Sequence[Message]) -> str:
    return "\n\n".join(message.content for message in messages) + _ANSWER


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


TEMPLATES: Mapping[str, Template] = MappingProxyType(
    {"grounded": _grounded, BRIEF_TEMPLATE: _brief, "question": _question, "alpaca": _alpaca}
)

"""Convert LangChain messages to our types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rag.llm.protocol import Completion
from rag.llm.reasoning import remove_reasoning
from rag.llm.usage import Usage

if TYPE_CHECKING:
    from langchain_core.messages import AIMessage

_REASONS = ("finish_reason", "stop_reason", "done_reason")
_SAME: Mapping[str, str] = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "eos_token": "stop",
    "tool_calls": "stop",
    "tool_use": "stop",
    "max_tokens": "length",
}


def to_completion(message: AIMessage, model: str, text: str | None = None) -> Completion:
    """Convert a whole message to a completion; its own text, without reasoning, unless `text` is given."""
    told: Mapping[str, Any] = message.response_metadata
    usage = message.usage_metadata
    return Completion(
        text=remove_reasoning(str(message.text)) if text is None else text,
        model=model,
        usage=Usage(usage["input_tokens"], usage["output_tokens"]) if usage else Usage(),
        finish_reason=_reason(told) or "stop",
        log_probabilities=_log_probabilities(told),
    )


def is_broken_off(message: AIMessage) -> bool:
    """Whether a stream lacks a finish reason although its provider always gives one."""
    told = message.response_metadata
    return told.get("model_provider") == "openai" and not _reason(told)


def _reason(told: Mapping[str, Any]) -> str:
    found = next((str(told[name]) for name in _REASONS if told.get(name)), "").lower()
    return _SAME.get(found, found)


def _log_probabilities(told: Mapping[str, Any]) -> tuple[float, ...] | None:
    held = told.get("logprobs")
    tokens = held.get("content") if isinstance(held, Mapping) else None
    return tuple(float(token["logprob"]) for token in tokens) if tokens else None

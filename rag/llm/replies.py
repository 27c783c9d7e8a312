"""Convert messages and replies between the OpenAI protocol and our types."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING, Any

from rag.llm.allowance import Allowance
from rag.llm.protocol import Message, Token
from rag.types import Usage

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletionChunk


class StreamCollector:
    """Collects what the chunks of a stream contain besides their text."""

    def __init__(self, max_tokens: int) -> None:
        self.reason = ""
        self.usage = Usage()
        self._allowance = Allowance(max_tokens)
        self._logged: list[float] = []

    @property
    def log_probabilities(self) -> tuple[float, ...] | None:
        return tuple(self._logged) or None

    def pieces(self, chunks: Any) -> Generator[str, None, None]:
        chunk: ChatCompletionChunk
        for chunk in chunks:
            self.usage = to_usage(chunk.usage) if chunk.usage else self.usage
            for choice in chunk.choices[:1]:
                self.reason = choice.finish_reason or self.reason
                if choice.logprobs and choice.logprobs.content:
                    self._logged.extend(token.logprob for token in choice.logprobs.content)
                if choice.delta.content:
                    said = replace_lone_surrogates(choice.delta.content)
                    yield (kept := self._allowance.take(said))
                    if len(kept) < len(said):
                        self.reason = "length"
                        return


def to_protocol_messages(messages: Sequence[Message]) -> list[dict[str, str]]:
    """Convert messages to the protocol's form."""
    return [{"role": message.role, "content": replace_lone_surrogates(message.content)} for message in messages]


def replace_lone_surrogates(text: str) -> str:
    """Replace lone surrogates, which JSON may contain and UTF-8 may not, by question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


def alternatives(tokens: Any) -> tuple[tuple[Token, ...], ...] | None:
    """Return the likeliest tokens at each position; None if the server reports none."""
    if not tokens or not any(token.top_logprobs for token in tokens):
        return None
    return tuple(tuple(Token(one.token, one.logprob) for one in token.top_logprobs or ()) for token in tokens)


def to_usage(usage: Any) -> Usage:
    """Return the input and output tokens."""
    return Usage(usage.prompt_tokens or 0, usage.completion_tokens or 0) if usage else Usage()

"""Convert messages and replies between the OpenAI protocol and our types."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rag.llm.allowance import Allowance
from rag.llm.faults import failed_reply, shorten_message, web_page
from rag.llm.protocol import Message, Token
from rag.llm.usage import Usage

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletion, ChatCompletionChunk

_REASONING_FIELDS = ("reasoning_content", "reasoning", "thinking", "reasoning_details")


class StreamCollector:
    """Collects what the chunks of a stream contain besides their text.

    `thought` says that the server sent reasoning apart from the text; `on_thought` is called each time.
    """

    def __init__(self, max_tokens: int, on_thought: Callable[[], None] = lambda: None) -> None:
        self.reason = ""
        self.usage = Usage()
        self._on_thought = on_thought
        self._allowance = Allowance(max_tokens)
        self._logged: list[float] = []

    @property
    def log_probabilities(self) -> tuple[float, ...] | None:
        return tuple(self._logged) or None

    def pieces(self, chunks: Any) -> Generator[str, None, None]:
        """Yield the text of each chunk; a whole reply in the place of a chunk is one too."""
        chunk: ChatCompletionChunk
        for chunk in chunks:
            self.usage = to_usage(chunk.usage) if getattr(chunk, "usage", None) else self.usage
            for choice in (chunk.choices or [])[:1]:
                self.reason = getattr(choice, "finish_reason", None) or self.reason
                logged = getattr(choice, "logprobs", None)
                if logged and logged.content:
                    self._logged.extend(token.logprob for token in logged.content)
                message: Any = getattr(choice, "delta", None) or getattr(choice, "message", None)
                if holds_reasoning(message):
                    self._on_thought()
                if said := message_text(message):
                    yield (kept := self._allowance.take(said))
                    if len(kept) < len(said):
                        self.reason = "length"
                        return
                if getattr(choice, "delta", None) is None and message is not None:
                    self.reason = self.reason or "stop"


def message_text(message: Any) -> str:
    """Return the text of a message or delta, whose content may be missing, a string or a list of parts."""
    content = field_of(message, "content")
    if isinstance(content, list):
        parts = (part for part in content if isinstance(part, str) or field_of(part, "type") in ("text", None))
        content = "".join(part if isinstance(part, str) else str(field_of(part, "text") or "") for part in parts)
    if not content:
        content = field_of(message, "refusal")
    return replace_lone_surrogates(content) if isinstance(content, str) else ""


def holds_reasoning(message: Any) -> bool:
    """Whether a message or delta holds reasoning apart from its text."""
    content = field_of(message, "content")
    parts = content if isinstance(content, list) else ()
    return any(field_of(message, name) for name in _REASONING_FIELDS) or any(
        field_of(part, "type") in ("thinking", "reasoning") for part in parts
    )


def field_of(value: Any, name: str) -> Any:
    """Return a field of an object or mapping; None if it has none."""
    return value.get(name) if isinstance(value, Mapping) else getattr(value, name, None)


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


def parse_reply(reply: ChatCompletion | str, address: str, secrets: Sequence[str]) -> ChatCompletion:
    """Return a reply that the server may have labelled as text; raise the error that it holds in place of one."""
    from openai.types.chat import ChatCompletion

    if isinstance(reply, str):
        if reply.lstrip().startswith("<"):
            raise web_page(address, reply[:4096])
        reply = ChatCompletion.construct(**json.loads(reply))
    error = field_of(reply, "error")
    if error and not reply.choices:
        said = field_of(error, "message") or error
        raise failed_reply(address, shorten_message(str(said), *secrets))
    return reply


class WholeReply:
    """A whole reply in the form of a stream of one chunk."""

    def __init__(self, reply: ChatCompletion) -> None:
        self._reply = reply

    def __iter__(self) -> Iterator[ChatCompletion]:
        yield self._reply

    def close(self) -> None:
        """Do nothing: the reply has been read."""

"""LangChain chat models as our language model."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextvars import Context
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from graph.errors import ModelError
from rag.langchain.bounded import call_bounded, iterate_bounded
from rag.langchain.faults import RequestDeclined, explain_langchain_error
from rag.langchain.private import untraced_context
from rag.langchain.reply import is_broken_off, to_completion
from rag.llm.address import address_secrets, redact_address
from rag.llm.allowance import Allowance, limit_reply
from rag.llm.call import CALL_DEADLINE, DeadlineExceeded, ModelCall, ReplyTooLong
from rag.llm.faults import empty_reply, shorten_message
from rag.llm.protocol import Completion, Message, Options
from rag.llm.reasoning import ReasoningFilter
from rag.llm.schema import complete_with_schema, schema_instruction

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessageChunk, BaseMessage

T = TypeVar("T")

_LENGTHS = ("max_tokens", "num_predict", "max_output_tokens", "max_new_tokens")
_ADDRESSES = ("openai_api_base", "anthropic_api_url", "base_url", "endpoint", "endpoint_url")


class LangChainModel:
    """A LangChain chat model. Raises `ModelError` with a hint; usable from any thread if the chat model is.

    An option is passed on if the chat model has a field for it. An option at its default does not override what the
    chat model was created with. Retries and time-outs are the chat model's, but every whole reply must end within
    `deadline` seconds. Calls are never traced.
    """

    def __init__(self, model: BaseChatModel, deadline: float = CALL_DEADLINE) -> None:
        from langchain_core.language_models import BaseChatModel

        if not isinstance(model, BaseChatModel):
            raise ModelError(f"{type(model).__name__} is not a LangChain chat model", "give a BaseChatModel")
        self._model = model
        self._deadline = deadline
        self._structured = True

    def __repr__(self) -> str:
        return f"LangChainModel({type(self._model).__name__}, {self.name!r})"

    @cached_property
    def name(self) -> str:
        """The chat model's own name for its weights, else its class name."""
        named = (getattr(self._model, field, None) for field in ("model_name", "model", "model_id", "deployment_name"))
        return next((name for name in named if isinstance(name, str) and name), type(self._model).__name__)

    @cached_property
    def endpoint(self) -> str:
        """What determines its replies besides its name: its class, its address, its sampling fields."""
        model = self._model
        addresses = (getattr(model, field, None) for field in _ADDRESSES)
        address = next((redact_address(one) for one in addresses if isinstance(one, str) and one), "")
        fields = ("temperature", "seed", "top_p", "top_k", *_LENGTHS)
        told = [f"{field}={getattr(model, field)}" for field in fields if field in model.model_fields_set]
        return " ".join([type(model).__name__, address, *told])

    def complete(
        self, messages: Sequence[Message], schema: Mapping[str, Any] | None = None, options: Options = Options()
    ) -> Completion:
        """Return the whole reply; with a JSON schema, JSON that matches it, requested a second time if the first does
        not."""
        with ModelCall(self.name, self._deadline) as call:
            if schema is None:
                return self._reply(call, messages, options)
            return complete_with_schema(lambda asked: self._fitting(call, asked, schema, options), messages, schema)

    def stream(self, messages: Sequence[Message], options: Options = Options()) -> Generator[str, None, Completion]:
        """Yield the reply piece by piece, and return its completion.

        A stream that ends before the model has finished raises ModelError after its pieces. One that exceeds its length
        or deadline ends there, with `finish_reason` length or timeout, if it has yielded anything.
        """
        chunks: list[AIMessageChunk] = []
        text: list[str] = []
        cut = ""
        with ModelCall(self.name, self._deadline) as call:
            pieces = self._pieces(call, messages, options, chunks)
            allowance, filtered = Allowance(options.max_tokens), ReasoningFilter()
            try:
                for piece in filtered.pass_on(pieces):
                    text.append(kept := allowance.take(piece))
                    yield kept
                    if len(kept) < len(piece):
                        cut = "length"
                        break
            except (DeadlineExceeded, ReplyTooLong) as error:
                if not text:
                    raise
                cut = "timeout" if isinstance(error, DeadlineExceeded) else "length"
            finally:
                pieces.close()
        whole = chunks[0] + chunks[1:] if chunks else None
        if whole is None or (not cut and is_broken_off(whole)):
            raise ModelError(f"the reply of {self.name} broke off before its end", "try again; see its server's log")
        reply = to_completion(whole, self.name, limit_reply(filtered.text, options.max_tokens))
        return self._written(replace(reply, finish_reason=cut) if cut else reply, options, filtered.thought)

    def _written(self, reply: Completion, options: Options, thought: bool) -> Completion:
        """Return a reply that has text; raise the reason why there is none."""
        if reply.text.strip():
            return reply
        raise empty_reply(self.name, reply.finish_reason, thought, options.max_tokens)

    def _pieces(
        self, call: ModelCall, messages: Sequence[Message], options: Options, chunks: list[AIMessageChunk]
    ) -> Generator[str, None, None]:
        """Yield the text of each chunk; the chunks are appended to `chunks`."""
        context = untraced_context()

        def begin() -> Iterator[AIMessageChunk]:
            return self._in(context, self._sampling(options).stream(_to_langchain_messages(messages)))

        given = iterate_bounded(begin, call)
        try:
            while (chunk := self._call(lambda: next(given, None))) is not None:
                chunks.append(chunk)
                said = str(chunk.text)
                call.took(len(said))
                if said:
                    yield said
        finally:
            given.close()

    @staticmethod
    def _in(context: Context, chunks: Iterator[AIMessageChunk]) -> Iterator[AIMessageChunk]:
        while (chunk := context.run(next, chunks, None)) is not None:
            yield chunk

    def _reply(self, call: ModelCall, messages: Sequence[Message], options: Options) -> Completion:
        model = self._sampling(options)
        found = self._call(
            lambda: call_bounded(lambda: untraced_context().run(model.invoke, _to_langchain_messages(messages)), call)
        )
        reply = to_completion(found, self.name)
        kept = limit_reply(reply.text, options.max_tokens)
        whole = reply if kept == reply.text else replace(reply, text=kept, finish_reason="length")
        return self._written(whole, options, bool(str(found.text).strip()))

    def _fitting(
        self, call: ModelCall, messages: Sequence[Message], schema: Mapping[str, Any], options: Options
    ) -> Completion:
        """Return a reply with structured output if the chat model supports it, else one prompted with the schema."""
        if self._structured:
            try:
                return self._under(call, schema, messages, options)
            except RequestDeclined:
                reply = self._reply(call, [*messages, Message("user", schema_instruction(schema))], options)
                self._structured = False
                return reply
        return self._reply(call, [*messages, Message("user", schema_instruction(schema))], options)

    def _under(
        self, call: ModelCall, schema: Mapping[str, Any], messages: Sequence[Message], options: Options
    ) -> Completion:
        def ask() -> dict[str, Any]:
            form = {"title": "reply", **schema}
            asked = self._sampling(options).with_structured_output(form, include_raw=True)
            found: Any = untraced_context().run(asked.invoke, _to_langchain_messages(messages))
            return dict(found)

        found = self._call(lambda: call_bounded(ask, call))
        parsed = found["parsed"]
        return to_completion(
            found["raw"], self.name, None if parsed is None else json.dumps(parsed, ensure_ascii=False, default=str)
        )

    def _sampling(self, options: Options) -> BaseChatModel:
        """Return the chat model with the options in its fields."""
        default = Options()
        fields = type(self._model).model_fields
        length = next((name for name in _LENGTHS if name in fields), "max_tokens")
        wanted: dict[str, tuple[Any, bool]] = {
            "temperature": (options.temperature, options.temperature != default.temperature),
            "seed": (options.seed + options.sample, (options.seed, options.sample) != (default.seed, default.sample)),
            length: (options.max_tokens, options.max_tokens != default.max_tokens),
            "stream_usage": (True, False),
        }
        if options.log_probabilities:
            wanted["logprobs"] = (True, True)
        own = self._model.model_fields_set
        update = {name: value for name, (value, firm) in wanted.items() if name in fields and (firm or name not in own)}
        return self._model.model_copy(update=update) if update else self._model

    def _call(self, call: Callable[[], T]) -> T:
        try:
            return call()
        except Exception as error:  # noqa: BLE001 - every provider raises its own errors; each becomes a ModelError
            raise explain_langchain_error(error, self.name, self._secrets) from None

    @cached_property
    def _secrets(self) -> tuple[str, ...]:
        from pydantic import SecretStr

        values = [getattr(self._model, name, None) for name in type(self._model).model_fields]
        keys = [value.get_secret_value() for value in values if isinstance(value, SecretStr) and len(value)]
        within = [
            word for value in values if isinstance(value, str) and "://" in value for word in address_secrets(value)
        ]
        return (*keys, *within)


def init_named_model(model: str, fields: Mapping[str, Any]) -> BaseChatModel:
    """Create the chat model with a name such as "openai:gpt-5"."""
    if importlib.util.find_spec("langchain") is None:
        raise ModelError("a chat model is made by name with LangChain", "pip install 'graphloop[langchain]'")
    from langchain.chat_models import init_chat_model

    try:
        made: BaseChatModel = init_chat_model(model, **fields)
    except Exception as error:  # noqa: BLE001 - every provider validates its fields differently
        said = shorten_message(str(error))
        raise ModelError(f"no chat model {model!r} can be made: {said}", "name it like openai:gpt-5") from None
    return made


def _to_langchain_messages(messages: Sequence[Message]) -> list[BaseMessage]:
    from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

    kinds: dict[str, type[BaseMessage]] = {"system": SystemMessage, "user": HumanMessage, "assistant": AIMessage}
    return [kinds[one.role](content=one.content.encode("utf-8", "replace").decode()) for one in messages]

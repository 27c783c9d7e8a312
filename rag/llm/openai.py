"""Language models behind any OpenAI-compatible endpoint: OpenAI, Ollama, vLLM, llama.cpp and others."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from graph.errors import ModelError
from rag.llm.address import address_secrets, redact_address
from rag.llm.allowance import Allowance, limit_reply
from rag.llm.call import CALL_DEADLINE, DeadlineExceeded, ModelCall, ReplyTooLong
from rag.llm.endpoint import connect, list_models, normalize_endpoint
from rag.llm.families import model_limits
from rag.llm.faults import (
    ContextTooLong,
    ThoughtsOnly,
    empty_reply,
    expected_errors,
    explain_error,
    failed_reply,
)
from rag.llm.parameters import SYSTEM_ROLE, ParameterRefused, refused_parameter, without_parameters
from rag.llm.protocol import Completion, Message, Options
from rag.llm.reasoning import ReasoningFilter
from rag.llm.replies import (
    StreamCollector,
    WholeReply,
    alternatives,
    field_of,
    holds_reasoning,
    message_text,
    parse_reply,
    to_protocol_messages,
    to_usage,
)
from rag.llm.retry import RetryPolicy, call_with_retry
from rag.llm.schema import complete_with_schema, schema_instruction
from rag.llm.spec import LLMOptions, ProviderSpec

if TYPE_CHECKING:
    from openai import OpenAI
    from openai.types.chat import ChatCompletion

T = TypeVar("T")


class OpenAIModel:
    """One model of an endpoint. Usable from any thread.

    `timeout` is the longest silence, and `deadline` the longest time of a whole reply with its retries, in seconds. The
    client itself retries nothing: `patience` is the only retry.
    """

    def __init__(
        self,
        base_url: str,
        model: str,
        api_key: str = "",
        timeout: float = 120.0,
        patience: RetryPolicy = RetryPolicy(),
        deadline: float = CALL_DEADLINE,
    ) -> None:
        self._base_url = normalize_endpoint(base_url)
        self.endpoint = redact_address(self._base_url)
        self._model = model
        self._key = api_key
        self._secrets = (api_key, *address_secrets(self._base_url))
        self._timeout = timeout
        self._patience = patience
        self._deadline = deadline
        self._refused: frozenset[str] = frozenset()
        self._thoughts = model_limits(model).thoughts
        self._withholds = False

    def __repr__(self) -> str:
        return f"OpenAIModel({self.endpoint!r}, {self._model!r})"

    @property
    def name(self) -> str:
        return self._model

    @cached_property
    def _client(self) -> OpenAI:
        client = connect(self._base_url, self._key, self._timeout)
        weakref.finalize(self, client.close)
        return client

    def complete(
        self, messages: Sequence[Message], schema: Mapping[str, Any] | None = None, options: Options = Options()
    ) -> Completion:
        """Return the whole reply; with a JSON schema, JSON that matches it, requested a second time if the first does
        not."""
        with ModelCall(self.endpoint, self._deadline) as call:
            if schema is None:
                return self._budgeted(lambda: self._reply(call, messages, None, options), options)
            return complete_with_schema(
                lambda asked: self._budgeted(lambda: self._reply(call, asked, schema, options), options),
                messages,
                schema,
            )

    def stream(self, messages: Sequence[Message], options: Options = Options()) -> Generator[str, None, Completion]:
        """Yield the reply piece by piece, and return its completion, whose text is without reasoning that was not
        known as such when it was passed on.

        A stream that ends before the model has finished raises ModelError after its pieces. One that exceeds its length
        or deadline ends there, with `finish_reason` length or timeout, if it has yielded anything.
        """
        with ModelCall(self.endpoint, self._deadline, in_events=True) as call:
            while True:
                try:
                    return (yield from self._streamed(call, messages, options))
                except ContextTooLong:
                    if not self._thoughts:
                        raise
                    self._thoughts = self._thoughts // 2 if self._thoughts > options.max_tokens else 0
                except ThoughtsOnly:
                    if not self._raise_budget(options):
                        raise

    def _budgeted(self, ask: Callable[[], Completion], options: Options) -> Completion:
        """Return a reply; ask again with more tokens if all were spent on thinking, with fewer if there is no room."""
        while True:
            try:
                return ask()
            except ContextTooLong:
                if not self._thoughts:
                    raise
                self._thoughts = self._thoughts // 2 if self._thoughts > options.max_tokens else 0
            except ThoughtsOnly:
                if not self._raise_budget(options):
                    raise

    def _raise_budget(self, options: Options) -> bool:
        """Allow more tokens for thinking from now on; False if that has been done already."""
        more = max(4 * options.max_tokens, 4_096)
        if self._thoughts >= more:
            return False
        self._thoughts = more
        return True

    def _streamed(
        self, call: ModelCall, messages: Sequence[Message], options: Options
    ) -> Generator[str, None, Completion]:
        budget = options.max_tokens + self._thoughts
        request = {
            **self._request(messages, options),
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        chunks = self._send(call, lambda kept: self._begin_stream(call, kept), request)
        reply = ReasoningFilter(self._withholds)
        end = StreamCollector(budget, reply.reveal)
        allowance = Allowance(options.max_tokens)
        yielded = False
        try:
            for piece in reply.pass_on(end.pieces(chunks)):
                kept = allowance.take(piece)
                if kept:
                    yielded = True
                    yield kept
                if len(kept) < len(piece):
                    end.reason = "length"
                    break
        except (DeadlineExceeded, ReplyTooLong) as error:
            if not yielded:
                raise
            end.reason = "timeout" if isinstance(error, DeadlineExceeded) else "length"
        except expected_errors() as error:
            raise self._fault(error, {}) from None
        finally:
            chunks.close()
        if not end.reason:
            raise ModelError(f"the reply from {self.endpoint} broke off before its end", "try again; see its log")
        self._withholds = self._withholds or reply.late
        return self._finished(reply, end, limit_reply(reply.text, options.max_tokens), budget)

    def _finished(self, reply: ReasoningFilter, end: StreamCollector, text: str, budget: int) -> Completion:
        if not text.strip():
            raise empty_reply(self._model, end.reason, reply.thought, budget)
        return Completion(text, self._model, end.usage, end.reason, end.log_probabilities)

    def _begin_stream(self, call: ModelCall, request: dict[str, Any]) -> Any:
        """Return the chunks of a reply; the whole reply as the only one if the server refuses to stream."""
        call.in_events = "stream" in request
        if call.in_events:
            return self._client.chat.completions.create(**request)
        return WholeReply(parse_reply(self._client.chat.completions.create(**request), self.endpoint, self._secrets))

    def _reply(
        self, call: ModelCall, messages: Sequence[Message], schema: Mapping[str, Any] | None, options: Options
    ) -> Completion:
        def attempt(kept: dict[str, Any]) -> Completion:
            if schema is not None and "response_format" not in kept:
                asked = to_protocol_messages([*messages, Message("user", schema_instruction(schema))])
                kept = without_parameters({**kept, "messages": asked}, self._refused & {SYSTEM_ROLE})
            return self._completion(self._client.chat.completions.create(**kept), options.max_tokens)

        request = self._request(messages, options)
        if schema is not None:
            form = {"name": "reply", "schema": dict(schema), "strict": schema.get("additionalProperties") is False}
            request["response_format"] = {"type": "json_schema", "json_schema": form}
        return self._send(call, attempt, request)

    def _request(self, messages: Sequence[Message], options: Options) -> dict[str, Any]:
        request: dict[str, Any] = {
            "model": self._model,
            "messages": to_protocol_messages(messages),
            "temperature": options.temperature,
            "seed": options.seed + options.sample,
            "max_tokens": options.max_tokens + self._thoughts,
        }
        if options.log_probabilities:
            request["logprobs"] = True
            request |= {"top_logprobs": options.alternatives} if options.alternatives else {}
        return request

    def _send(self, call: ModelCall, create: Callable[[dict[str, Any]], T], request: dict[str, Any]) -> T:
        """Send a request, without the parameters that this server has refused."""
        while True:
            try:
                return call_with_retry(
                    lambda: self._once(call, create, without_parameters(request, self._refused)),
                    self._patience,
                    call.sleep,
                    call.remaining,
                )
            except ParameterRefused as error:
                self._refused |= {error.parameter}

    def _once(self, call: ModelCall, create: Callable[[dict[str, Any]], T], request: dict[str, Any]) -> T:
        call.in_events = "stream" in request
        try:
            with call.sending():
                return create(request)
        except expected_errors() as error:
            raise self._fault(error, request) from None

    def _fault(self, error: Exception, request: Mapping[str, Any]) -> ModelError:
        import openai

        found = explain_error(error, self.endpoint, self._model, self._secrets, self._timeout)
        if isinstance(found, ContextTooLong):
            return found
        if isinstance(error, openai.APIStatusError) and (name := refused_parameter(error, request)):
            return ParameterRefused(name, found.message, found.hint)
        if isinstance(error, openai.NotFoundError) and "no model" in found.message:
            with suppress(ModelError):
                found.hint += f": {', '.join(list_models(self._base_url, self._key, timeout=5.0)[:8])}"
        return found

    def _completion(self, reply: ChatCompletion | str, max_tokens: int) -> Completion:
        reply = parse_reply(reply, self.endpoint, self._secrets)
        if not reply.choices:
            raise failed_reply(self.endpoint, "its reply holds no choices")
        first = reply.choices[0]
        logged = getattr(first, "logprobs", None)
        tokens = logged.content if logged else None
        message: Any = first.message if getattr(first, "message", None) is not None else field_of(first, "delta")
        if message is None:
            raise ValueError("a choice without a message")
        found = ReasoningFilter()
        found.take(message_text(message))
        found.close()
        kept = limit_reply(found.text, max_tokens)
        reason = field_of(first, "finish_reason") or "stop"
        if not kept.strip():
            thought = found.thought or holds_reasoning(message)
            raise empty_reply(self._model, reason, thought, max_tokens + self._thoughts)
        return Completion(
            text=kept,
            model=self._model,
            usage=to_usage(field_of(reply, "usage")),
            finish_reason="length" if len(kept) < len(found.text) else reason,
            log_probabilities=tuple(token.logprob for token in tokens) if tokens else None,
            alternatives=alternatives(tokens),
        )


def _open(options: LLMOptions) -> OpenAIModel:
    return OpenAIModel(
        options.base_url, options.model, options.api_key, options.timeout, options.retry, options.deadline
    )


def _list_models(options: LLMOptions) -> list[str]:
    return list_models(options.base_url, options.api_key)


PROVIDER = ProviderSpec("openai", "any OpenAI-compatible endpoint", _open, _list_models)

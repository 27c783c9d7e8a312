"""Language models behind any OpenAI-compatible endpoint: OpenAI, Ollama, vLLM, llama.cpp and others."""

from __future__ import annotations

import ipaddress
import weakref
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

from graph.errors import ModelError
from rag.llm.address import address_secrets, redact_address
from rag.llm.allowance import limit_reply
from rag.llm.api_key import clean_key
from rag.llm.call import CALL_DEADLINE, DeadlineExceeded, ModelCall, ReplyTooLong
from rag.llm.faults import ContextTooLong, expected_errors, explain_error
from rag.llm.parameters import ParameterRefused, refused_parameter, without_parameters
from rag.llm.protocol import Completion, Message, Options
from rag.llm.replies import StreamCollector, alternatives, replace_lone_surrogates, to_protocol_messages, to_usage
from rag.llm.retry import RetryPolicy, call_with_retry
from rag.llm.schema import complete_with_schema, schema_instruction
from rag.llm.spec import LLMOptions, ProviderSpec
from rag.llm.stream import strip_reasoning

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
                return self._reply(call, messages, None, options)
            return complete_with_schema(lambda asked: self._reply(call, asked, schema, options), messages, schema)

    def stream(self, messages: Sequence[Message], options: Options = Options()) -> Generator[str, None, Completion]:
        """Yield the reply piece by piece, and return its completion.

        A stream that ends before the model has finished raises ModelError after its pieces. One that exceeds its length
        or deadline ends there, with `finish_reason` length or timeout, if it has yielded anything.
        """
        request = {**self._request(messages, options), "stream": True, "stream_options": {"include_usage": True}}
        with ModelCall(self.endpoint, self._deadline, in_events=True) as call:
            chunks = self._send(call, lambda kept: self._client.chat.completions.create(**kept), request)
            end = StreamCollector(options.max_tokens)
            text: list[str] = []
            try:
                for piece in strip_reasoning(end.pieces(chunks)):
                    text.append(piece)
                    yield piece
            except (DeadlineExceeded, ReplyTooLong) as error:
                if not text:
                    raise
                end.reason = "timeout" if isinstance(error, DeadlineExceeded) else "length"
            except expected_errors() as error:
                raise self._fault(error, {}) from None
            finally:
                chunks.close()
        if not end.reason:
            raise ModelError(f"the reply from {self.endpoint} broke off before its end", "try again; see its log")
        return Completion("".join(text), self._model, end.usage, end.reason, end.log_probabilities)

    def _reply(
        self, call: ModelCall, messages: Sequence[Message], schema: Mapping[str, Any] | None, options: Options
    ) -> Completion:
        def attempt(kept: dict[str, Any]) -> Completion:
            if schema is not None and "response_format" not in kept:
                kept = {
                    **kept,
                    "messages": to_protocol_messages([*messages, Message("user", schema_instruction(schema))]),
                }
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
            "max_tokens": options.max_tokens,
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

    def _completion(self, reply: ChatCompletion, max_tokens: int) -> Completion:
        if not reply.choices:
            raise ValueError("a reply without choices")
        first = reply.choices[0]
        text = first.message.content or first.message.refusal or ""
        tokens = first.logprobs.content if first.logprobs else None
        kept = limit_reply(replace_lone_surrogates(text), max_tokens)
        return Completion(
            text="".join(strip_reasoning([kept])),
            model=self._model,
            usage=to_usage(reply.usage),
            finish_reason="length" if len(kept) < len(text) else first.finish_reason or "stop",
            log_probabilities=tuple(token.logprob for token in tokens) if tokens else None,
            alternatives=alternatives(tokens),
        )


def connect(base_url: str, key: str, timeout: float) -> OpenAI:
    """Return a client that retries nothing, follows no redirect, and uses no proxy for local addresses.

    Requests within `Call.sending` keep the limits of that call. The environment variables of OpenAI's own tools are
    ignored. ModelError for a key that no header can carry.
    """
    import httpx2
    import openai

    from rag.llm.wire import bind_limits, check_response

    key = _sendable(key)
    limits = httpx2.Timeout(timeout, connect=min(timeout, 10.0))
    transport = openai.DefaultHttpxClient(
        base_url=base_url,
        timeout=limits,
        follow_redirects=False,
        trust_env=not _is_local(base_url),
        headers={"accept-encoding": "identity"},
        event_hooks={"response": [check_response]},
    )
    bind_limits(transport)
    client = openai.OpenAI(
        base_url=base_url, api_key=key or "none", timeout=limits, max_retries=0, http_client=transport
    )
    client.organization = None
    client.project = None
    client.admin_api_key = None
    client._custom_headers = {}  # OPENAI_CUSTOM_HEADERS may hold a key of another server
    return client


def _sendable(key: str) -> str:
    try:
        return clean_key(key)
    except ValueError as error:
        raise ModelError("the key of the model cannot be sent", f"it {error}") from None


def list_models(base_url: str, api_key: str = "", timeout: float = 10.0) -> list[str]:
    """Return the sorted names of the models that an endpoint offers; the whole list must arrive within the time-out."""
    address = normalize_endpoint(base_url)
    with (
        connect(address, api_key, timeout) as client,
        ModelCall(redact_address(address), timeout) as call,
        call.sending(),
    ):
        try:
            models = client.models.list().data
            if not isinstance(models, list):
                raise TypeError("a list of models without models")
            return sorted({str(model.id) for model in models})
        except expected_errors() as error:
            raise explain_error(
                error, redact_address(address), secrets=(api_key, *address_secrets(address)), timeout=timeout
            ) from None


def normalize_endpoint(base_url: str) -> str:
    """Return the address in the form the client needs: no trailing slash, /v1 if no path is given."""
    try:
        parts = urlsplit(base_url.strip())
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise ModelError(
            f"{redact_address(base_url)!r} is not the address of a model",
            "set GRAPHLOOP_LLM__BASE_URL to something like http://127.0.0.1:11434/v1",
        )
    path = parts.path.rstrip("/").removesuffix("/chat/completions")
    return urlunsplit((parts.scheme, parts.netloc, path or "/v1", "", ""))


def _is_local(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _open(options: LLMOptions) -> OpenAIModel:
    return OpenAIModel(
        options.base_url, options.model, options.api_key, options.timeout, options.retry, options.deadline
    )


def _list_models(options: LLMOptions) -> list[str]:
    return list_models(options.base_url, options.api_key)


PROVIDER = ProviderSpec("openai", "any OpenAI-compatible endpoint", _open, _list_models)

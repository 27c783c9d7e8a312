"""Connections to OpenAI-compatible endpoints, and the addresses by which people name them."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit, urlunsplit

from graph.errors import ModelError
from rag.llm.address import address_secrets, query_parameters, redact_address
from rag.llm.api_key import clean_key
from rag.llm.call import ModelCall
from rag.llm.faults import expected_errors, explain_error

if TYPE_CHECKING:
    from openai import OpenAI


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
    parts = urlsplit(base_url)
    if key and _is_azure(parts):

        def send_as_azure(request: httpx2.Request) -> None:
            request.headers.pop("Authorization", None)
            request.headers["api-key"] = key

        transport.event_hooks = {"request": [send_as_azure], "response": [check_response]}
    client = openai.OpenAI(
        base_url=urlunsplit(parts._replace(query="")),
        api_key=key or "none",
        timeout=limits,
        max_retries=0,
        http_client=transport,
        default_query=dict(query_parameters(base_url)) or None,
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
            # The client checks no types: another service's entries may have no id, or a number.
            names: list[object] = [model.id for model in models]
            return sorted({name for name in names if isinstance(name, str) and name.strip()})
        except expected_errors() as error:
            raise explain_error(
                error, redact_address(address), secrets=(api_key, *address_secrets(address)), timeout=timeout
            ) from None


def normalize_endpoint(base_url: str) -> str:
    """Return the address in the form the client needs: no trailing slash, /v1 if no path is given; its query stays."""
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
    path = parts.path.rstrip("/")
    for tail in ("/chat/completions", "/completions", "/models", "/embeddings"):
        path = path.removesuffix(tail)
    return urlunsplit((parts.scheme, parts.netloc, path or "/v1", parts.query, ""))


def _is_azure(parts: SplitResult) -> bool:
    """Whether a server takes its key as Azure's do: in the header api-key."""
    return "api-version=" in parts.query or "/openai/deployments/" in parts.path


def _is_local(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

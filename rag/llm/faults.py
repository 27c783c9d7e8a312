"""Convert errors of an endpoint or the network into a model error with a hint, secrets removed."""

from __future__ import annotations

import email.utils
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from graph.errors import ModelError
from rag.llm.usage import Usage

if TYPE_CHECKING:
    import openai

TRANSIENT_STATUSES = frozenset({408, 409, 429})
_TOO_LONG = re.compile(
    r"context[_ -]?(?:length|window|size|limit)|context the overflows|exceed_context"
    r"|max_(?:seq_len|model_len|total_tokens)"
    r"|(?:prompt|input|request|messages?|question|sequence|text)\b.{0,60}(?:too (?:long|large|big)|longer than|exceed)"
    r"|too (?:many|long).{0,20}tokens|(?:token|length).{0,30}(?:exceed|limit)|exceed.{0,40}(?:token|length|context)"
    r"|maximum.{0,30}(?:tokens|length|context)|tokens? .{0,60}(?:must be <=|greater than|larger than)"
    r"|reduce the (?:length|size|number)|increase the physical batch size",
    re.IGNORECASE | re.DOTALL,
)
_LOGIN_PATH = re.compile(r"log[-_]?in|sign[-_]?in|sso|auth")
_LOGIN = re.compile(r"log[ _-]?in\b|sign[ _-]?in\b|password|\bsso\b|\bauth|anmeld|connexion", re.IGNORECASE)
_TOO_LONG_HINT = "use fewer or shorter passages, or set llm.context (GRAPHLOOP_LLM__CONTEXT)"


class ContextTooLong(ModelError):
    """The messages exceed the model's context length."""


class ThoughtsOnly(ModelError):
    """The model spent all its tokens on thinking and wrote no text."""


class SchemaMismatch(ModelError):
    """A reply does not match its schema, after being asked twice or because it was `cut`; `usage` is what it took."""

    def __init__(self, message: str, hint: str = "", usage: Usage = Usage(), cut: bool = False) -> None:
        super().__init__(message, hint)
        self.usage = usage
        self.cut = cut


class TransientError(ModelError):
    """A failure that may pass; `after` is the number of seconds the server asked to wait."""

    def __init__(self, message: str, hint: str = "", after: float | None = None) -> None:
        super().__init__(message, hint)
        self.after = after


def expected_errors() -> tuple[type[Exception], ...]:
    """Return the exceptions to expect of the client: its own, the network's, and those of parsing an unexpected
    reply."""
    import httpx2
    import openai

    client = (openai.OpenAIError, httpx2.HTTPError, httpx2.StreamError)
    return (*client, ModelError, ValueError, TypeError, AttributeError, RecursionError)


def explain_error(
    error: Exception, address: str, model: str = "", secrets: Sequence[str] = (), timeout: float = 0.0
) -> ModelError:
    """Convert an error of the client, the network or the reply into one that explains it to the user of the model."""
    import httpx2
    import openai

    if isinstance(error, ModelError):
        return error
    if isinstance(error.__cause__, ModelError):  # the client wraps errors raised while sending
        return error.__cause__
    if isinstance(error, openai.APITimeoutError | httpx2.TimeoutException):
        return ModelError(f"{address} did not answer within {timeout:g} s", "raise the time-out or use a faster model")
    if isinstance(error, openai.APIStatusError):
        return _refusal(error, address, model, secrets)
    if isinstance(error, openai.APIConnectionError):
        return TransientError(
            f"cannot reach a model at {address}", "start the server, or correct the setting GRAPHLOOP_LLM__BASE_URL"
        )
    if isinstance(error, openai.APIError):
        return failed_reply(address, shorten_message(error.message, *secrets))
    if isinstance(error, httpx2.TransportError):
        return ModelError(f"the reply from {address} was cut short", "try again; see the server's log")
    return ModelError(
        f"{address} sent a reply that is not one of an OpenAI-compatible endpoint", "check GRAPHLOOP_LLM__BASE_URL"
    )


def failed_reply(address: str, said: str) -> ModelError:
    """Return the error for a reply that holds the server's own error."""
    if _TOO_LONG.search(said):
        return ContextTooLong(f"the question is too long for the model at {address}: {said}", _TOO_LONG_HINT)
    return ModelError(f"the model at {address} failed: {said}", "see the server's log")


def web_page(address: str, page: str = "") -> ModelError:
    """Return the error for a web page in the place of a reply."""
    title = re.search(r"<title[^>]*>([^<]{1,200})", page, re.IGNORECASE)
    named = f" titled “{shorten_message(title[1])}”" if title else ""
    kind = "a web page for logging in" if _LOGIN.search(page) else "a web page"
    return ModelError(
        f"{address} answers with {kind}{named}, not as a model",
        "correct GRAPHLOOP_LLM__BASE_URL, or log in to the proxy before it",
    )


def empty_reply(model: str, reason: str, thought: bool, tokens: int) -> ModelError:
    """Return the error for a reply without text."""
    if reason == "length":
        spent = "on thinking and wrote no text" if thought else "without any text, probably on thinking"
        return ThoughtsOnly(
            f"{model} spent all {tokens} tokens of its reply {spent} (finish_reason length)",
            "raise llm.max_tokens (GRAPHLOOP_LLM__MAX_TOKENS), or turn the model's thinking off",
        )
    if reason == "content_filter":
        return ModelError(f"a content filter held back the reply of {model}", "ask otherwise, or change the filter")
    wrote = "thought, but wrote no reply" if thought else "wrote nothing"
    return ModelError(f"{model} {wrote} (finish_reason {reason or 'none'})", "ask again, or use another model")


def _refusal(error: openai.APIStatusError, address: str, model: str, secrets: Sequence[str]) -> ModelError:
    status = error.status_code
    said = shorten_message(server_message(error), *secrets)
    page = error.response.text if str(error.body).lstrip().startswith("<") else ""
    if page and status in (401, 403, 407):
        return web_page(address, page)
    if status in (401, 403):
        return ModelError(f"{address} refused the key ({status})", "set GRAPHLOOP_LLM__API_KEY to a valid key")
    if status == 429 and error.code == "insufficient_quota":
        return ModelError(f"the account at {address} has no quota left", "add credit, or use another endpoint")
    if _is_too_long(error, said):
        return ContextTooLong(f"the question is too long for {model or address}: {said}", _TOO_LONG_HINT)
    if status in TRANSIENT_STATUSES or status >= 500:
        after = requested_wait(error.response.headers)
        return TransientError(
            f"{address} is failing ({status}): {said}", "try again later; see the server's log", after
        )
    if status == 404 and "model" in said.casefold():
        return ModelError(f"{address} has no model {model!r}", "set GRAPHLOOP_LLM__MODEL to one it has")
    redirected = 300 <= status < 400
    if redirected and _LOGIN_PATH.search(error.response.headers.get("location", "")):
        return web_page(address, "login")
    if status in (404, 405) or redirected:
        return ModelError(
            f"nothing answers chat requests at {address} ({status})",
            "most addresses end in /v1: GRAPHLOOP_LLM__BASE_URL",
        )
    return ModelError(f"{address} refused the request ({status}): {said}", "check the model's name and settings")


def _is_too_long(error: openai.APIStatusError, said: str) -> bool:
    """Return whether a refusal says that the request does not fit the model's context."""
    status = error.status_code
    if status in (400, 422, 500):
        return bool(_TOO_LONG.search(f"{said} {error.type} {error.code}"))
    return status == 413 or (status == 429 and "request too large" in said.casefold())


def server_message(error: openai.APIStatusError) -> str:
    """Return the server's own error message."""
    body = error.body
    if isinstance(body, Mapping):
        inner = body.get("error", body)
        if isinstance(inner, Mapping):
            inner = inner.get("message") or inner.get("detail") or ""
        return str(inner or body.get("message") or body.get("detail") or "")
    return "" if str(body).lstrip().startswith("<") else str(body or "")


def shorten_message(text: str, *secrets: str) -> str:
    """Return the first 200 characters on one line, without the secrets."""
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        text = text.replace(secret, "***")
    flat = " ".join(text.split())
    return (flat if len(flat) <= 200 else flat[:199] + "…") or "no reason given"


def requested_wait(headers: Mapping[str, str]) -> float | None:
    """Return the seconds of Retry-After (RFC 9110, 10.2.3: a number or a date) or of retry-after-ms; None without
    either.

    A date is compared with the Date of the reply, since the clocks of the server and of this machine may differ.
    """
    exact = headers.get("retry-after-ms")
    asked = headers.get("retry-after")
    try:
        if exact is not None:
            return max(0.0, float(exact) / 1000)
        if asked is None:
            return None
        if asked.strip().isdigit():
            return float(asked)
        replied = headers.get("date")
        now = datetime.now(UTC) if replied is None else _moment(replied)
        return max(0.0, (_moment(asked) - now).total_seconds())
    except ValueError:
        return None


def _moment(date: str) -> datetime:
    """Parse an HTTP date; raises ValueError."""
    moment = email.utils.parsedate_to_datetime(date)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

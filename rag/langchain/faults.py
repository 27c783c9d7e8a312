"""Convert errors of a LangChain model into a model error with a hint.

Every provider's package raises its own errors. They have in common a status code if they come from HTTP, and their
class names; both are read here without importing any of the packages.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from graph.errors import ModelError
from rag.llm.faults import ContextTooLong, shorten_message

_TOO_LONG = re.compile(r"context (?:length|window|size)|maximum context|too many tokens|too long", re.IGNORECASE)
_DECLINED = frozenset({400, 422, 501})


class RequestDeclined(ModelError):
    """The model does not accept the request in this form."""


def explain_langchain_error(error: Exception, name: str, secrets: Sequence[str] = ()) -> ModelError:
    """Convert an error into one that explains it to the user of the chat model or embeddings `name`; secrets are
    removed."""
    if isinstance(error, ModelError):
        return error
    kinds = " ".join(kind.__name__ for kind in type(error).__mro__)
    said = _said(error, secrets)
    if "ContextOverflow" in kinds:
        return ContextTooLong(f"the question is too long for {name}: {said}", "use fewer or shorter passages")
    if "LengthFinishReason" in kinds:
        return ModelError(f"{name}'s reply was cut before its end", "allow more tokens for the reply")
    if "Timeout" in kinds:
        return ModelError(f"{name} did not answer in time", "raise the chat model's time-out or use a faster one")
    if status := _status(error):
        return _refusal(status, name, said)
    if "Connect" in kinds:
        return ModelError(f"{name} cannot be reached", "start its server, or correct the chat model's address")
    if isinstance(error, NotImplementedError):
        return RequestDeclined(f"{name} cannot do this", "use another chat model")
    if "Protocol" in kinds or "TransportError" in kinds:
        return ModelError(f"the reply of {name} was cut short", "try again; see its server's log")
    return ModelError(f"{name} failed: {type(error).__name__}: {said}", "check how the chat model was made")


def _refusal(status: int, name: str, said: str) -> ModelError:
    if status in (401, 403):
        return ModelError(f"{name} refuses the key ({status})", "make the chat model with a valid key")
    if status == 404:
        return ModelError(f"{name} is not there (404): {said}", "correct the chat model's name or address")
    if status == 429:
        return ModelError(f"{name} takes no more requests now (429): {said}", "wait, or see to the account's quota")
    if status == 413 or (status == 400 and _TOO_LONG.search(said)):
        return ContextTooLong(f"the question is too long for {name}: {said}", "use fewer or shorter passages")
    if status >= 500 and status not in _DECLINED:
        return ModelError(f"{name} is failing ({status}): {said}", "try again later; see its server's log")
    kind = RequestDeclined if status in _DECLINED else ModelError
    return kind(f"{name} refused the request ({status}): {said}", "check how the chat model was made")


def _status(error: Exception) -> int:
    for place in (error, getattr(error, "response", None)):
        status = getattr(place, "status_code", None)
        if isinstance(status, int) and 300 <= status < 600:
            return status
    return 0


def _said(error: Exception, secrets: Sequence[str]) -> str:
    text = str(error)
    for secret in secrets:
        text = text.replace(secret, "***")
    return shorten_message(text)

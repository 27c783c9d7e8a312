"""What some OpenAI-compatible servers refuse in a request, and what to send instead."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from graph.errors import ModelError

if TYPE_CHECKING:
    import openai

SYSTEM_ROLE = "system role"
OPTIONAL_PARAMETERS: Mapping[str, str] = {
    "max_tokens": "max_completion_tokens",
    "temperature": "",
    "seed": "",
    "top_logprobs": "",
    "logprobs": "",
    "stream_options": "",
    "response_format": "",
}
_REFUSAL = r"(?:not|n't|un|in|only|must be|disabled|forbidden|without|no )"
_NO_STREAM = re.compile(
    rf"\b(?:stream|streaming)\b.{{0,60}}{_REFUSAL}|{_REFUSAL}.{{0,40}}\b(?:stream|streaming)\b", re.IGNORECASE
)
_NO_SYSTEM = re.compile(
    r"\bsystem\b.{0,60}(?:not|n't|unsupported|unknown|invalid|must)|(?:not|n't|unsupported|unknown|invalid).{0,40}\bsystem\b"
    r"|only.{0,20}\buser\b.{0,40}\bassistant\b|roles must alternate|(?:first|conversation).{0,40}\buser\b",
    re.IGNORECASE | re.DOTALL,
)
_FAULTY = re.compile(
    r"unsupported|not support|unknown|unrecogni[sz]ed|not permitted|not allowed|unexpected|extra (?:input|field)"
    r"|invalid",
    re.IGNORECASE,
)


class ParameterRefused(ModelError):
    """The server does not accept an optional part of the request."""

    def __init__(self, parameter: str, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.parameter = parameter


def without_parameters(request: Mapping[str, Any], refused: frozenset[str]) -> dict[str, Any]:
    """Return the request without what was refused, put otherwise where there is an alternative."""
    if "logprobs" in refused:
        refused |= {"top_logprobs"}  # top_logprobs requires logprobs
    if "stream" in refused:
        refused |= {"stream_options"}
    renamed = {
        OPTIONAL_PARAMETERS[name]: request[name]
        for name in refused
        if name in request and OPTIONAL_PARAMETERS.get(name)
    }
    kept = {name: value for name, value in request.items() if name not in refused} | renamed
    if SYSTEM_ROLE in refused and "messages" in kept:
        kept["messages"] = fold_system(kept["messages"])
    return kept


def fold_system(messages: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return the messages with what the system ones say put before the first other one."""
    rules = "\n\n".join(one["content"] for one in messages if one["role"] == "system")
    others = [dict(one) for one in messages if one["role"] != "system"] or [{"role": "user", "content": ""}]
    others[0]["content"] = f"{rules}\n\n{others[0]['content']}" if rules else others[0]["content"]
    return others


def refused_parameter(error: openai.APIStatusError, sent: Mapping[str, Any]) -> str:
    """Return the optional part of the request that a refusal is about; empty if none."""
    said = f"{error.message} {error.body}"
    if error.status_code not in (400, 403, 404, 405, 415, 422, 500, 501):
        return ""
    if _NO_SYSTEM.search(said) and any(one["role"] == "system" for one in sent.get("messages", ())):
        return SYSTEM_ROLE
    if not _is_about_a_parameter(error.status_code, said):
        return ""
    named = error.param or ""
    if named in OPTIONAL_PARAMETERS and named in sent:
        return named
    return _mentioned_parameter(named, said, sent)


def _is_about_a_parameter(status: int, said: str) -> bool:
    if status == 403 and "logprobs" not in said:
        return False
    return status in (400, 422, 501) or bool(_FAULTY.search(said))


def _mentioned_parameter(named: str, said: str, sent: Mapping[str, Any]) -> str:
    """Return the optional part that the words of a refusal name; empty if none."""
    if "json_schema" in said and "response_format" in sent:
        return "response_format"
    found = next((name for name in OPTIONAL_PARAMETERS if name in sent and re.search(rf"\b{name}\b", said)), "")
    refuses_stream = "stream" in sent and (named == "stream" or bool(_NO_STREAM.search(said)))
    return found or ("stream" if refuses_stream else "")

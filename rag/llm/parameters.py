"""Request parameters that some OpenAI-compatible servers refuse, and what to send instead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from graph.errors import ModelError

if TYPE_CHECKING:
    import openai

OPTIONAL_PARAMETERS: Mapping[str, str] = {
    "max_tokens": "max_completion_tokens",
    "temperature": "",
    "seed": "",
    "top_logprobs": "",
    "logprobs": "",
    "stream_options": "",
    "response_format": "",
}


class ParameterRefused(ModelError):
    """The server does not accept one of the optional parameters."""

    def __init__(self, parameter: str, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.parameter = parameter


def without_parameters(request: Mapping[str, Any], refused: frozenset[str]) -> dict[str, Any]:
    """Return the request without the refused parameters, renamed where there is an alternative."""
    if "logprobs" in refused:
        refused |= {"top_logprobs"}  # top_logprobs requires logprobs
    renamed = {
        OPTIONAL_PARAMETERS[name]: request[name] for name in refused if name in request and OPTIONAL_PARAMETERS[name]
    }
    return {name: value for name, value in request.items() if name not in refused} | renamed


def refused_parameter(error: openai.APIStatusError, sent: Mapping[str, Any]) -> str:
    """Return the optional parameter that a refusal is about; empty if none."""
    if error.status_code not in (400, 422, 501):
        return ""
    if error.param and error.param in OPTIONAL_PARAMETERS and error.param in sent:
        return error.param
    said = f"{error.message} {error.body}"
    if "json_schema" in said and "response_format" in sent:
        return "response_format"
    return next((name for name in OPTIONAL_PARAMETERS if name in sent and name in said), "")

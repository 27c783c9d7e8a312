"""The likelihood of a given text under a language model, from the log-probabilities of prompt tokens.

Only servers whose completions accept `echo` with `logprobs` report it: vLLM does, most others do not.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from graph.errors import ModelError
from rag.llm.address import address_secrets, redact_address
from rag.llm.call import CALL_DEADLINE, ModelCall
from rag.llm.endpoint import connect, normalize_endpoint
from rag.llm.faults import expected_errors, explain_error
from rag.llm.retry import RetryPolicy, call_with_retry

if TYPE_CHECKING:
    from openai import OpenAI
    from openai.types import Completion


class PromptLikelihood:
    """One model of an endpoint; `timeout` is the longest silence and `deadline` the longest call, in seconds.

    Usable from any thread.
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
        self._model = model
        self._key = api_key
        self._timeout = timeout
        self._patience = patience
        self._deadline = deadline

    @property
    def name(self) -> str:
        return self._model

    @cached_property
    def _client(self) -> OpenAI:
        return connect(self._base_url, self._key, self._timeout)

    def of(self, text: str, after: str = "") -> float:
        """Return the natural logarithm of the text's probability after another; ModelError if the server cannot report
        it.

        The first token of a prompt has no probability and is left out.
        """
        with ModelCall(redact_address(self._base_url), self._deadline) as call:
            reply = call_with_retry(
                lambda: self._echoed(call, after + text), self._patience, call.sleep, call.remaining
            )
        found = reply.choices[0].logprobs if reply.choices else None
        if found is None or not found.token_logprobs or not found.text_offset:
            raise self._silent()
        values = _between(found.text_offset, found.token_logprobs, len(after), len(after) + len(text))
        if not values or not all(math.isfinite(value) for value in values):
            raise self._silent()
        return sum(values)

    def works(self) -> bool:
        """Whether the server reports likelihoods; its other errors are raised."""
        try:
            one = self.of(" is blue.", "The sky")
            other = self.of(" is zgqxk.", "The sky")
        except LikelihoodUnavailable:
            return False
        return one < 0 and other < 0 and one != other

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def _echoed(self, call: ModelCall, text: str) -> Completion:
        try:
            with call.sending():
                return self._client.completions.create(
                    model=self._model, prompt=text, max_tokens=1, echo=True, logprobs=1, temperature=0
                )
        except expected_errors() as error:
            raise self._fault(error) from None

    def _fault(self, error: Exception) -> ModelError:
        import openai

        if isinstance(error, openai.APIStatusError) and error.status_code in (400, 404, 405, 422, 501):
            return self._silent()
        secrets = (self._key, *address_secrets(self._base_url))
        return explain_error(error, redact_address(self._base_url), self._model, secrets, self._timeout)

    def _silent(self) -> LikelihoodUnavailable:
        return LikelihoodUnavailable(
            f"{redact_address(self._base_url)} does not tell how likely a given text is",
            "use a server whose /v1/completions takes echo with logprobs, as vLLM's does",
        )


class LikelihoodUnavailable(ModelError):
    """The server does not report log-probabilities of a given text."""


def _between(places: Sequence[int], values: Sequence[float | None], start: int, end: int) -> list[float]:
    """Return the values of the tokens that start in start..end; the very first token has none."""
    pairs = zip(places, values, strict=False)
    return [value for place, value in pairs if start <= place < end and value is not None]

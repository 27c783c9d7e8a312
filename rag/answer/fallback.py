"""Answer offline where the language model fails, and say why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from graph.errors import ModelError
from rag.llm.call import CallCancelled
from rag.types import Answer, Answerer, Hit, Question, discard_text


class FallbackAnswerer:
    """Asks one answerer and, if its model fails, another one: its answer says why in `fallback`.

    The other one is opened when first needed. If it fails too, the first failure is raised, as is a call that was
    cancelled. Its text is not passed to `write`, which may hold half an answer already.
    """

    def __init__(self, answerer: Answerer, open_other: Callable[[], Answerer]) -> None:
        self._answerer = answerer
        self._open_other = open_other

    def __call__(self, question: Question, hits: Sequence[Hit], write: Callable[[str], None] = discard_text) -> Answer:
        try:
            return self._answerer(question, hits, write)
        except CallCancelled:
            raise
        except ModelError as error:
            return replace(self._answer_otherwise(question, hits, error), fallback=" ".join(str(error).split()))

    def _answer_otherwise(self, question: Question, hits: Sequence[Hit], failure: ModelError) -> Answer:
        try:
            return self._open_other()(question, hits)
        except ModelError:
            raise failure from None

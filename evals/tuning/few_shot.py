"""Few-shot prompting: answered cases are shown to a language model before the question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from evals.tuning.collect import fold
from evals.types import Case
from graph.store import GraphReader
from rag.answer.prompt import PromptStyle, build_prompt
from rag.llm.protocol import Completion, LanguageModel, Message, Options
from rag.types import Hit, Question

SHOTS = 2
"""Examples in a prompt."""
SHOT_TOKENS = 150
"""Estimated tokens of an example's passage; a longer one is cut."""
_FENCE = "<<example>>"


class FewShotModel:
    """A language model that reads examples, each a question and its answer, between the rules and the question."""

    def __init__(self, model: LanguageModel, examples: Sequence[Message]) -> None:
        self._model = model
        self._examples = tuple(examples)

    @property
    def name(self) -> str:
        return self._model.name

    def complete(
        self, messages: Sequence[Message], schema: Mapping[str, Any] | None = None, options: Options = Options()
    ) -> Completion:
        """Return the reply of the model to the examples and the messages."""
        return self._model.complete(self._with_examples(messages), schema, options)

    def stream(self, messages: Sequence[Message], options: Options = Options()) -> Iterator[str]:
        """Yield the reply piece by piece."""
        return self._model.stream(self._with_examples(messages), options)

    def _with_examples(self, messages: Sequence[Message]) -> tuple[Message, ...]:
        rules = [message for message in messages if message.role == "system"]
        return (*rules, *self._examples, *(message for message in messages if message.role != "system"))


def choose_shots(question: str, cases: Sequence[Case], shots: int = SHOTS) -> list[Case]:
    """Return the first answered cases that neither ask the question nor share a document with a case that does."""
    asked = [case for case in cases if fold(case.question) == fold(question)]
    known = {gold.source or gold.passage_id for case in asked for gold in case.gold}
    usable = (
        case
        for case in cases
        if case.reference and case.gold and not case.history
        if case not in asked and known.isdisjoint(gold.source or gold.passage_id for gold in case.gold)
    )
    return [case for case, _ in zip(usable, range(shots), strict=False)]


def render_shots(shots: Sequence[Case], store: GraphReader, brief: bool) -> list[Message]:
    """Return each case as the question of a user with its passages, and the answer that cites them.

    A case whose passages are not stored is left out.
    """
    messages: list[Message] = []
    for case in shots:
        hits = [Hit(passage, 1.0) for passage in store.passages([gold.passage_id for gold in case.gold])]
        if hits:
            prompt = build_prompt(Question(case.question), hits, SHOT_TOKENS, _FENCE, PromptStyle(brief))
            cited = "".join(f"[{number}]" for number in range(1, len(hits) - prompt.left_out + 1))
            messages += [prompt.messages[-1], Message("assistant", f"{case.reference} {cited}")]
    return messages

"""Examples in a prompt: which ones, and where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from evals.tuning.few_shot import FewShotModel, choose_shots, render_shots
from graph.sqlite.store import SqliteStore
from rag.llm.protocol import Completion, Message, Options
from tests.evals.tuning.parts import TOWNS, town_cases


class Listener:
    """A model that repeats what it was asked."""

    name = "listener"

    def complete(
        self,
        messages: Sequence[Message],
        schema: Mapping[str, Any] | None = None,
        options: Options = Options(),
    ) -> Completion:
        return Completion(" | ".join(f"{message.role} {message.content}" for message in messages), self.name)

    def stream(self, messages: Sequence[Message], options: Options = Options()) -> Iterator[str]:
        yield self.complete(messages, None, options).text


def test_no_example_is_of_the_document_that_is_asked_about(towns: SqliteStore) -> None:
    cases = town_cases()
    asked = cases[0]
    shots = choose_shots(asked.question.upper(), cases)
    assert [shot.id for shot in shots] == [case.id for case in cases[2:4]]
    messages = render_shots(shots, towns, brief=True)
    assert [message.role for message in messages] == ["user", "assistant"] * 2
    (second, *_), (trade, _, mayor) = list(TOWNS)[1:2], list(TOWNS.values())[1]
    assert f"{second} lives on {trade}" in messages[0].content
    assert shots[0].question in messages[0].content
    assert messages[1].content == f"{mayor} [1]"
    assert not any(mayor in message.content for mayor in (asked.reference,) for message in messages)


def test_examples_stand_between_the_rules_and_the_question() -> None:
    examples = [Message("user", "one?"), Message("assistant", "1")]
    model = FewShotModel(Listener(), examples)
    asked = [Message("system", "rules"), Message("user", "two?")]
    said = "system rules | user one? | assistant 1 | user two?"
    assert (model.name, model.complete(asked).text, "".join(model.stream(asked))) == ("listener", said, said)

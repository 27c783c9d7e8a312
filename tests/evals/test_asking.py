from __future__ import annotations

from evals.asking import ask_case
from evals.types import Case
from rag.types import Answer, Turn

HISTORY = (Turn("user", "Who directed The Glass Ferry?"), Turn("assistant", "Ilse Varga"))
FOLLOWUP = Case.make("When was she born?", "1921", kind="followup", history=HISTORY)


def test_a_system_that_takes_history_gets_it() -> None:
    def ask(question: str, history: tuple[Turn, ...] = ()) -> Answer:
        return Answer(f"{question} {len(history)}")

    assert ask_case(ask, FOLLOWUP).text == "When was she born? 2"
    assert ask_case(ask, Case.make("Who?", "x")).text == "Who? 0"


def test_any_other_system_gets_one_question_that_stands_alone() -> None:
    assert ask_case(Answer, FOLLOWUP).text == "When was she born? (Ilse Varga)"
    assert ask_case(Answer, Case.make("Who?", "x")).text == "Who?"

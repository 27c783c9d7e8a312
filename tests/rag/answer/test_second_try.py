"""A small model that copies a passage, or refuses although the answer is there, is asked once more."""

from __future__ import annotations

from collections.abc import Generator, Sequence

import pytest

from graph.types import Passage
from rag.answer.abstain import ABSTAIN
from rag.answer.extractive.passage_reader import PassageReader
from rag.answer.model_answerer import ModelAnswerer
from rag.answer.second_try import HeldWriter, copies_passage
from rag.llm.protocol import Completion, Message, Options
from rag.llm.usage import Usage
from rag.types import Answer, Hit, Question

FILMS = "Books may be kept for 21 days. Films may be kept for 7 days. Whoever keeps them longer pays a fee."
LONG = (
    "The reading room on the first floor is open to every visitor of the library from nine in the morning until half "
    "past five in the afternoon, and on the first Saturday of the month until noon for those who have a card."
)
HITS = [Hit(Passage("f", "d", FILMS, 0, source="lending.md"), 2.0), Hit(Passage("l", "e", LONG, 0), 1.0)]
ASKED = Question("How long may films be kept?")
GOOD = "Films may be kept for 7 days [1]."


class Saying:
    """A model that says one thing after the other, and keeps what it was asked."""

    name = "tiny-0.5b"

    def __init__(self, *texts: str) -> None:
        self._texts = list(texts)
        self.asked: list[Sequence[Message]] = []

    def complete(self, messages: Sequence[Message], schema: object = None, options: Options = Options()) -> Completion:
        raise NotImplementedError

    def stream(self, messages: Sequence[Message], options: Options = Options()) -> Generator[str, None, Completion]:
        self.asked.append(messages)
        text = self._texts.pop(0)
        yield from (text[start : start + 9] for start in range(0, len(text), 9))
        return Completion(text, self.name, Usage(10, 2))


@pytest.fixture(scope="module")
def reader() -> PassageReader:
    return PassageReader()


def ask(reader: PassageReader, *texts: str, question: Question = ASKED) -> tuple[Answer, str, Saying]:
    model, pieces = Saying(*texts), list[str]()
    answer = ModelAnswerer(model, 900, brief=True, reader=reader)(question, HITS, pieces.append)
    return answer, "".join(pieces), model


@pytest.mark.parametrize("first", [ABSTAIN, f"[1] lending.md\n{FILMS}", f"{LONG} [2]"])
def test_the_better_of_two_tries_counts(reader: PassageReader, first: str) -> None:
    answer, written, model = ask(reader, first, GOOD)
    assert (answer.text, answer.support, answer.usage) == (GOOD, "supported", Usage(20, 4))
    assert written.endswith(GOOD) or first.startswith(LONG)
    system, user = model.asked[1]
    assert "one sentence" in system.content
    assert "7 days" in user.content
    assert user.content.endswith(f"Question: {ASKED.text}")


def test_a_good_answer_is_not_asked_for_again(reader: PassageReader) -> None:
    answer, written, model = ask(reader, GOOD)
    assert (answer.text, written, len(model.asked)) == (GOOD, GOOD, 1)


def test_a_refusal_stands_where_nothing_speaks_against_it(reader: PassageReader) -> None:
    answer, written, model = ask(reader, ABSTAIN, question=Question("Who composed the opera Fidelio?"))
    assert (answer.abstained, written, len(model.asked)) == (True, ABSTAIN, 1)


def test_what_nothing_supports_is_no_better_than_a_refusal(reader: PassageReader) -> None:
    answer, written, model = ask(reader, ABSTAIN, "Elephants never forget their friends.")
    assert (answer.abstained, written, len(model.asked)) == (True, ABSTAIN, 2)


def test_short_quotations_are_no_copies() -> None:
    assert not copies_passage(Answer("Films may be kept for 7 days [1].", hits=tuple(HITS)))
    assert copies_passage(Answer("[1] Films may be kept for 7 days.", hits=tuple(HITS)))
    assert copies_passage(Answer(LONG, hits=tuple(HITS)))


def test_what_may_be_replaced_is_held_back() -> None:
    pieces: list[str] = []
    writer = HeldWriter(pieces.append)
    for word in f"{ABSTAIN} {LONG}".split():
        writer(f"{word} ")
    writer.close("Better.")
    assert pieces[-1] == "Better." or LONG in "".join(pieces)

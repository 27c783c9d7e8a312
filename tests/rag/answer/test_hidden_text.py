"""Passages that a reader of the file does not see: found, but neither quoted nor given to a model."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from graph.types import EVERYTHING, Filter, Passage
from rag.answer.extractive.offline import OfflineAnswerer
from rag.answer.hidden_text import HIDDEN_MARK, retrieve_visible, split_hidden
from rag.answer.model_answerer import ModelAnswerer
from rag.answer.pipeline import ask
from rag.answer.prompt import number_passages
from rag.embed.protocol import Embedder
from rag.llm.protocol import Completion, Message, Options
from rag.types import Hit, Question

SEEN = "The Skerry Light was built by Alasdair Finch in 1874."
UNSEEN = "The Skerry Light was built by Silas Crake in 1999."


def hit(name: str, text: str, hidden: bool = False) -> Hit:
    return Hit(Passage(name, "d", text, 0, title="Lights", source="a.pdf", hidden=hidden), 1.0)


HITS = [hit("h", UNSEEN, hidden=True), hit("s", SEEN)]


def rank(hidden: int, seen: int) -> list[Hit]:
    return [hit(f"h{n}", UNSEEN, hidden=True) for n in range(hidden)] + [hit(f"s{n}", SEEN) for n in range(seen)]


class Told:
    """A model that answers from the first passage, and keeps what it was told."""

    name = "told"

    def __init__(self) -> None:
        self.messages: list[Message] = []

    def complete(self, messages: Sequence[Message], schema: object = None, options: Options = Options()) -> Completion:
        raise NotImplementedError

    def stream(self, messages: Sequence[Message], options: Options = Options()) -> Generator[str, None, Completion]:
        self.messages = list(messages)
        yield "It was built by Alasdair Finch in 1874 [1]."
        return Completion("It was built by Alasdair Finch in 1874 [1].", self.name)

    @property
    def said(self) -> str:
        return "\n".join(message.content for message in self.messages)


def test_hidden_hits_are_told_apart() -> None:
    assert split_hidden(HITS) == ((HITS[1],), (HITS[0],))
    assert split_hidden(HITS, wished=True) == (tuple(HITS), ())


def test_hidden_passages_crowd_out_none_that_is_seen() -> None:
    ranked = rank(12, 5)
    asked: list[int] = []

    def find(question: str, k: int, where: Filter = EVERYTHING) -> list[Hit]:
        asked.append(k)
        return ranked[:k]

    found = retrieve_visible(find, "?", 4, EVERYTHING)
    assert [one.passage.id for one in found] == ["h0", "h1", "h2", "h3", "s0", "s1", "s2", "s3"]
    assert asked == [4, 8, 16]
    ranked = rank(0, 5)
    asked.clear()
    assert (len(retrieve_visible(find, "?", 4, EVERYTHING)), asked) == (4, [4])
    ranked = rank(3, 0)
    assert len(retrieve_visible(find, "?", 4, EVERYTHING)) == 3


def test_the_offline_answer_is_never_taken_from_hidden_text(minilm: Embedder) -> None:
    question = Question("Who built the Skerry Light?")
    answer = ask(question, lambda *_: list(HITS), OfflineAnswerer(minilm))
    assert "Alasdair Finch" in answer.text
    assert "Crake" not in answer.text
    assert (answer.hits, answer.hidden) == ((HITS[1],), (HITS[0],))
    alone = ask(question, lambda *_: [HITS[0]], OfflineAnswerer(minilm))
    assert alone.abstained
    assert (alone.citations, alone.hidden) == ((), (HITS[0],))
    wished = ask(question, lambda *_: [HITS[0]], OfflineAnswerer(minilm, hidden=True))
    assert "Crake" in wished.text
    assert wished.hits[0].passage.hidden


def test_a_model_reads_hidden_text_only_if_that_is_wished() -> None:
    model = Told()
    answer = ModelAnswerer(model)(Question("Who built it?"), HITS)
    assert "Crake" not in model.said
    assert [citation.passage_id for citation in answer.citations] == ["s"]
    assert answer.hidden == (HITS[0],)
    ModelAnswerer(model, hidden=True)(Question("Who built it?"), HITS)
    assert f"[1] a.pdf, {HIDDEN_MARK}: Lights\n{UNSEEN}" in model.said
    assert ModelAnswerer(model)(Question("Who?"), HITS[:1]).abstained


def test_numbered_passages_tell_which_are_hidden() -> None:
    assert number_passages(HITS, 1_000) == f"[1] a.pdf, {HIDDEN_MARK}: Lights\n{UNSEEN}\n\n[2] a.pdf: Lights\n{SEEN}"

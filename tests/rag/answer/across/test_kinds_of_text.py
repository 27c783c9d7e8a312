from __future__ import annotations

import pytest

from graph.types import Passage
from rag.answer.extractive.offline import OfflineAnswerer
from rag.answer.extractive.passage_reader import PassageReader
from rag.answer.extractive.reader import Reader
from rag.embed.minilm import MiniLM
from rag.types import Hit, Question

TEXTS = (
    (
        "From: Runa Dahl <runa@example.org>\nTo: Emil Voss <emil@example.org>\nSubject: roof key\n\n"
        "The roof key hangs behind the door."
    ),
    "Flat | Tenant | Rent\n1A | Otto Lind | 720\n1B | Ada Brun | 980",
    "The bridge was built by Ines Karr in 1962.",
)


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory) -> OfflineAnswerer:
    folder = tmp_path_factory.mktemp("models")
    return OfflineAnswerer(MiniLM(folder), Reader(folder), PassageReader(folder))


@pytest.mark.parametrize(
    ("question", "stated"),
    [
        ("What rent does Otto Lind pay?", "720"),
        ("Who wrote the mail about the roof key?", "Runa Dahl"),
        ("Where is the roof key?", "behind the door"),
        ("Who built the bridge?", "Ines Karr"),
    ],
)
def test_structure_and_sentences_answer_what_is_theirs(answerer: OfflineAnswerer, question: str, stated: str) -> None:
    hits = [Hit(Passage(f"p{n}", f"d{n}", text, 0), 1 / (n + 1)) for n, text in enumerate(TEXTS)]
    answer = answerer(Question(question), hits)
    assert stated in answer.text
    texts = {hit.passage.id: hit.passage.text for hit in hits}
    assert all(texts[one.passage_id][one.start : one.end] == one.quote for one in answer.citations)

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from graph.types import Passage
from rag.embed.protocol import Embedder
from rag.summary.answer import SummaryAnswerer, summarize
from rag.types import Answer, Hit, Provenance, Question, Turn, discard_text
from tests.rag.summary.test_sentences import TEXTS

HITS = [
    Hit(Passage(f"p{i}", "d", text, 200 * i, title="House rules", source="rules.txt", hidden=i == 3), 1.0)
    for i, text in enumerate((*TEXTS, "Nobody sees that the house is sold to the highest bidder in the next year."))
]


class Other:
    """An answerer that says that it was asked."""

    def __call__(self, question: Question, hits: Sequence[Hit], write: Callable[[str], None] = discard_text) -> Answer:
        write("asked")
        return Answer("asked", hits=tuple(hits))


@pytest.fixture(scope="module")
def answerer(minilm: Embedder) -> SummaryAnswerer:
    return SummaryAnswerer(Other(), minilm, "extract")


def test_a_summary_quotes_the_documents_with_a_citation_for_each_sentence(answerer: SummaryAnswerer) -> None:
    written: list[str] = []
    answer = answerer(Question("Summarise the house rules"), HITS, written.append)
    assert (answer.state, answer.summary_of, answer.model) == ("evidence", "House rules", "extract")
    assert "".join(written) == answer.text
    assert len(answer.citations) >= 2
    for citation in answer.citations:
        text = next(hit.passage.text for hit in answer.hits if hit.passage.id == citation.passage_id)
        assert text[citation.start : citation.end] == citation.quote
        assert f"[{citation.marker}]" in answer.text
    assert not any(citation.verified for citation in answer.citations)
    starts = [(citation.passage_id, citation.start) for citation in answer.citations]
    assert starts == sorted(starts)


def test_a_sentence_of_a_transcript_is_shown_with_its_speaker(answerer: SummaryAnswerer) -> None:
    turns = "\n".join(f"{name}: Well. {text}" for name, text in zip(("Ines", "Tom") * 3, TEXTS * 2, strict=True))
    answer = answerer(Question("Summarise the house rules"), [Hit(replace(HITS[0].passage, text=turns), 1.0)])
    assert all(citation.quote in turns for citation in answer.citations)
    for paragraph in answer.text.split("\n\n"):
        assert paragraph.startswith(("Ines: ", "Tom: "))


def test_hidden_text_is_not_summarised_unless_it_is_wished(answerer: SummaryAnswerer, minilm: Embedder) -> None:
    answer = answerer(Question("Summarise the house rules"), HITS)
    assert "sold" not in answer.text
    assert [hit.passage.id for hit in answer.hidden] == ["p3"]
    wished = SummaryAnswerer(Other(), minilm, "extract", hidden=True)
    assert "sold" in wished(Question("Summarise the house rules"), HITS).text


def test_other_questions_and_topics_that_nothing_tells_of_are_left_to_the_other_answerer(
    answerer: SummaryAnswerer,
) -> None:
    for question in (
        "How long may I keep books?",
        "Summarise everything about unicorns",
        "How do the articles portray unicorns?",
    ):
        assert answerer(Question(question), HITS).text == "asked"
    assert answerer(Question("Summarise the house rules"), []).text == "asked"


def test_a_request_may_point_back(answerer: SummaryAnswerer) -> None:
    history = (Turn("user", "Where are the House rules kept?"), Turn("assistant", "In the office [1]."))
    assert answerer(Question("Please summarise them", history), HITS).summary_of == "House rules"


def test_a_topic_is_summarised_by_what_is_about_it(minilm: Embedder) -> None:
    summary = summarize("Summarise what the house rules say about parking", HITS[:3], minilm)
    assert summary is not None
    assert {one.passage.id for one in summary.sentences} == {"p2"}
    assert "parking" in summary.name


def test_a_question_about_the_whole_is_answered_by_a_summary(answerer: SummaryAnswerer) -> None:
    answer = answerer(Question("What views on parking appear across the articles?"), HITS[:3])
    assert (answer.state, answer.summary_of) == ("evidence", "parking")
    assert {citation.passage_id for citation in answer.citations} == {"p2"}
    assert answerer(Question("Which risks are mentioned?"), HITS[:3]).summary_of == "risks"


def test_an_overview_names_its_themes_and_says_something_on_each(answerer: SummaryAnswerer) -> None:
    themes = ("Library", "Library", "Parking")
    hits = [replace(hit, trail=Provenance(theme=theme)) for hit, theme in zip(HITS[:3], themes, strict=True)]
    answer = answerer(Question("What are the main themes?"), hits)
    library, parking = answer.text.index("Library:\n"), answer.text.index("Parking:\n")
    assert library < parking
    cited = [(citation.passage_id, answer.text.index(f"[{citation.marker}]")) for citation in answer.citations]
    assert all((place > parking) == (passage == "p2") for passage, place in cited)
    assert {passage for passage, _ in cited} >= {"p2"}
    assert answer.summary_of == "all documents"

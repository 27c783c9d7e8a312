from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.types import Passage
from rag.answer.extractive.offline import NOT_FOUND, OfflineAnswerer, lay_out
from rag.answer.extractive.passage_reader import PassageReader
from rag.answer.extractive.reader import Reader
from rag.embed.minilm import MiniLM
from rag.types import Answer, Hit, Question

RULES = (
    "Bicycles are kept in the shed behind the gym. The porter lends keys to the shed for a deposit of 15 euros.",
    "Dogs may be brought to the yard if they are on a lead. Cats are not mentioned in these rules.",
    "Marie Curie was born in Warsaw in 1867. She moved to Paris in 1891 to study physics.",
)


def hits(texts: Sequence[str]) -> list[Hit]:
    return [Hit(Passage(f"p{i}", "d", text, 0), 1 / (i + 1)) for i, text in enumerate(texts)]


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory) -> OfflineAnswerer:
    folder = tmp_path_factory.mktemp("models")
    return OfflineAnswerer(MiniLM(folder), Reader(folder), PassageReader(folder))


def assert_quoted(answer: Answer) -> None:
    texts = {hit.passage.id: hit.passage.text for hit in answer.hits}
    for citation in answer.citations:
        assert texts[citation.passage_id][citation.start : citation.end] == citation.quote
        assert citation.verified == (answer.state == "answered")


def test_a_sure_short_answer_is_given_and_supported(answerer: OfflineAnswerer) -> None:
    answer = answerer(Question("When was Marie Curie born?"), hits(RULES))
    assert (answer.state, answer.short, answer.support) == ("answered", "1867", "supported")
    assert answer.text.startswith("1867 [1]\n\nMarie Curie was born in Warsaw in 1867.")
    assert_quoted(answer)


def test_without_a_sure_short_answer_the_evidence_stands_alone(answerer: OfflineAnswerer) -> None:
    answer = answerer(Question("Where are bicycles kept overnight, and who has the keys?"), hits(RULES))
    assert (answer.state, answer.short, answer.support) == ("evidence", "", "")
    assert answer.text.startswith("Bicycles are kept in the shed behind the gym.")
    assert not answer.abstained
    assert_quoted(answer)


def test_a_condition_is_said(answerer: OfflineAnswerer) -> None:
    answer = answerer(Question("May I bring my dog to the yard?"), hits(RULES))
    assert answer.text.startswith("It depends [1]\n\nDogs may be brought to the yard if they are on a lead.")


def test_a_situation_before_the_question_does_not_hide_the_evidence(answerer: OfflineAnswerer) -> None:
    story = "I moved here last week with my two children. My bike is new. Where can I put my bike?"
    answer = answerer(Question(story), hits(RULES))
    assert answer.state == "evidence"
    assert "the shed behind the gym" in answer.citations[0].quote


def test_nothing_relevant_is_not_found_and_says_what_comes_closest(answerer: OfflineAnswerer) -> None:
    answer = answerer(Question("What is the boiling point of helium?"), hits(RULES))
    assert answer.state == "not found"
    assert answer.text.startswith(NOT_FOUND)
    assert 0 < len(answer.citations) <= 3
    assert answerer(Question("Why?"), []).text == NOT_FOUND


def test_caution_decides_whether_a_short_answer_is_given(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("models")
    readers = Reader(folder), PassageReader(folder)
    careful = OfflineAnswerer(MiniLM(folder), *readers, caution=1.0)
    careless = OfflineAnswerer(MiniLM(folder), *readers, caution=0.0)
    question = Question("How much is the deposit for a key?")
    assert careful(question, hits(RULES)).state == "evidence"
    assert careless(question, hits(RULES)).short.startswith("15")


@pytest.mark.parametrize(
    ("quote", "paragraph"),
    [
        ("## Fees\nThe fee\nis 5 euros.", "Fees The fee is 5 euros."),
        ("You need:\n- a passport\n- a photo", "You need:\n- a passport\n- a photo"),
        ("a | b\n1 |  2", "a | b\n1 | 2"),
    ],
)
def test_items_and_rows_keep_their_lines(quote: str, paragraph: str) -> None:
    assert lay_out(quote) == paragraph


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(question=st.text(min_size=1, max_size=80), texts=st.lists(st.text(min_size=1, max_size=120), max_size=4))
def test_any_text_is_quoted_as_it_stands(answerer: OfflineAnswerer, question: str, texts: list[str]) -> None:
    assert_quoted(answerer(Question(question), hits(texts)))


def test_links_are_laid_out_by_their_words_and_items_line_by_line() -> None:
    assert lay_out("See [the\nguide](https://x.org/a_(b)) or [it][ref].") == "See the guide or it."
    assert lay_out("a [1] and {% page 'x' %} here") == "a [1] and here"
    assert lay_out("- one\n- two") == "- one\n- two"
    assert lay_out("[3/6, 18:05] Ida: In!\n[3/6, 18:09] Otto: Fine") == "[3/6, 18:05] Ida: In!\n[3/6, 18:09] Otto: Fine"
    assert lay_out("status: in force\nowner: Ada\n \nTools are lent\nfor a week.") == (
        "status: in force\nowner: Ada\nTools are lent for a week."
    )
    assert lay_out("You can use\nRemote\nweb. You can") == "You can use Remote web. You can"
    assert lay_out("Refresh\n, the list is\nread\n. Mode\n: on") == "Refresh, the list is read. Mode: on"

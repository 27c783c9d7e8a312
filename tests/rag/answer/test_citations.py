"""What a model cites is tied to passages that exist, and every tie is checked."""

from __future__ import annotations

import gzip
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.types import Passage
from rag.answer.citations import MAX_CHECKED_CLAIMS, check_citations, cite_passages
from rag.types import Citation, Hit
from tests.support.shared import DATA, needs_data

PARIS = "Paris is the capital of France. It has two million people. The mayor sits in the Hôtel de Ville."
TOWER = "The Eiffel Tower was finished in 1889. It is 330 metres tall. Gustave Eiffel’s company built it."
BREAD = "Bread is baked from flour and water. Bakers rise early."


def hits(*texts: str) -> list[Hit]:
    return [Hit(Passage(f"p{n}", "d", text, 0, title=""), 1.0) for n, text in enumerate(texts, 1)]


HITS = hits(PARIS, TOWER, BREAD)


def quotes(citations: tuple[Citation, ...]) -> list[tuple[int, str, bool]]:
    return [(citation.marker, citation.quote, citation.verified) for citation in citations]


def test_each_marker_gets_the_sentence_that_bears_its_claim() -> None:
    text = "France's capital is Paris [1]. The tower is 330 metres tall, and was finished in 1889 [2]."
    same, citations = cite_passages(text, HITS)
    assert same == text
    assert quotes(citations) == [
        (1, "Paris is the capital of France.", True),
        (2, "The Eiffel Tower was finished in 1889. It is 330 metres tall.", True),
    ]
    for citation in citations:
        passage = HITS[citation.marker - 1].passage
        assert citation.passage_id == passage.id
        assert passage.text[citation.start : citation.end] == citation.quote


@pytest.mark.parametrize(
    ("written", "markers"),
    [
        ("Paris is the capital of France [1, 3].", "Paris is the capital of France [1][3]."),
        ("Paris is the capital of France. [1][2]", "Paris is the capital of France. [1][2]"),
        ("Paris is the capital of France[1-3].", "Paris is the capital of France [1][2][3]."),
        ("Paris is the capital of France【1†source】.", "Paris is the capital of France [1]."),
        ("Paris is the capital of France [Passage 1; passage 2].", "Paris is the capital of France [1][2]."),
        ("Paris is the capital of France [^1].", "Paris is the capital of France [1]."),
        ("Paris is the capital of France [1] [1].", "Paris is the capital of France [1]."),
        ("Paris is the capital of France (1).", "Paris is the capital of France [1]."),
        ("Paris is the capital of France (Source: 1).", "Paris is the capital of France [1]."),
        ("Paris is the capital of France [Source: 1].", "Paris is the capital of France [1]."),
        ("Paris is the capital of France [doc 1, doc 2].", "Paris is the capital of France [1][2]."),
        ("Paris is the capital of France [citation:1].", "Paris is the capital of France [1]."),
        ("Paris is the capital of France [[1]].", "Paris is the capital of France [1]."),
        ("Paris is the capital of France［1］.", "Paris is the capital of France [1]."),
        ("Paris is the capital of France [1 and 2].", "Paris is the capital of France [1][2]."),
        ("Paris is the capital of France <sup>1</sup>.", "Paris is the capital of France [1]."),
        ("According to passage 1, the capital is Paris.", "The capital is Paris [1]."),
        ("Passage 1 states that the capital is Paris.", "The capital is Paris [1]."),
        ("The capital is Paris, as stated in passage 1.", "The capital is Paris [1]."),
        ("Laut Quelle 1, the capital is Paris.", "The capital is Paris [1]."),
        ("The capital is Paris [1].\n\nSources:\n[1] paris.md\n[2] tower.md", "The capital is Paris [1]."),
        ("The capital is Paris.\n\n**Sources:** [1]", "The capital is Paris. [1]"),
        ("The capital is Paris [^1].\n\n[^1]: paris.md", "The capital is Paris [1]."),
        ("[1] Paris is the capital of France.", "[1] Paris is the capital of France."),
        ("Paris is the capital of France [1](http://a.example).", "Paris is the capital of France [1]."),
        ("Paris is the capital of France [7] [0] [99].", "Paris is the capital of France."),
        ("Call `f[1]` in Paris, the capital of France [1].", "Call `f[1]` in Paris, the capital of France [1]."),
    ],
)
def test_markers_are_read_as_models_write_them(written: str, markers: str) -> None:
    text, citations = cite_passages(written, HITS)
    shown = [int(number) for number in re.findall(r"\[(\d+)\](?!`)", markers)]
    if shown:
        assert text == markers
        assert {citation.marker for citation in citations} == set(shown)
    else:
        assert not any(number in text for number in ("[7]", "[0]", "[99]"))


@pytest.mark.parametrize(
    "text",
    [
        "It follows from Article 5 (1).",
        "It is in Section 4(2).",
        "There are 5(1).",
        "According to passage 9, it is so.",
        "The sources:\nThe Nile begins in the south.",
    ],
)
def test_other_numbers_are_no_markers(text: str) -> None:
    assert cite_passages(text, HITS)[0] == text


@pytest.mark.parametrize(
    "claim",
    [
        "The Eiffel Tower was finished in 1887 [2].",
        "The Eiffel Tower was finished in 1889 [3].",
        "Elephants never forget their friends [2].",
        "It says “the company of Eiffel built it” there [2].",
        "The tower is 3,300 metres tall [2].",
    ],
)
def test_a_claim_that_its_passage_does_not_bear_is_unverified(claim: str) -> None:
    _, (citation,) = cite_passages(claim, HITS)
    assert not citation.verified
    assert (citation.start, citation.end) == (-1, -1)
    assert citation.quote


def test_words_in_quotation_marks_are_the_quote() -> None:
    _, (citation,) = cite_passages('The text says "Gustave Eiffel\'s company" did [2].', HITS)
    assert (citation.quote, citation.verified) == ("Gustave Eiffel’s company", True)


def test_a_figure_may_stand_in_any_of_the_cited_passages() -> None:
    _, citations = cite_passages("Paris, the capital of France, has a tower of 330 metres [1][2].", HITS)
    assert [citation.verified for citation in citations] == [True, True]


def test_short_answers_are_placed_by_the_question() -> None:
    texts = hits("Ann lives in Rome. Bob lives in Oslo. Ann met Bob in Oslo in May.")
    _, (citation,) = cite_passages("Oslo [1].", texts, "Where does Bob live?")
    assert citation.quote == "Bob lives in Oslo."
    _, (citation,) = cite_passages("Yes [1].", texts, "Does Ann live in Rome?")
    assert (citation.quote, citation.verified) == ("Ann lives in Rome.", True)


def test_sentences_without_markers_are_tied_only_to_strong_support() -> None:
    text, citations = cite_passages(
        "The capital of France is Paris. Cats are nice to most people. Bread is baked.", HITS
    )
    assert text == "The capital of France is Paris [1]. Cats are nice to most people. Bread is baked [3]."
    assert [citation.marker for citation in citations] == [1, 3]
    assert cite_passages("It was finished in 1790, the Eiffel Tower.", HITS)[1] == ()
    assert cite_passages("Anything at all.", []) == ("Anything at all.", ())


@given(
    st.lists(
        st.sampled_from(
            ["[1]", "[2, 9]", "[", "]", " ", "Paris", "is", ".", "\n", "1889", "“", "”", "`", "東京", "[0-5]"]
        ),
        max_size=20,
    ).map("".join),
    st.integers(0, 3),
)
def test_every_citation_points_at_its_quote(text: str, count: int) -> None:
    shown, citations = cite_passages(text, HITS[:count], "What is Paris?")
    for citation in citations:
        assert 1 <= citation.marker <= count
        passage = HITS[citation.marker - 1].passage
        assert citation.passage_id == passage.id
        if citation.verified:
            assert passage.text[citation.start : citation.end] == citation.quote != ""
        else:
            assert (citation.start, citation.end) == (-1, -1)
    outside = re.sub(r"`[^`\n]*`", "", shown)
    assert all(1 <= int(number) <= count for number in re.findall(r"\[(\d{1,3})\]", outside)) or "`" in text


@needs_data
def test_expert_judged_claims_are_tied_to_their_abstracts() -> None:
    """Odd-numbered SciFact claims: verified with the abstract that supports them, not with one of another claim."""
    folder = DATA / "retrieval" / "scifact"
    with gzip.open(folder / "corpus.json.gz", "rt", encoding="utf-8") as file:
        corpus = {record["doc_id"]: record for record in json.load(file)}
    claims = json.loads((folder / "claims_train.json").read_text(encoding="utf-8"))
    pairs = [(c["text"], d) for c in claims for d, label in c["labels"].items() if label == "SUPPORT"][1::2]
    right = wrong = 0
    for i, (claim, document) in enumerate(pairs):
        other = next(d for _, d in pairs[i + 1 :] + pairs if d != document)
        passages = [Passage(d, d, corpus[d]["abstract"], 0, title=corpus[d]["title"]) for d in (document, other)]
        _, citations = cite_passages(f"{claim.rstrip('.')} [1][2].", [Hit(passage, 1.0) for passage in passages])
        verified = {citation.marker for citation in citations if citation.verified}
        right += 1 in verified
        wrong += 2 in verified
    assert right >= 0.72 * len(pairs)
    assert wrong <= 0.08 * len(pairs)


def test_what_is_beyond_all_reading_is_not_supported() -> None:
    """Checking takes time for each sentence and passage, and a reply may hold megabytes of them."""
    true = "The capital of France is Paris [1]. "
    found = check_citations(true * (MAX_CHECKED_CLAIMS + 2), HITS)
    assert len(found.unsupported) == 2
    assert [citation.verified for citation in found.citations] == [True, False]

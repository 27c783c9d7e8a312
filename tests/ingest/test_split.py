"""Passages: exact offsets, whole pages and sentences, and time that grows with the text alone."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.text.clean import clean
from graph.types import Document, Meta
from ingest.split import split, split_sentences
from tests.support.growth import assert_grows_with_the_size

WORDS = st.sampled_from(
    ["The river rises. ", "Dr. Calder ", "walked\n", "\n\n", "Heading\n\n", "北京是首都。", "กรุงเทพ", "👩\u200d👧",
     "e\u0301", "x" * 70, "  ", "- item\n", "A long sentence without any end that goes on and on, "]
)  # fmt: skip
TEXTS = st.lists(WORDS, max_size=80).map("".join) | st.text(max_size=400)


def document(text: str, pages: tuple[int, ...] = ()) -> Document:
    return Document.make("a.txt", "A", text, meta=Meta(pages=pages))


@given(TEXTS.map(clean), st.integers(1, 200), st.lists(st.integers(0, 400), max_size=4))
def test_offsets_are_exact_and_nothing_is_lost(text: str, size: int, cuts: list[int]) -> None:
    pages = tuple(sorted(min(cut, len(text)) for cut in cuts))
    made = document(text, (0, *pages) if pages else ())
    passages = split(made, size)
    for passage in passages:
        assert text[passage.start : passage.end] == passage.text == passage.text.strip() != ""
        assert len(passage.text) <= size
        assert made.page_of(passage.start) == made.page_of(passage.end - 1) == passage.page
    assert [p.ordinal for p in passages] == list(range(len(passages)))
    assert all(left.end <= right.start for left, right in pairwise(passages))
    assert "".join("".join(p.text.split()) for p in passages) == "".join(text.split())
    assert len({p.id for p in passages}) == len(passages)


@given(TEXTS.map(clean))
def test_every_part_of_a_passage_belongs_to_a_sentence(text: str) -> None:
    for passage in split(document(text), 100):
        found = split_sentences(passage)
        joined = "".join("".join(passage.text[s.start : s.end].split()) for s in found)
        assert joined == "".join(passage.text.split())
        assert [s.ordinal for s in found] == list(range(len(found)))


def test_a_short_text_is_one_passage() -> None:
    (only,) = split(document("One.\n\nTwo.\n\nThree."))
    assert only.text == "One.\n\nTwo.\n\nThree."


def test_a_long_text_is_cut_between_sentences_into_nearly_equal_parts() -> None:
    text = " ".join(f"This is sentence number {n} of a long text." for n in range(60))
    passages = split(document(text), 1000)
    assert all(p.text.endswith(".") and p.text.startswith("This") for p in passages)
    assert min(len(p.text) for p in passages) > 500


def test_a_heading_stays_with_what_follows_it() -> None:
    part = "The mill stands on the river and grinds oats. " * 12
    text = "\n\n".join(f"Chapter {n}\n\n{part.strip()}" for n in range(4))
    passages = split(document(text), 1000)
    assert [p.text.split("\n")[0] for p in passages] == [f"Chapter {n}" for n in range(4)]


def test_an_unchanged_passage_keeps_its_id_when_it_moves() -> None:
    paragraph = "The mill stands on the river. " * 30
    before = split(document(f"{paragraph.strip()}\n\n{'Old words here. ' * 50}".strip()), 1000)
    after = split(document(f"{'New words come first. ' * 42}\n\n{paragraph.strip()}".strip()), 1000)
    assert {p.id for p in before} & {p.id for p in after}


def test_the_same_text_twice_is_two_passages() -> None:
    text = "\n\n".join(["Same words. " * 8] * 2).strip()
    first, second = split(document(text), 100)
    assert first.text == second.text
    assert first.id != second.id


@pytest.mark.parametrize("unit", ["中华人民共和国首都是北京", "กรุงเทพมหานครเป็นเมืองหลวง"])
def test_scripts_without_spaces_make_shorter_passages(unit: str) -> None:
    passages = split(document(unit * 200), 900)
    assert all(200 <= len(p.text) <= 300 for p in passages)


def test_emoji_and_marks_are_not_cut_apart() -> None:
    for unit in ("👩\u200d👩\u200d👧\u200d👦", "n\u0303\u0323", "กำ้"):
        for passage in split(document(clean(unit * 100)), 50):
            assert passage.text.startswith(clean(unit)[0])


@pytest.mark.parametrize("unit", ["a", "a ", "a\n", "A. ", ".'", "中", "e\u0301\u0302", "Abc def\n\n", "[", '"'])
def test_time_grows_no_faster_than_the_text(unit: str) -> None:
    def work(size: int) -> None:
        for passage in split(document(unit * (size // len(unit)))):
            split_sentences(passage)

    assert_grows_with_the_size(work, 20_000)


@pytest.mark.slow
def test_twenty_megabytes_on_one_line() -> None:
    began = time.process_time()
    assert sum(len(p.text) for p in split(document("a" * 20_000_000))) == 20_000_000
    assert time.process_time() - began < 60


def test_no_passage_holds_both_hidden_and_seen_text() -> None:
    text = "Seen one.\n\nHidden.\n\nSeen two.\n\nHidden too."
    hidden = ((11, 18), (31, 42))
    document = Document.make("a.pdf", "", text, meta=Meta(pages=(0, 20), hidden=hidden))
    found = [(passage.text, passage.hidden, passage.page) for passage in split(document)]
    assert found == [("Seen one.", False, 1), ("Hidden.", True, 1), ("Seen two.", False, 2), ("Hidden too.", True, 2)]
    plain = Document.make("a.pdf", "", text, meta=Meta(pages=(0, 20)))
    assert not any(passage.hidden for passage in split(plain))

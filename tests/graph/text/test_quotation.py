"""What counts as repeating a document, and what is chance."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.sqlite.store import SqliteStore
from graph.text.quotation import QuoteDetector, build_quote_detector
from graph.types import Filter
from tests.contract.parts import name_of, part

COMMON = frozenset("what does the lamp of light burn cost who built harbour contract".split())
FIRST = (
    "Marion Quenneborough built the northern light of Osprey Sound in the summer of 1874.",
    "Contract GR-5521-K was signed. The lamp burned whale oil for many long and lonely winters.",
)
SECOND = ("Rupert Calloway opened the harbour on 4 May 1861. The lamp burned whale oil.",)


def is_common(word: str) -> bool:
    return word in COMMON


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    opened = SqliteStore(tmp_path / "graph.db")
    yield opened
    opened.close()


@pytest.fixture
def theirs(store: SqliteStore) -> QuoteDetector:
    first = part("/papers/light.txt", FIRST, ["Marion Quenneborough", "Osprey Sound"])
    second = part("/papers/harbour.txt", SECOND, ["Rupert Calloway"])
    for one in (first, second):
        store.replace(name_of(one), one)
    return build_quote_detector(store, [name_of(first)], Filter("default"), is_common)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("It says: the lamp burned whale oil for many long and lonely years.", "words"),
        ("THE LAMP, burned — whale oil: for many long?", "words"),
        ("The lamp burned whale oil for many", ""),
        ("They wrote “Contract GR-5521-K was signed.” there", "sentence"),
        ("who is marion quenneborough", "name or value"),
        ("Is Quenneborough a name?", "name or value"),
        ("the state of gr 5521 k", "name or value"),
        ("What does the lamp burn?", ""),
        ("The lamp burned whale oil.", ""),
        ("Who was busy in 1874?", ""),
        ("Rupert Calloway opened the harbour", ""),
        ("", ""),
    ],
)
def test_what_repeats_a_document(theirs: QuoteDetector, text: str, reason: str) -> None:
    assert theirs.reason(text) == reason


def test_more_counts_in_a_text_that_is_about_the_document(theirs: QuoteDetector) -> None:
    assert theirs.reason("whose winters were they?") == ""
    assert theirs.reason("whose winters were they?", about_them=True) == "name or value"
    assert theirs.reason("number 5521?", about_them=True) == "name or value"
    assert theirs.reason("What does the lamp cost in 1874?", about_them=True) == ""


def test_ids_of_documents_and_passages_are_theirs(theirs: QuoteDetector, store: SqliteStore) -> None:
    by_source = {passage.source: passage for passage in store.passages()}
    assert theirs.cites([by_source["/papers/light.txt"].id])
    assert theirs.cites([by_source["/papers/light.txt"].document_id])
    assert not theirs.cites([by_source["/papers/harbour.txt"].id])
    assert theirs.are_from(["/papers/light.txt"])
    assert not theirs.are_from(["/papers/harbour.txt"])


def test_what_a_second_copy_has_too_is_not_theirs_alone(store: SqliteStore) -> None:
    one, copy = (part(f"/papers/{name}.txt", FIRST, ["Marion Quenneborough"]) for name in ("one", "copy"))
    for each in (one, copy):
        store.replace(name_of(each), each)
    found = build_quote_detector(store, [name_of(one)], Filter("default"), is_common)
    assert [found.reason(text) for text in (*FIRST, "who is Marion Quenneborough?")] == ["", "", ""]
    both = build_quote_detector(store, [name_of(one), name_of(copy)], Filter("default"), is_common)
    assert [both.reason(text) for text in FIRST] == ["words", "words"]


def test_a_word_of_another_collection_does_not_count(store: SqliteStore) -> None:
    mine = part("/papers/one.txt", FIRST, ["Marion Quenneborough"])
    other = part("/papers/one.txt", FIRST, ["Marion Quenneborough"], collection="other")
    for each in (mine, other):
        store.replace(name_of(each), each)
    found = build_quote_detector(store, [name_of(mine)], Filter("default"), is_common)
    assert found.reason("who is Marion Quenneborough?") == "name or value"


def test_a_file_of_which_records_stay_is_not_theirs(store: SqliteStore) -> None:
    from dataclasses import replace

    from graph.types import Document

    whole = part("/papers/rows.csv", FIRST)
    document = Document.make("/papers/rows.csv", "", "\n".join(SECOND), "row 2")
    other = part("/papers/rows.csv", SECOND)
    store.replace(name_of(whole), whole)
    moved = replace(other, documents=(document,), passages=(), sentences=(), vectors={})
    store.replace(document.id, moved)
    assert not build_quote_detector(store, [name_of(whole)], Filter("default"), is_common).are_from(
        ["/papers/rows.csv"]
    )

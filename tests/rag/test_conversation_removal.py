"""What is left of conversations without a document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from graph.errors import UsageError
from graph.sqlite.store import SqliteStore
from graph.text.quotation import QuoteDetector, build_quote_detector
from graph.types import Filter, Passage
from rag.conversation_removal import ERASED_TEXT, find_threads, redact_answer
from rag.conversations import Threads
from rag.types import Answer, Citation, Hit, Provenance, ProvenanceStep
from tests.contract.parts import name_of, part

OURS = "Marion Quenneborough built the northern light of Osprey Sound in the summer of 1874."
OTHERS = "Rupert Calloway opened the harbour of Portmellin on 4 May 1861, and lived there."


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    opened = SqliteStore(tmp_path / "graph.db")
    for source, text, name in (("ours.txt", OURS, "Marion Quenneborough"), ("others.txt", OTHERS, "Rupert Calloway")):
        one = part(source, [text], [name])
        opened.replace(name_of(one), one)
    yield opened
    opened.close()


@pytest.fixture
def theirs(store: SqliteStore) -> QuoteDetector:
    document = next(one for one in store.documents() if one.source == "ours.txt")
    return build_quote_detector(
        store, [document.id], Filter("default"), lambda word: word in ("who", "built", "it", "harbour")
    )


@pytest.fixture
def threads(tmp_path: Path) -> Iterator[Threads]:
    opened = Threads.open(tmp_path / "journal.db")
    yield opened
    opened.close()


def passage(store: SqliteStore, source: str) -> Passage:
    return next(one for one in store.passages() if one.source == source)


def test_an_answer_that_cites_the_document_goes_and_keeps_its_measures(
    store: SqliteStore, theirs: QuoteDetector
) -> None:
    ours = passage(store, "ours.txt")
    answer = Answer("She did. [1]", (Citation(1, ours.id, "built"),), (Hit(ours, 1.0),), seconds=0.5, confidence=0.8)
    answer = replace(answer, selection="in ours.txt")
    assert redact_answer(answer, theirs) == (Answer(ERASED_TEXT, seconds=0.5, confidence=0.8), "cited")


def test_an_answer_that_only_found_the_document_keeps_its_text(store: SqliteStore, theirs: QuoteDetector) -> None:
    ours, others = passage(store, "ours.txt"), passage(store, "others.txt")
    led = Provenance((), (ProvenanceStep("e", "Osprey Sound", 1.0, ours.id, "", OURS),))
    answer = Answer("Rupert. [1]", (Citation(1, others.id, "Rupert"),), (Hit(others, 2.0, led), Hit(ours, 1.0)))
    answer = replace(answer, selection="in ours.txt, others.txt")
    left, reason = redact_answer(answer, theirs)
    assert reason == "found"
    assert left == Answer("Rupert. [1]", answer.citations, (Hit(others, 2.0),))


def test_an_answer_of_another_document_stays_as_it_is(store: SqliteStore, theirs: QuoteDetector) -> None:
    others = passage(store, "others.txt")
    answer = Answer("Rupert. [1]", (Citation(1, others.id, "Rupert"),), (Hit(others, 1.0),))
    assert redact_answer(answer, theirs) == (answer, "")


def test_a_passage_of_an_earlier_version_is_the_documents_too(store: SqliteStore, theirs: QuoteDetector) -> None:
    earlier = replace(passage(store, "ours.txt"), id="f" * 32, text="Another text of before.")
    answer = Answer("So. [1]", (Citation(1, earlier.id, "Another"),), (Hit(earlier, 1.0),))
    assert redact_answer(answer, theirs)[1] == "cited"


def test_words_alone_tell_without_any_passage(theirs: QuoteDetector) -> None:
    assert redact_answer(Answer(f"It says: {OURS}"), theirs)[1] == "words"
    unfound = Answer("Nothing is there.", selection=f"in {OURS}")
    assert redact_answer(unfound, theirs) == (replace(unfound, selection=ERASED_TEXT), "words")
    assert redact_answer(Answer("", respelled=(("Quenborough", "Quenneborough"),)), theirs)[1] == "name or value"


def test_questions_stay_unless_they_quote_it_themselves(
    threads: Threads, store: SqliteStore, theirs: QuoteDetector
) -> None:
    ours = passage(store, "ours.txt")
    answer = Answer("She. [1]", (Citation(1, ours.id, "built"),), (Hit(ours, 1.0),))
    kept = threads.create("Who built it?")
    threads.append(kept, "Who built it?", answer)
    naming = threads.create("Who was Quenneborough?")
    threads.append(naming, "Who was Quenneborough?", Answer("Nobody knows.", abstained=True))
    apart = threads.create("Who opened the harbour?")
    threads.append(apart, "Who opened the harbour?", Answer("Rupert."))
    found = list(find_threads(threads, theirs))
    assert [(one.quote.id, one.quote.reason) for one in found] == [(naming, "name or value"), (kept, "cited")]
    for one in found:
        one.erase()
    assert list(find_threads(threads, theirs)) == []
    titles = {thread.id: thread.title for thread in threads.list()}
    assert titles == {kept: "Who built it?", naming: ERASED_TEXT, apart: "Who opened the harbour?"}
    said = {name: [(turn.question, turn.answer.text) for turn in threads.turns(name)] for name in titles}
    assert said[kept] == [("Who built it?", ERASED_TEXT)]
    assert said[naming] == [(ERASED_TEXT, "Nobody knows.")]
    assert said[apart] == [("Who opened the harbour?", "Rupert.")]


def test_an_answer_that_was_broken_off_stays_so(threads: Threads) -> None:
    thread = threads.create("a")
    exchange = threads.append(thread, "a?")
    done = threads.append(thread, "b?", Answer("b"))
    assert threads.break_off("gone") == 1
    with pytest.raises(UsageError):
        threads.grow(exchange, "late")
    with pytest.raises(UsageError):
        threads.finish(exchange, Answer("late"))
    found = [(turn.id, turn.state, turn.reason, turn.answer.text) for turn in threads.turns(thread)]
    assert found == [(exchange, "failed", "gone", ""), (done, "done", "", "b")]

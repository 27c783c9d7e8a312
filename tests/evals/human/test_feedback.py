from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.archive import Archive
from evals.human.export import write_feedback_csv, write_feedback_jsonl
from evals.human.feedback import FEEDBACK_REASONS, UNKNOWN_REASON, FeedbackBook, make_feedback, promote_feedback
from evals.human.promotion import add_case, is_case
from evals.table import guard_cell
from evals.types import Case, Feedback, Gold
from graph.errors import UsageError
from graph.sqlite.store import SqliteStore
from graph.types import Document, Subgraph
from tests.evals.parts import BAKERY, HARBOUR, answered

ANSWER = answered("It was finished in 1874 [1].", HARBOUR, BAKERY, cites="finished in 1874")
QUESTION = "When was the lighthouse finished?"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    store = SqliteStore(tmp_path / "graph.db")
    document = Document.make(HARBOUR.source, HARBOUR.title, HARBOUR.text, locator=HARBOUR.title)
    store.replace(document.id, Subgraph(documents=(document,), passages=(HARBOUR,)))
    yield store
    store.close()


@pytest.fixture
def book(tmp_path: Path) -> FeedbackBook:
    return FeedbackBook(tmp_path / "journal.db")


def test_the_last_word_on_an_answer_counts(book: FeedbackBook) -> None:
    first = make_feedback(QUESTION, ANSWER, "up", thread_id="t1")
    second = make_feedback(QUESTION, ANSWER, "down", ("outdated",), " wrong year ", " 1875 ", thread_id="t1")
    elsewhere = make_feedback(QUESTION, ANSWER, "up", thread_id="t2")
    for one in (first, second, elsewhere):
        book.add(one)
    assert book.list() == [second, elsewhere]
    assert book.list("up") == [elsewhere]
    assert book.list(thread_id="t1") == [second]
    assert book.list("up", "t1") == book.list(thread_id="") == []
    assert (second.comment, second.expected) == ("wrong year", "1875")
    assert book.get(second.id[:8]) == second
    assert book.remove(second.id)
    assert not book.remove(second.id)
    with pytest.raises(UsageError, match="no feedback"):
        book.get(second.id)
    with pytest.raises(UsageError, match="no feedback"):
        book.get("")


def test_feedback_and_runs_share_one_file(tmp_path: Path) -> None:
    book, archive = FeedbackBook(tmp_path / "journal.db"), Archive(tmp_path / "journal.db")
    book.add(make_feedback(QUESTION, ANSWER, "up"))
    archive.add([Case.make("When?", "1874")])
    assert len(book.list()) == len(archive.cases()) == 1


def test_reasons_are_chosen_from_the_list() -> None:
    assert len(FEEDBACK_REASONS) == len(set(FEEDBACK_REASONS)) == 12
    with pytest.raises(UsageError, match="'ugly' is not a reason"):
        make_feedback(QUESTION, ANSWER, "down", ("ugly",))


def test_an_up_vote_becomes_a_case_with_its_verified_quotes(store: SqliteStore) -> None:
    case = promote_feedback(make_feedback(QUESTION, ANSWER, "up"), store)
    assert (case.question, case.reference, case.kind) == (QUESTION, ANSWER.text, "feedback")
    assert case.gold == (Gold(HARBOUR.id, "finished in 1874", HARBOUR.source),)
    unverified = answered("It was 1900 [1].", HARBOUR, cites="opened in 1900")
    assert promote_feedback(make_feedback(QUESTION, unverified, "up"), store).gold == ()


def test_a_down_vote_needs_the_expected_answer(store: SqliteStore) -> None:
    with pytest.raises(UsageError, match="is unknown"):
        promote_feedback(make_feedback(QUESTION, ANSWER, "down"), store)
    case = promote_feedback(make_feedback(QUESTION, ANSWER, "down", ("incomplete",), expected="in May 1874"), store)
    assert case.reference == "in May 1874"


def test_quotes_of_a_disliked_answer_are_gold_only_if_marked_right(store: SqliteStore) -> None:
    said = make_feedback(QUESTION, ANSWER, "down", ("the answer is wrong",), expected="in May 1874")
    assert promote_feedback(said, store).gold == ()
    marked = Gold(HARBOUR.id, "finished in 1874", HARBOUR.source)
    assert promote_feedback(replace(said, gold=(marked,)), store).gold == (marked,)


def test_reasons_of_a_dislike_count_no_longer_once_the_answer_is_liked(store: SqliteStore) -> None:
    said = replace(make_feedback(QUESTION, ANSWER, "down", (UNKNOWN_REASON,)), rating="up")
    assert (said.reasons, said.complaints) == ((UNKNOWN_REASON,), ())
    assert promote_feedback(said, store).reference == ANSWER.text


def test_withdrawn_feedback_is_kept_and_used_for_nothing(book: FeedbackBook) -> None:
    said = make_feedback(QUESTION, ANSWER, "down", expected="1875")
    book.add(replace(said, withdrawn=True))
    assert book.list() == []
    assert book.list(withdrawn=True) == [replace(said, withdrawn=True)]
    with pytest.raises(UsageError, match="no feedback"):
        book.get(said.id)


def test_what_was_removed_meanwhile_cannot_be_rewritten(book: FeedbackBook) -> None:
    said = make_feedback(QUESTION, ANSWER, "down")
    book.add(said)
    book.rewrite(replace(said, comment="see the plaque"))
    assert book.get(said.id).comment == "see the plaque"
    book.remove(said.id)
    with pytest.raises(UsageError, match="there is no feedback"):
        book.rewrite(said)
    assert book.list() == []


def test_a_test_question_follows_its_feedback_and_closes_it(
    store: SqliteStore, book: FeedbackBook, tmp_path: Path
) -> None:
    archive = Archive(tmp_path / "journal.db")
    said = make_feedback(QUESTION, ANSWER, "down", expected="in 1875")
    book.add(said)
    assert not is_case(said, store, archive.cases())
    add_case(said, store, archive, book)
    assert [one.status for one in book.list()] == ["done"]
    assert is_case(said, store, archive.cases())
    corrected = replace(said, expected="in May 1875", gold=(Gold(HARBOUR.id, "1874"),))
    assert not is_case(corrected, store, archive.cases())
    add_case(corrected, store, archive, book)
    assert [case.reference for case in archive.cases()] == ["in May 1875"]
    (case,) = archive.cases()
    archive.add([replace(case, status="accepted")])
    assert add_case(corrected, store, archive, book).status == "accepted"
    assert len(archive.cases()) == 1


def test_what_should_have_been_left_unanswered_becomes_unanswerable(store: SqliteStore) -> None:
    assert promote_feedback(make_feedback(QUESTION, ANSWER, "down", (UNKNOWN_REASON,)), store).reference == ""
    silent = replace(ANSWER, text="I do not know.", citations=(), abstained=True)
    assert promote_feedback(make_feedback(QUESTION, silent, "up"), store).reference == ""


def test_export_as_lines_of_json(tmp_path: Path) -> None:
    said = make_feedback(QUESTION, ANSWER, "down", ("outdated", "other"), "see the plaque", "1875", "t1")
    path = tmp_path / "feedback.jsonl"
    assert write_feedback_jsonl(path, [said]) == 1
    row = json.loads(path.read_text(encoding="utf-8"))
    assert row["question"] == QUESTION
    assert row["rating"] == "down"
    assert row["reasons"] == ["outdated", "other"]
    assert row["expected"] == "1875"
    assert row["citations"] == [
        {"source": "notes.txt", "page": 0, "quote": "finished in 1874", "verified": True, "passage_id": HARBOUR.id}
    ]


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_no_cell_of_the_table_is_a_formula(tmp_path: Path) -> None:
    nasty = '=HYPERLINK("http://x.example","a")'
    said = [
        make_feedback(start + nasty, ANSWER, "down", comment=nasty, expected="+1")
        for start in ("", "@", "-", "\t", " ")
    ]
    path = tmp_path / "feedback.csv"
    assert write_feedback_csv(path, [*said, make_feedback("Two\nlines, here", ANSWER, "up")]) == 6
    table = read_csv(path)
    assert all(not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t")) for row in table for cell in row.values())
    assert table[0]["question"] == f"'{nasty}"
    assert table[5]["question"] == "Two\nlines, here"
    assert table[5]["sources"] == "notes.txt"


@given(st.text(max_size=12))
def test_guarding_only_puts_a_mark_before(cell: str) -> None:
    assert guard_cell(cell) in (cell, f"'{cell}")
    assert guard_cell(guard_cell(cell)) == guard_cell(cell)


def test_an_export_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    some: list[Feedback] = [make_feedback(QUESTION, ANSWER, "up")]
    for write in (write_feedback_jsonl, write_feedback_csv):
        with pytest.raises(UsageError, match="cannot write"):
            write(tmp_path / "file" / "out", some)

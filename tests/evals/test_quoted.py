"""What is left of an evaluation without a document; the whole of it is in tests/ui/test_removal.py."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from evals.archive import Archive
from evals.comparison.duel import ballots
from evals.erased import is_erased
from evals.human.feedback import FeedbackBook
from evals.human.labels import LabelBook
from evals.human.sample import draw_answers
from evals.human.votes import VoteBook
from evals.quoted import EvaluationBooks, find_evaluation
from evals.types import Case, Gold, Result, Run, Score
from evals.versions import Versions
from graph.errors import UsageError
from graph.sqlite.store import SqliteStore
from graph.text.quotation import QuoteDetector, build_quote_detector
from graph.types import Filter
from rag.conversation_removal import ERASED_TEXT
from rag.types import Answer
from tests.contract.parts import name_of, part

OURS = "Marion Quenneborough built the northern light of Osprey Sound in the summer of 1874."


@pytest.fixture
def theirs(tmp_path: Path) -> Iterator[QuoteDetector]:
    store = SqliteStore(tmp_path / "graph.db")
    one = part("ours.txt", [OURS], ["Marion Quenneborough"])
    store.replace(name_of(one), one)
    yield build_quote_detector(store, [name_of(one)], Filter("default"), lambda word: True)
    store.close()


@pytest.fixture
def books(tmp_path: Path) -> Iterator[EvaluationBooks]:
    path = tmp_path / "journal.db"
    made = EvaluationBooks(Archive(path), Versions(path), FeedbackBook(path), LabelBook(path), VoteBook(path))
    yield made
    for one in (made.archive, made.versions, made.feedback, made.labels, made.votes):
        one.close()


def erase(books: EvaluationBooks, theirs: QuoteDetector) -> list[str]:
    found = list(find_evaluation(books, theirs))
    for one in found:
        one.erase()
    assert list(find_evaluation(books, theirs)) == []
    return [one.quote.kind for one in found]


OF_IT = Case.make("Who?", "", (Gold("x" * 32, "built", "ours.txt"),))
QUOTING = Case.make("Who was Marion Quenneborough?", "a builder", (), "imported")
APART = Case.make("When?", "1861")


def test_cases_of_the_document_go_by_its_file_or_its_words(books: EvaluationBooks, theirs: QuoteDetector) -> None:
    books.archive.add([OF_IT, QUOTING, APART])
    assert erase(books, theirs) == ["case", "case"]
    assert books.archive.cases() == [APART]


def test_a_version_keeps_its_other_cases_and_says_so(books: EvaluationBooks, theirs: QuoteDetector) -> None:
    before = books.versions.save("v1", [OF_IT, APART])
    assert erase(books, theirs) == ["version"]
    after = books.versions.find("v1")
    assert books.versions.cases("v1") == [APART]
    assert (after.cases, after.withdrawn) == (1, 1)
    assert after.digest != before.digest
    assert after.digest == books.versions.save("v2", [APART]).digest


def test_a_run_keeps_scores_and_loses_texts_and_what_it_has_yet_to_ask(
    books: EvaluationBooks, theirs: QuoteDetector
) -> None:
    late = Case.make("And Marion Quenneborough?", "yes")
    broken = Case.make("Or Marion Quenneborough?", "yes")
    run = books.archive.create("one", [QUOTING, APART, late, broken])
    told = Score("exact_match", "offline", 1.0, f"says {OURS}", version=3)
    books.archive.append(run.id, Result(QUOTING, Answer(OURS, confidence=0.5), (told,)))
    books.archive.append(run.id, Result(APART, Answer("1861"), (told,)))
    books.archive.append(run.id, Result(broken, None, (), "TimeoutError"))
    assert erase(books, theirs) == ["run"]
    silent = Score("exact_match", "offline", 1.0, ERASED_TEXT, version=3)
    first, second = books.archive.load(run.id).results
    assert (first.case.id, first.case.question, first.answer) == (
        QUOTING.id,
        ERASED_TEXT,
        Answer(ERASED_TEXT, confidence=0.5),
    )
    assert (first.scores, second.scores) == ((silent,), (silent,))
    assert second.case == APART
    assert books.archive.pending(run.id) == []
    assert books.archive.find(run.id).cases == 2


def test_the_name_of_a_run_goes_where_it_quotes(books: EvaluationBooks, theirs: QuoteDetector) -> None:
    books.archive.create("about Marion Quenneborough", [APART])
    assert erase(books, theirs) == ["run"]
    assert [run.name for run in books.archive.runs()] == [ERASED_TEXT]


def test_nobody_is_asked_about_what_was_erased() -> None:
    gone = Result(
        Case(APART.id, ERASED_TEXT, ERASED_TEXT), Answer(ERASED_TEXT), (Score("exact_match", "offline", 1.0),)
    )
    other = Result(APART, Answer("1862"))
    runs = [Run("a", "", "a", (), (gone,)), Run("b", "", "b", (), (other,))]
    assert is_erased(gone)
    assert not is_erased(other)
    assert list(ballots(runs)) == []
    assert [one.result for one in draw_answers(runs, 9)] == [other]
    with pytest.raises(UsageError):
        draw_answers(runs[:1], 9)


def test_versions_are_removed_by_name(books: EvaluationBooks) -> None:
    books.versions.save("v1", [APART])
    books.versions.remove("v1")
    assert books.versions.all() == []
    with pytest.raises(UsageError, match="no version"):
        books.versions.remove("v1")


def test_votes_go_with_their_run(books: EvaluationBooks) -> None:
    runs = tuple(Run(name, "", name, (), (Result(APART, Answer(name)),)) for name in ("a", "b"))
    pair = (runs[0], runs[1])
    for ballot in ballots(pair):
        books.votes.cast(ballot, pair, "left", "Ada")
    assert len(books.votes.cast_ballots()) == 1
    books.votes.forget_run("c")
    assert len(books.votes.cast_ballots()) == 1
    books.votes.forget_run("b")
    assert books.votes.cast_ballots() == []

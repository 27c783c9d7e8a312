"""Removing documents: what still quotes them is told, goes when that is wanted, and leaves no byte behind."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from evals.types import Case
from graph.errors import UsageError
from graph.types import Document
from ingest.choices import Choices
from rag.conversation_removal import ERASED_TEXT
from rag.types import Answer, Question
from tests.support.canary import standing
from tests.support.quoting import ASKED_OF_IT, ASKED_OF_OTHER, CANARY, ONLY_THERE, OTHER, Filled, converse, fill
from ui import removal, uploads
from ui.evaluation import rescore_answers
from ui.file_states import read_file_states
from ui.former_uploads import REPLACED_NOTE
from ui.settings import Settings
from ui.workspace import Workspace


@dataclass(frozen=True)
class Place:
    """A folder where one workspace after another lies, and a copy of it with all that quotes a document."""

    folder: Path
    copy: Path
    filled: Filled

    def open(self, filled: bool, model_cache: Path) -> Workspace:
        """Clear the folder and open a workspace there; paths in its store are those of the folder."""
        shutil.rmtree(self.folder)
        if filled:
            shutil.copytree(self.copy, self.folder, symlinks=True)
        return open_workspace(self.folder, model_cache)


def open_workspace(folder: Path, model_cache: Path) -> Workspace:
    kept = folder / "kept"
    if not kept.exists():
        kept.mkdir(parents=True)
        (kept / "cache").symlink_to(model_cache, target_is_directory=True)
    return Workspace(Settings(data_dir=kept))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Place:
    folder = tmp_path_factory.mktemp("removal")
    with open_workspace(folder / "here", model_cache) as opened:
        filled = fill(opened, folder / "here")
    shutil.copytree(folder / "here", folder / "copy", symlinks=True)
    return Place(folder / "here", folder / "copy", filled)


@pytest.fixture
def space(place: Place, request: pytest.FixtureRequest, model_cache: Path) -> Iterator[Workspace]:
    with place.open("filled" in request.fixturenames, model_cache) as opened:
        yield opened


@pytest.fixture
def filled(place: Place) -> Filled:
    return place.filled


def documents(space: Workspace, path: Path) -> tuple[Document, ...]:
    return tuple(one for one in space.store.documents(space.where) if one.source == str(path))


def kinds(removed: removal.RemovalResult) -> dict[str, int]:
    return dict(Counter(quote.kind for quote in removed.quotes))


def test_the_canary_stands_in_the_files_before(space: Workspace, filled: Filled) -> None:
    found = standing(space.settings.data_dir, ONLY_THERE)
    for word in ONLY_THERE:
        assert any(line.startswith(word) and "journal.db" in line for line in found), found
        assert any(line.startswith(word) and "graph.db" in line for line in found), found
        assert any(line.startswith(word) and "uploads" in line for line in found), found


def test_removing_says_what_still_quotes_the_document(space: Workspace, filled: Filled) -> None:
    wanted = {"conversation": 2, "case": 3, "version": 1, "run": 3, "feedback": 2, "label": 4, "vote": 3}
    gone = documents(space, filled.canary)
    told = removal.find_quotes(space, gone)
    removed = space.remove(gone)
    assert removed.quotes == told
    assert kinds(removed) == wanted
    assert [one.id for one in removed.quotes if one.kind == "conversation"] == [filled.of_other, filled.of_it]
    assert len(space.archive.cases()) == 4
    assert "Quenneborough" in space.threads.turns(filled.of_it)[0].answer.text


def test_removing_everywhere_leaves_no_byte(space: Workspace, filled: Filled) -> None:
    removed = space.remove(documents(space, filled.canary), everywhere=True)
    assert removed.clean
    assert standing(space.settings.data_dir, ONLY_THERE) == []
    space.close()
    assert standing(space.settings.data_dir, ONLY_THERE) == []
    assert filled.other.exists()


def test_what_is_left_after_removing_everywhere(space: Workspace, filled: Filled) -> None:
    scores = [score.value for result in space.archive.load(filled.run).results for score in result.scores]
    before = space.versions.find("v1")
    space.remove(documents(space, filled.canary), everywhere=True)
    first, second = space.threads.turns(filled.of_it)
    assert (first.question, first.answer.text, first.answer.hits) == (ASKED_OF_IT, ERASED_TEXT, ())
    assert (second.question, second.answer.text) == (ERASED_TEXT, ERASED_TEXT)
    (kept,) = space.threads.turns(filled.of_other)
    assert kept.question == ASKED_OF_OTHER
    assert "Alasdair Finch" in kept.answer.text
    assert {hit.passage.source for hit in kept.answer.hits} == {str(filled.other)}
    assert [case.question for case in space.archive.cases()] == [ASKED_OF_OTHER]
    assert [one.question for one in space.feedback.list()] == [ASKED_OF_OTHER]
    assert [one.asked.result.case.question for one in space.labels.labelled()] == [ASKED_OF_OTHER]
    run = space.archive.load(filled.run)
    assert [score.value for result in run.results for score in result.scores] == scores
    assert [result.case.question for result in run.results] == [ERASED_TEXT, ASKED_OF_OTHER, ERASED_TEXT, ERASED_TEXT]
    assert [one.cases for one in space.archive.runs() if one.name == "not asked yet"] == [1]
    after = space.versions.find("v1")
    assert (after.cases, after.withdrawn, after.digest != before.digest) == (1, 3, True)
    assert removal.find_quotes(space, documents(space, filled.canary)) == ()
    assert space.store.check() == []


def test_what_was_erased_is_not_judged_anew(space: Workspace, filled: Filled) -> None:
    space.remove(documents(space, filled.canary), everywhere=True)
    again = rescore_answers(space, filled.run, "again", ("exact_match",), lambda done, total: None)
    assert [result.case.question for result in again.results] == [ASKED_OF_OTHER]
    space.remove(documents(space, filled.other), everywhere=True)
    with pytest.raises(UsageError, match="nothing left to score"):
        rescore_answers(space, filled.run, "again", ("exact_match",), lambda done, total: None)


def test_removing_twice_everywhere_changes_nothing_more(space: Workspace, filled: Filled) -> None:
    gone = documents(space, filled.canary)
    space.remove(gone, everywhere=True)
    journal = sqlite3.connect(space.journal)
    tables = [name for (name,) in journal.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    before = {name: journal.execute(f"SELECT * FROM {name}").fetchall() for name in tables}
    assert space.remove(gone, everywhere=True).quotes == ()
    assert {name: journal.execute(f"SELECT * FROM {name}").fetchall() for name in tables} == before
    journal.close()


def test_an_answer_that_is_being_written_is_broken_off(space: Workspace, filled: Filled) -> None:
    exchange = space.threads.append(filled.of_other, "What was the glass?")
    space.threads.grow(exchange, "It was sent from Ærøskøb")
    late = space.ask(Question(ASKED_OF_IT))
    space.remove(documents(space, filled.canary), everywhere=True)
    with pytest.raises(UsageError):
        space.threads.finish(exchange, late)
    found = space.threads.turn(exchange)
    assert found is not None
    assert (found.state, found.reason, found.answer) == ("failed", removal.REMOVED_MEANWHILE, Answer(""))


@pytest.mark.parametrize("step", ["begin", "break_off", "erase", "ledger", "replace", "graph compact", "compact"])
def test_a_removal_that_was_interrupted_is_finished_by_doing_it_again(
    space: Workspace, filled: Filled, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def killed(*arguments: object) -> None:
        raise Killed

    places = {
        "begin": "ui.removal.build_quote_detector",
        "break_off": "rag.conversations.Threads.break_off",
        "erase": "evals.human.feedback.FeedbackBook.remove",
        "ledger": "ingest.ledger.Ledger.forget",
        "replace": "graph.sqlite.store.SqliteStore.replace",
        "graph compact": "graph.sqlite.store.SqliteStore.compact",
        "compact": "ui.unfinished.PendingRemovals.compact",
    }
    gone = documents(space, filled.canary)
    monkeypatch.setattr(places[step], killed)
    with pytest.raises(Killed):
        space.remove(gone, everywhere=True)
    monkeypatch.undo()
    space.close()
    left = documents(space, filled.canary)
    assert bool(left) is (step not in ("graph compact", "compact"))
    if left:
        space.remove(left, everywhere=True)
    else:
        assert [one.is_called("canary.txt") for one in removal.finish_removals(space)] == [True]
    assert standing(space.settings.data_dir, ONLY_THERE) == []
    assert removal.finish_removals(space) == []


def test_the_ledger_forgets_a_file_with_its_last_document(space: Workspace, filled: Filled, tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    records = ('{"title": "One", "text": "Oona Petrie is there."}', '{"title": "Two", "text": "Silas Drew is not."}')
    rows.write_text("\n".join(records))
    space.ingest([rows])
    one, *rest = documents(space, rows)
    space.remove([one])
    assert str(rows) in space.ledger.entries("default")
    space.remove(rest)
    assert set(space.ledger.entries("default")) == {str(filled.canary), str(filled.other)}


def test_an_upload_that_another_collection_uses_stays(space: Workspace, filled: Filled) -> None:
    settings = space.settings.model_copy(update={"collection": "second"})
    with Workspace(settings) as second:
        second.ingest([filled.canary])
        thread = converse(second, ASKED_OF_IT)
        space.remove(documents(space, filled.canary), everywhere=True)
        assert filled.canary.exists()
        assert len(documents(second, filled.canary)) == 1
        assert "Quenneborough" in second.threads.turns(thread)[0].answer.text
        second.remove(documents(second, filled.canary), everywhere=True)
        assert not filled.canary.exists()
    assert standing(space.settings.data_dir, ONLY_THERE) == []


def test_pruning_leaves_nothing_of_an_upload(space: Workspace, filled: Filled) -> None:
    (filled.canary.parent / ".7.part").write_text(CANARY)
    filled.canary.unlink()
    report = space.ingest([space.settings.data_dir / "uploads"], choices=Choices(prune=True, confirmed=True))
    assert report.pruned == (str(filled.canary),)
    assert not filled.canary.parent.exists()
    found = standing(space.settings.data_dir, ONLY_THERE)
    assert {line.rpartition(" ")[2].partition("-")[0] for line in found} == {"journal.db"}, found


def test_a_changed_upload_takes_the_place_of_the_former(space: Workspace, filled: Filled) -> None:
    changed = uploads.save_upload(
        space.settings.data_dir, "canary.txt", b"The reef is bare now, says Tilda Vossberg.\n"
    )
    (outcome,) = space.ingest([changed]).outcomes
    assert outcome.state == "updated"
    assert "earlier upload with this name" in outcome.notes[0]
    assert not filled.canary.exists()
    assert {one.source for one in space.store.documents(space.where)} == {str(changed), str(filled.other)}


def test_an_upload_that_is_a_copy_of_another_goes_with_it(space: Workspace, filled: Filled) -> None:
    same = uploads.save_upload(space.settings.data_dir, "same.txt", filled.canary.read_bytes())
    assert space.ingest([same]).counts == {"copy": 1}
    assert read_file_states(space).also_in(str(filled.canary)) == (str(same),)
    changed = uploads.save_upload(space.settings.data_dir, "same.txt", b"The reef is bare now, says Tilda Vossberg.\n")
    (outcome,) = space.ingest([changed]).outcomes
    assert (outcome.state, outcome.notes[0]) == ("updated", REPLACED_NOTE)
    assert not same.exists()
    again = uploads.save_upload(space.settings.data_dir, "again.txt", filled.canary.read_bytes())
    space.ingest([again])
    space.remove(documents(space, filled.canary))
    assert not again.exists()
    assert str(again) not in space.ledger.entries("default")


def test_two_files_of_one_name_uploaded_together_both_stay(space: Workspace) -> None:
    kept = [uploads.save_upload(space.settings.data_dir, "note.txt", text.encode()) for text in (CANARY, OTHER)]
    report = space.ingest(kept)
    assert report.counts == {"indexed": 2}
    assert len(list(space.store.documents(space.where))) == 2


def test_nothing_is_left_in_pages_that_gave_rows_to_others(space: Workspace, tmp_path: Path) -> None:
    """Deleted rows are zeroed, yet a page that SQLite rebuilds keeps stale copies of them: many documents show it."""
    papers = tmp_path / "papers"
    papers.mkdir()
    words = [f"qxv{number:03d}kz" for number in range(90)]
    for place, word in enumerate(words):
        filler = " ".join(f"The {word}{line} stood by {word}, beside the other {line} stones." for line in range(place))
        (papers / f"{word}.txt").write_text(f"{word.title()} Marker was here. {filler}\n")
    space.ingest([papers])
    gone = [one for one in space.store.documents(space.where) if int(Path(one.source).stem[3:6]) % 3]
    space.remove(gone)
    assert standing(space.settings.data_dir, [Path(one.source).stem for one in gone]) == []
    assert space.store.check() == []


IDLE = """
import sqlite3, sys
graph, journal = (sqlite3.connect(path, isolation_level=None) for path in sys.argv[1:3])
for one in (graph, journal):
    one.execute("SELECT count(*) FROM sqlite_master").fetchone()
if sys.argv[3] == "reading":
    journal.execute("BEGIN")
    journal.execute("SELECT count(*) FROM exchanges").fetchone()
print("open", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("state", ["idle", "reading"])
def test_while_another_process_has_the_databases_open(space: Workspace, filled: Filled, state: str) -> None:
    """One that is idle, as the page is, changes nothing; one that reads on is told of, and a later run cleans up."""
    place = str(space.settings.data_dir / "graph.db")
    other = subprocess.Popen(
        [sys.executable, "-c", IDLE, place, str(space.journal), state],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert other.stdout is not None
    assert other.stdout.readline() == b"open\n"
    try:
        removed = space.remove(documents(space, filled.canary), everywhere=True)
        assert removed.clean is (state == "idle")
        if state == "idle":
            assert standing(space.settings.data_dir, ONLY_THERE) == []
    finally:
        other.communicate(timeout=60)
    assert len(removal.finish_removals(space)) == (state == "reading")
    assert standing(space.settings.data_dir, ONLY_THERE) == []


def test_the_reason_of_a_decision_loses_the_names(space: Workspace, filled: Filled) -> None:
    space.store.decide(("a" * 32, "b" * 32), "different", "Marion Quenneborough is not the zwickelbart", 0.5)
    space.remove(documents(space, filled.canary))
    (decision,) = space.store.decisions()
    assert (decision.state, decision.reason) == ("different", "")


def test_conversations_runs_and_feedback_leave_no_byte(space: Workspace, filled: Filled) -> None:
    space.archive.remove([case.id for case in space.archive.cases()])
    assert removal.delete_threads(space, [one.id for one in space.threads.list()])
    assert removal.delete_runs(space, [one.id for one in space.archive.runs()])
    assert removal.delete_feedback(space, [one.id for one in space.feedback.list()])
    with sqlite3.connect(space.journal) as journal:
        for table in ("exchanges", "asked", "feedback"):
            assert journal.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    journal.close()


def test_removal_in_one_collection_touches_no_other(space: Workspace, filled: Filled, tmp_path: Path) -> None:
    """The same two documents, talked about and evaluated in another collection."""
    with Workspace(space.settings.model_copy(update={"collection": "second"})) as second:
        fill(second, tmp_path)
        kept = [thread.id for thread in second.threads.list()]
        before = rows_of(second)
        space.remove(documents(space, filled.canary), everywhere=True)
        removal.delete_threads(space, [one.id for one in space.threads.list()])
        removal.delete_runs(space, [one.id for one in space.archive.runs()])
        removal.delete_feedback(space, [one.id for one in space.feedback.list()])
        with pytest.raises(UsageError):
            removal.delete_threads(space, kept)
        assert rows_of(second) == before
        assert len(removal.find_quotes(second, documents(second, filled.canary))) == 18


def rows_of(space: Workspace) -> list[object]:
    """Everything that a collection's journal keeps."""
    runs = [space.archive.load(run.id) for run in space.archive.runs()]
    threads = [(thread, space.threads.turns(thread.id)) for thread in space.threads.list()]
    versions = [(one, space.versions.cases(one.name)) for one in space.versions.all()]
    named = {run.id for run in runs}
    ballots = [ballot for ballot, key in space.votes.cast_ballots() if named & set(key)]
    return [runs, threads, versions, ballots, space.archive.cases(), space.feedback.list(), space.labels.labelled()]


def test_a_case_that_only_history_ties_to_the_document_goes(space: Workspace, filled: Filled) -> None:
    from rag.types import Turn

    followup = Case.make("Where was she?", "there", (), "followup", history=(Turn("user", "Marion Quenneborough?"),))
    space.archive.add([followup])
    space.remove(documents(space, filled.canary), everywhere=True)
    assert followup.id not in {case.id for case in space.archive.cases()}

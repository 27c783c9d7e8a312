"""What is said, asked and judged in one collection is not there in another: on the command line and on the pages."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from evals.archive import MIGRATIONS as ARCHIVE
from evals.archive import Archive
from evals.human.feedback import MIGRATIONS as FEEDBACK
from evals.human.feedback import FeedbackBook, make_feedback
from evals.human.labels import MIGRATIONS as LABELS
from evals.human.votes import VoteBook, open_ballots
from evals.jsonl import to_json
from evals.types import Case, Gold
from evals.versions import MIGRATIONS as VERSIONS
from graph.database import Database, Migration
from graph.errors import UsageError
from rag.conversation_schema import MIGRATIONS as THREADS
from rag.conversations import Threads
from rag.types import Question
from tests.support.command import Home
from tests.ui.cli.test_eval_label import with_run
from tests.ui.web.across.test_people import with_another
from tests.ui.web.test_app import chat, page, shown, workspace
from ui.settings import Settings
from ui.workspace import Workspace

ASKED = "Who built the Skerry Light?"
# Words that only the first collection knows.
TELLING = ("Skerry", "Teague", "lighthouse", "hidden-system", "other-system", "Ada", "first-version")


@pytest.fixture(scope="module")
def filled(library: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home whose first collection has one of everything, and whose other one has a document alone."""
    folder = tmp_path_factory.mktemp("collections")
    shutil.copytree(library.data, folder / "kept", symlinks=True)
    made = with_another(with_run(Home(folder, folder / "kept")))
    journal = made.data / "journal.db"
    with Workspace(Settings(data_dir=made.data)) as space:
        answer = space.ask(Question(ASKED))
        space.threads.append(space.threads.create(ASKED), ASKED, answer)
        space.feedback.add(make_feedback(ASKED, answer, "up"))
    assert made.run("eval", "generate", "--count", "2").code == 0
    assert made.run("eval", "cases", "--save", "first-version").code == 0
    assert made.run("eval", "label", "--rater", "Ada", given="y\nn\ny\nn\n" * 4).code == 0
    with closing(Archive(journal)) as archive, closing(VoteBook(journal)) as book:
        runs = archive.load("hidden-system"), archive.load("other-system")
        for ballot in open_ballots(runs, []):
            book.cast(ballot, runs, "left", "Ada")
    (made.folder / "bread.txt").write_text("Rye bread is baked by Ilse Brandt in Norden at four in the morning.")
    assert made.run("--collection", "other", "ingest", "bread.txt").code == 0
    return made


@pytest.fixture
def both(filled: Home, tmp_path: Path) -> Home:
    """A copy of it."""
    shutil.copytree(filled.data, tmp_path / "kept", symlinks=True)
    return Home(tmp_path, tmp_path / "kept")


COMMANDS = (
    ("documents",),
    ("eval", "list"),
    ("eval", "cases"),
    ("eval", "cases", "--versions"),
    ("eval", "show"),
    ("eval", "show", "hidden-system"),
    ("eval", "explain"),
    ("eval", "causes"),
    ("eval", "compare", "hidden-system", "other-system"),
    ("eval", "gate", "hidden-system", "--baseline", "other-system"),
    ("eval", "report", "hidden-system", "-o", "page.html"),
    ("eval", "save", "hidden-system", "run.jsonl"),
    ("eval", "rescore", "hidden-system"),
    ("eval", "arena", "hidden-system", "other-system", "--by", "people"),
    ("eval", "label", "--rater", "Ida"),
    ("eval", "run", "--name", "of others"),
    ("eval", "run", "--version", "first-version"),
    ("eval", "review"),
    ("eval", "stress"),
    ("feedback", "list"),
    ("feedback", "export"),
    ("feedback", "promote"),
    ("chat", "--continue"),
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_command_tells_of_another_collection(both: Home, command: tuple[str, ...]) -> None:
    before = rows(both)
    for more in ((), ("--json",)):
        ran = both.run("--collection", "other", *command, *more)
        assert "Traceback" not in ran.err
        told = ran.out + ran.err.replace(" ".join(command), "")
        typed = set(command)
        assert [word for word in TELLING if word in told and word not in typed] == [], ran
    assert not (both.folder / "page.html").exists()
    assert not (both.folder / "run.jsonl").exists()
    assert rows(both) == before


def rows(made: Home) -> dict[str, list[tuple[object, ...]]]:
    """What the journal holds of the first collection."""
    tables = ("threads", "cases", "runs", "versions", "feedback", "labelled", "samples", "marks", "own_figures")
    with closing(sqlite3.connect(made.data / "journal.db")) as connection:
        return {
            name: connection.execute(f"SELECT * FROM {name} WHERE collection = 'default'").fetchall() for name in tables
        }


def test_everything_is_there_in_its_own_collection(both: Home) -> None:
    held = rows(both)
    assert all(held.values()), {name: len(found) for name, found in held.items()}
    for command in (("eval", "list"), ("eval", "cases"), ("feedback", "list")):
        assert both.run(*command, "--json").data
        assert both.run("--collection", "other", *command, "--json").data == []
    assert ASKED in both.run("chat", "--continue", given="").out


def test_ids_of_another_collection_are_not_there(both: Home) -> None:
    journal = both.data / "journal.db"
    with closing(Threads.open(journal)) as threads:
        thread = next(one for one in threads.list() if one.title == ASKED)
        (exchange,) = threads.turns(thread.id)
    with closing(FeedbackBook(journal)) as book:
        (said,) = book.list()
    with closing(Archive(journal)) as archive:
        run = archive.find("latest")
        cases = archive.cases()
    other = ("--collection", "other")
    assert both.run(*other, "chat", "--thread", thread.id[:8], given="").code == 2
    assert both.run(*other, "eval", "show", run.id).code == 2
    assert both.run(*other, "eval", "cases", "--remove", cases[0].id).code in (0, 2)
    assert both.run(*other, "feedback", "promote", said.id).code == 2
    with closing(Threads.open(journal, "other")) as strangers:
        assert strangers.turns(thread.id) == ()
        assert strangers.turn(exchange.id) is None
        with pytest.raises(UsageError, match="there is no conversation"):
            strangers.remove(thread.id)
        with pytest.raises(UsageError, match="there is no conversation"):
            strangers.rename(thread.id, "theirs")
    with closing(FeedbackBook(journal, "other")) as book:
        assert not book.remove(said.id)
    with closing(Archive(journal, "other")) as archive:
        archive.discard(run.id)
    with closing(Archive(journal)) as archive:
        assert archive.find("latest") == run
        assert archive.cases() == cases


def test_names_are_taken_within_a_collection_alone(both: Home) -> None:
    with closing(Archive(both.data / "journal.db", "other")) as archive:
        archive.add([Case.make("Who bakes rye bread?", "Ilse Brandt", (), "imported", "by hand")])
    assert both.run("--collection", "other", "eval", "cases", "--save", "first-version").code == 0
    assert both.run("--collection", "other", "eval", "cases", "--save", "first-version").code == 2
    (mine,) = both.run("eval", "cases", "--versions", "--json").data
    (theirs,) = both.run("--collection", "other", "eval", "cases", "--versions", "--json").data
    assert mine["name"] == theirs["name"]
    assert mine["digest"] != theirs["digest"]


PAGES = ("documents", "graph", "evals", "errors", "label", "arena", "cards", "feedback", "settings")


@pytest.fixture
def strangers(both: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """The pages in the other collection."""
    monkeypatch.setenv("GRAPHLOOP_COLLECTION", "other")
    with workspace(both.data, monkeypatch) as found:
        yield found


@pytest.mark.usefixtures("strangers")
def test_no_page_tells_of_another_collection() -> None:
    for test, name in ((chat(), "chat"), *((page(name), name) for name in PAGES)):
        assert not test.exception, name
        told = shown(test)
        assert [word for word in TELLING if word in told] == [], name


def old(journal: Path, component: str, migrations: tuple[Migration, ...]) -> None:
    """The tables of a component as its first version made them."""
    Database(journal, component, migrations[:1]).close()


def test_a_journal_of_before_there_were_collections(library: Home, tmp_path: Path) -> None:
    """Each row goes to the collection of the passages that it names, and what names none to that of the documents."""
    made = Home(tmp_path, tmp_path / "kept")
    shutil.copytree(library.data, made.data, symlinks=True)
    (made.folder / "bread.txt").write_text("Rye bread is baked by Ilse Brandt in Norden at four in the morning.")
    assert made.run("--collection", "other", "ingest", "bread.txt").code == 0
    with Workspace(Settings(data_dir=made.data, collection="other")) as space:
        answer = space.ask(Question("Who bakes rye bread?"))
        (passage,) = space.store.passages(where=space.where)
        case = Case.make(
            "Who bakes rye bread?",
            "Ilse Brandt",
            (Gold(passage.id, passage.text, passage.source),),
            "imported",
            "by hand",
        )
    for file in made.data.glob("journal.db*"):
        file.unlink()
    journal = made.data / "journal.db"
    for component, migrations in {
        "threads": THREADS,
        "archive": ARCHIVE,
        "case versions": VERSIONS,
        "feedback": FEEDBACK,
        "labels": LABELS,
    }.items():
        old(journal, component, migrations)
    said = make_feedback("Who bakes rye bread?", answer, "up")
    now = "2031-01-01T00:00:00+00:00"
    with closing(sqlite3.connect(journal)) as connection, connection:
        fill(connection, "threads", "ours", "Rye bread", now, now)
        fill(connection, "threads", "empty", "Nothing yet", now, now)
        fill(connection, "exchanges", 1, "e", "ours", said.question, to_json(answer), "done", "", now, now)
        fill(connection, "cases", 1, case.id, case.kind, to_json(case))
        fill(connection, "runs", 1, "run", now, "old run", "[]")
        fill(connection, "asked", "run", 0, case.id, to_json(case), None, 0)
        fill(connection, "versions", 1, "v1", now, "d", 1)
        fill(connection, "version_cases", "v1", 0, to_json(case))
        fill(connection, "feedback", 1, said.id, "", "turn", to_json(said))
        fill(connection, "labelled", "l", to_json(said))
        fill(connection, "own_figures", "m", "offline", "{}")
    with Workspace(Settings(data_dir=made.data, collection="other")) as theirs:
        assert [thread.title for thread in theirs.threads.list()] == ["Rye bread"]
        assert theirs.archive.cases() == [case]
        assert theirs.archive.find("old run").cases == 1
        assert theirs.versions.cases("v1") == [case]
        assert theirs.feedback.list() == [said]
        assert theirs.labels is not None
    with Workspace(Settings(data_dir=made.data)) as ours:
        assert [thread.title for thread in ours.threads.list()] == ["Nothing yet"]
        assert (ours.archive.cases(), ours.archive.runs(), ours.versions.all(), ours.feedback.list()) == (
            [],
            [],
            [],
            [],
        )
    with closing(sqlite3.connect(journal)) as connection:
        for table in ("threads", "cases", "runs", "versions", "feedback", "labelled", "own_figures"):
            assert connection.execute(f"SELECT count(*) FROM {table} WHERE collection = ''").fetchone() == (0,)


def fill(connection: sqlite3.Connection, table: str, *values: object) -> None:
    places = ", ".join("?" * len(values))
    connection.execute(f"INSERT INTO {table} VALUES ({places})", values)

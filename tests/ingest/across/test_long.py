"""A text of several parts in the store: taken once, changed in part, interrupted and resumed, and taken out again."""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from graph.sqlite.store import SqliteStore
from ingest.extract.rules import Extractor
from ingest.ledger import Ledger
from ingest.parts import MAX_DOCUMENT_CHARS
from ingest.pipeline import Choices
from ingest.report import Event, IngestAdvanced, Outcome
from rag.ner.rules import RuleTagger
from tests.ingest.conftest import Counting, Place, Write
from tests.support.hashed import Hashed

PARAGRAPH = (
    "Paragraph {0} tells of Ruth Calder and of the village of Elmford\nthat lies at mile {0} of the Alder River.\n\n"
)
FILLING = "x" * 500 + "\n\n"
"""A word that costs little: it makes a text long and is one to search for."""


@contextmanager
def quick_place(data: Path) -> Iterator[Place]:
    """A place whose embedder costs next to nothing, and where no sentence is parsed."""
    store, ledger = SqliteStore(data / "graph.db"), Ledger(data / "journal.db")
    yield Place(store, ledger, Counting(Hashed()), Extractor(RuleTagger(), parses=False))
    assert store.check() == []
    store.close()
    ledger.close()


@pytest.fixture
def quick(tmp_path: Path) -> Iterator[Place]:
    """One where nothing was taken yet."""
    with quick_place(tmp_path / "data") as place:
        yield place


@dataclass(frozen=True)
class Taken:
    """A long text, what its first ingest told, and the place that holds it now."""

    path: Path
    outcome: Outcome
    place: Place


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Taken:
    """The first ingest, which takes longest; `place` is closed."""
    folder = tmp_path_factory.mktemp("first")
    path = folder / "documents" / "long.txt"
    path.parent.mkdir()
    path.write_text(long(MAX_DOCUMENT_CHARS))
    with quick_place(folder / "data") as place:
        (outcome,) = place.take(path).outcomes
    return Taken(path, outcome, place)


@pytest.fixture
def taken(first: Taken, tmp_path: Path) -> Iterator[Taken]:
    """A copy of that place of a test's own."""
    shutil.copytree(first.path.parents[1] / "data", tmp_path / "data")
    first.path.write_text(long(MAX_DOCUMENT_CHARS))
    with quick_place(tmp_path / "data") as place:
        yield Taken(first.path, first.outcome, place)


def long(size: int, filling: str = FILLING) -> str:
    """A text a little longer than `size`."""
    return "".join(PARAGRAPH.format(number) + filling for number in range(size // (90 + len(filling))))


def test_a_long_text_becomes_parts_that_are_taken_once(taken: Taken) -> None:
    path, outcome, quick = taken.path, taken.outcome, taken.place
    parts = list(quick.store.documents())
    assert (outcome.state, outcome.documents) == ("indexed", len(parts))
    assert {part.locator for part in parts} == {f"part {number}" for number in range(1, len(parts) + 1)}
    assert {part.title for part in parts} == {"long"}
    assert all(part.text[p.start : p.end] == p.text for part in parts[:1] for p in quick.store.read([part.id]).passages)
    assert quick.take(path).counts == {"unchanged": 1}
    quick.ledger.forget("default", str(path))
    quick.embedder.texts.clear()
    assert quick.take(path).counts == {"unchanged": 1}
    assert quick.embedder.texts == []


def test_a_change_in_a_long_text_writes_only_the_parts_it_is_in(taken: Taken) -> None:
    path, parts, quick = taken.path, taken.outcome.documents, taken.place
    text = path.read_text()
    path.write_text(text.replace("Paragraph 1500 tells", "Paragraph 1500 told", 1))
    outcome = quick.take(path).outcomes[0]
    assert (outcome.state, outcome.documents, outcome.removed) == ("updated", 1, 0)
    path.write_text(text[: len(text) // 2])
    shorter = quick.take(path).outcomes[0]
    assert (shorter.documents, shorter.removed) == (1, parts)
    path.unlink()
    assert quick.take(path.parent, choices=Choices(prune=True, confirmed=True)).pruned == (str(path),)
    assert quick.titles() == []


def test_a_long_text_goes_on_where_it_was_interrupted(quick: Place, write: Write) -> None:
    path = write("long.txt", long(MAX_DOCUMENT_CHARS))

    def interrupt(event: Event) -> None:
        if isinstance(event, IngestAdvanced) and event.passages > 600:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        quick.take(path, progress=interrupt)
    there = len(quick.titles())
    assert there >= 1
    outcome = quick.take(path).outcomes[0]
    assert outcome.state == "indexed"
    assert outcome.documents == len(quick.titles()) - there


TAKE = """
import json, sys
from pathlib import Path
from graph.sqlite.store import SqliteStore
from ingest.extract.rules import Extractor
from ingest.ledger import Ledger
from ingest.pipeline import ingest
from rag.ner.rules import RuleTagger
from tests.support.hashed import Hashed
folder, *files = map(Path, sys.argv[1:])
store, ledger = SqliteStore(folder / "graph.db"), Ledger(folder / "journal.db")
report = ingest(files, store, Hashed(), Extractor(RuleTagger(), parses=False), ledger)
said = [(one.state, one.reason, one.documents, one.message) for one in report.outcomes]
# A new process counts its resource usage from its parent's memory; this line does not.
highest = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(json.dumps([report.exit_code, said, int(highest.split()[1]) / 1000]))
"""


@pytest.mark.skipif(not Path("/proc/self/status").is_file(), reason="SKIPPED: no /proc on this system")
def test_memory_does_not_grow_with_the_text(tmp_path: Path, write: Write) -> None:
    command = [sys.executable, "-c", TAKE, str(tmp_path), str(write("long.txt", long(2_500_000, filling="")))]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    code, said, megabytes = json.loads(done.stdout)
    assert (code, said[0][0]) == (0, "indexed")
    # A megabyte of text took 107 megabytes.
    assert megabytes < 220


@pytest.mark.skipif(not Path("/proc/self/status").is_file(), reason="SKIPPED: no /proc on this system")
def test_files_beyond_the_memory_there_is_do_not_keep_out_the_others(tmp_path: Path, write: Write) -> None:
    good = write("a.txt", "Ruth Calder mapped the Alder River.")
    # Each line is a sentence with a vector of its own: a few characters cost kilobytes.
    large = write("b.txt", "".join(f"A{number}.\n" for number in range(120_000)))
    last = write("c.txt", "Tom Calder built the mill.")

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (450_000_000, resource.RLIM_INFINITY))

    command = [sys.executable, "-c", TAKE, str(tmp_path), str(good), str(large), str(last)]
    done = subprocess.run(command, capture_output=True, text=True, preexec_fn=limit)
    assert done.returncode == 0, done.stderr[-2000:]
    _, said, _ = json.loads(done.stdout)
    assert [state for state, *_ in said][::2] == ["indexed", "indexed"]
    assert said[1][0] == "indexed" or (said[1][1], bool(said[1][3])) == ("too large", True)

"""Commands in hostile surroundings end with their own exit code and one line, and what there is stays readable."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.command import PROGRAM, WITHOUT_TORCH, Ran, is_one_fault
from tests.support.servers import await_health, free_port
from tests.support.unprivileged import as_stranger, readable_folder
from tests.support.warm import run_warm
from tests.ui.conftest import LIGHTHOUSE

QUESTION = "Who built the Skerry Light?"
ANSWER = "Marion Teague"
WRITERS: tuple[tuple[str, ...], ...] = (
    ("ingest", "more.txt"),
    ("chat",),
    ("eval", "generate", "--count", "3"),
    ("documents", "remove", "light.txt"),
    ("config", "set", "retrieval.k", "7"),
)
READERS: tuple[tuple[str, ...], ...] = (
    ("ask", QUESTION),
    ("ask", QUESTION, "--json"),
    ("documents",),
    ("documents", "show", "light.txt"),
    ("eval", "list"),
    ("eval", "cases"),
    ("feedback", "list"),
    ("graph", "show", "Teague"),
    ("graph", "check"),
    ("store", "info"),
    ("store", "check"),
    ("config",),
)


@dataclass(frozen=True, slots=True)
class Held:
    """A data folder with one document, and the folder that commands are run in."""

    folder: Path
    data: Path

    def run(self, script: str, *arguments: str, given: bytes = b"", before: Sequence[str] = ()) -> Ran:
        """Run a shell script in which "$@" is the command, whose arguments may be any bytes."""
        command = [*before, PROGRAM, "--data-dir", str(self.data), *arguments]
        ran = subprocess.run(
            ["bash", "-c", script, "bash", *command],
            input=given,
            capture_output=True,
            cwd=self.folder,
            env=self.environment(),
            timeout=240,
        )
        return Ran(ran.returncode, ran.stdout.decode(errors="replace"), ran.stderr.decode(errors="replace"))

    def run_warm(self, *arguments: str, given: str = "") -> Ran:
        """Run a command where only its files matter, not how it starts."""
        command = ["--data-dir", str(self.data), *arguments]
        return Ran(*run_warm(command, given, self.folder, self.environment(), timeout=240))

    def environment(self) -> dict[str, str]:
        path = os.pathsep.join([WITHOUT_TORCH, os.environ["PYTHONPATH"]])
        own = {"HOME": str(self.folder), "LANG": "C.UTF-8", "HF_HUB_OFFLINE": "1", "PATH": os.environ["PATH"]}
        # Names are found by rules: a pipeline takes longer to load than all the rest of a command.
        return own | {"PYTHONPATH": path, "GRAPHLOOP_INGEST__TAGGER": "rules"}


@pytest.fixture(scope="module")
def reading(model_cache: Path) -> Iterator[Held]:
    """A data folder with one document and the assembled models, for all tests that only read."""
    model_cache.mkdir(parents=True, exist_ok=True)
    with readable_folder() as folder:
        (folder / "light.txt").write_text(LIGHTHOUSE)
        (folder / "more.txt").write_text("Alasdair Finch kept the Skerry Light from 1911 to 1938. " * 40)
        held = Held(folder, folder / "data")
        held.data.mkdir(mode=0o700)
        (held.data / "cache").symlink_to(model_cache, target_is_directory=True)
        ran = held.run('"$@"', "ingest", "light.txt")
        assert ran.code == 0, ran
        yield held


@contextmanager
def copied(held: Held) -> Iterator[Held]:
    """A copy in a folder that everybody can read."""
    with readable_folder() as folder:
        for name in ("light.txt", "more.txt"):
            shutil.copy(held.folder / name, folder)
        shutil.copytree(held.data, folder / "data", symlinks=True)
        yield Held(folder, folder / "data")


@pytest.fixture
def held(reading: Held) -> Iterator[Held]:
    """A copy for a test that writes."""
    with copied(reading) as made:
        yield made


@pytest.fixture(scope="module")
def shown(reading: Held) -> Iterator[Held]:
    """A copy that others may read: what is kept is for its owner alone otherwise."""
    with copied(reading) as made:
        for place in (made.data, *made.data.rglob("*")):
            if not place.is_symlink():
                place.chmod(0o755 if place.is_dir() else 0o644)
        yield made


def answers(ran: Ran) -> None:
    assert (ran.code, ran.err) == (0, ""), ran
    assert ANSWER in ran.out


@pytest.mark.parametrize(
    "script",
    [
        'umask 777; HOME=/nowhere TMPDIR=/nowhere LC_ALL=POSIX COLUMNS=1 LINES=1 "$@" <&-',
        'HOME= LC_ALL=xx_YY.zz TERM=dumb COLUMNS=0 "$@" 2>&-',
        'ulimit -n 40; ulimit -c 0; ulimit -t 100; env -u HOME "$@"',
        'mkdir gone; cd gone; rmdir ../gone; HOME=/proc LANG=C COLUMNS=-3 "$@"',
    ],
)
def test_a_question_is_answered(reading: Held, script: str) -> None:
    answers(reading.run(script, "ask", QUESTION))


def test_a_user_without_name_and_home(shown: Held) -> None:
    bare = [*as_stranger(), "env", "-i", f"PATH={os.environ['PATH']}", "HF_HUB_OFFLINE=1"]
    answers(shown.run('"$@"', "ask", QUESTION, before=bare))
    command = [*bare, PROGRAM, "documents"]
    ran = subprocess.run(command, capture_output=True, text=True, cwd="/")
    is_one_fault(Ran(ran.returncode, ran.stdout, ran.stderr), 2, "home folder", "--data-dir")


def test_the_pages_open_for_a_user_without_name_and_home_who_may_not_write(shown: Held) -> None:
    port = free_port()
    log = shown.folder / "ui.log"
    bare = [*as_stranger(), "env", "-i", f"PATH={os.environ['PATH']}"]
    with log.open("w") as out:
        process = subprocess.Popen(
            [*bare, PROGRAM, "--data-dir", str(shown.data), "ui", "--no-browser", "--port", str(port)],
            cwd="/",
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        await_health(process, port, "/_stcore/health", log)
    finally:
        process.terminate()
        process.wait(60)
    assert "Traceback" not in log.read_text()


@pytest.mark.parametrize(
    ("script", "arguments", "code", "words"),
    [
        ('"$@" >&-', ("ask", QUESTION), 1, "standard output cannot be written"),
        ('"$@" >&-', ("documents", "--json"), 1, "standard output cannot be written"),
        ('"$@" > /dev/full', ("ask", QUESTION), 1, "No space left"),
        ('"$@" > /dev/full', ("documents",), 1, "No space left"),
        ('"$@" > /dev/full', ("documents", "--json"), 1, "No space left"),
        ('"$@" > /dev/full', ("--help",), 1, "No space left"),
        ('"$@" > /dev/full', ("--version",), 1, "No space left"),
        ('"$@" <&-', ("ask", "-"), 2, "the question is empty"),
        ('"$@" <&-', ("ingest", "-"), 2, "no file or folder"),
        ("printf 'Who kept the Sk\\xe9rry Light?\\n' | \"$@\"", ("ask", "-"), 2, "UTF-8 text: Who kept the Sk\\xe9rry"),
        ("printf 'no/li\\xe9ght.txt\\n' | \"$@\"", ("ingest", "-"), 2, "no/li\\xe9ght.txt"),
        ("printf 'no\\0such\\n' | \"$@\"", ("ingest", "-"), 2, "there is no file"),
        ('"$@" < /dev/zero', ("ask", "-"), 2, "1,000,000 bytes"),
        ('"$@" < /dev/zero', ("chat",), 2, "64,000 bytes"),
        ('"$@" < /dev/zero', ("ingest", "-"), 2, "64,000 bytes"),
        ("\"$@\" $'Who built\\xe9 it'", ("ask",), 2, "UTF-8"),
        ("\"$@\" $'no/x\\xe9'", ("ingest",), 2, "no/x\\xe9"),
        ("\"$@\" $'x\\xe9'", ("config", "set", "llm.model"), 2, "UTF-8"),
        ("\"$@\" $'x\\xe9'", ("documents", "show"), 2, "there is no document"),
        ("\"$@\" $'x\\xe9' documents", ("--collection",), 2, "collection"),
        ('"$@"', ("ingest", "~nosuchuser/papers"), 2, "~nosuchuser"),
        ('"$@"', ("--data-dir", "~nosuchuser/papers", "documents"), 2, "~nosuchuser"),
        ('"$@"', ("--data-dir", "x" * 300, "documents"), 1, "too long"),
        ('mkdir gone; cd gone; rmdir ../gone; "$@"', ("ingest", "."), 2, "current folder no longer exists"),
        ('mkdir gone; cd gone; rmdir ../gone; "$@"', ("--data-dir", "x", "documents"), 2, "current folder no longer"),
        ('HOME=/proc/none "$@"', ("--data-dir", "/proc/none/x", "documents"), 5, "cannot create"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    reading: Held, script: str, arguments: tuple[str, ...], code: int, words: str
) -> None:
    ran = reading.run(script, *arguments)
    is_one_fault(ran, code, words)
    assert "unexpected" not in ran.err


@pytest.mark.parametrize(
    ("script", "arguments", "code"),
    [
        ('"$@" 2>&-', ("ask", ""), 2),
        ('"$@" 2>/dev/full', ("ask", ""), 2),
        ('"$@" <&- >&- 2>&-', ("ask", QUESTION), 1),
        ('"$@" <&- >&- 2>&-', ("ask", ""), 2),
        ('"$@" | :; exit ${PIPESTATUS[0]}', ("store", "check"), None),
    ],
)
def test_the_exit_code_is_right_where_nobody_hears_the_fault(
    reading: Held, script: str, arguments: tuple[str, ...], code: int | None
) -> None:
    ran = reading.run(script, *arguments)
    assert ran.code == code or (code is None and ran.code in (0, 1)), ran
    assert "error" not in ran.err + ran.out
    assert "Traceback" not in ran.err


def test_closed_streams_are_no_files_to_write_to(held: Held) -> None:
    """A database that is opened first would take the number of standard output; so would a file of a pipeline."""
    script = 'unset GRAPHLOOP_INGEST__TAGGER; PYTHONPATH=${PYTHONPATH#*:} "$@" >&- 2>&-'
    assert held.run(script, "ingest", "more.txt").code == 1
    assert held.run('"$@" <&- >&- 2>&-', "documents").code == 1
    assert held.run_warm("store", "check").code == 0
    assert "2 documents" in held.run_warm("documents").err


def test_a_line_that_is_no_text_does_not_end_a_conversation(held: Held) -> None:
    ran = held.run('"$@"', "chat", given=b"Who kept\xe9 it?\n" + QUESTION.encode() + b"\n\0Who built\0 it?\n")
    assert ran.code == 0, ran
    assert ANSWER in ran.out
    assert "error: not valid UTF-8 text: Who kept\\xe9 it?" in ran.err
    assert "unexpected" not in ran.err


def test_names_that_are_no_text_are_refused_and_the_others_taken(held: Held) -> None:
    (held.folder / os.fsdecode(b"li\xe9ght.md")).write_text("Oona Petrie is the harbour master of Portmellin.")
    ran = held.run('"$@"', "ingest", "-", given=b"li\xe9ght.md\nmore.txt\n")
    assert ran.code == 3, ran
    assert "its name is not valid text" in ran.out
    assert "1 indexed, 1 refused" in ran.out


def test_lines_are_read_as_utf_8_whatever_the_locale(held: Held) -> None:
    script = 'export PYTHONUTF8=0 PYTHONCOERCECLOCALE=0 LC_ALL=POSIX; "$@"'
    ran = held.run(script, "ask", "-", "--json", given="Who built the Skerry Light, naïf?\n".encode())
    assert ran.code == 0, ran
    assert ANSWER in ran.out


def test_help_can_be_read_on_a_terminal_that_says_it_is_tiny(reading: Held) -> None:
    for columns in ("0", "1"):
        ran = reading.run(f'COLUMNS={columns} TERM=dumb "$@"', "ask", "--help")
        assert ran.code == 0
        assert "Answer a question from the" in ran.out


def test_the_version_is_printed(reading: Held) -> None:
    ran = reading.run('"$@"', "--version")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("graphloop ")


# A folder that cannot be written.


@pytest.mark.parametrize("arguments", READERS, ids=" ".join)
def test_a_readonly_folder_is_read(shown: Held, arguments: tuple[str, ...]) -> None:
    ran = shown.run('"$@"', *arguments, before=as_stranger())
    assert ran.code == 0, ran
    assert "error" not in ran.err


@pytest.mark.parametrize("arguments", WRITERS, ids=" ".join)
def test_what_would_write_to_a_readonly_folder_is_one_line(shown: Held, arguments: tuple[str, ...]) -> None:
    ran = shown.run('"$@"', *arguments, given=QUESTION.encode(), before=as_stranger())
    is_one_fault(ran, 2 if arguments[0] == "config" else 5, "cannot")
    assert "unexpected" not in ran.err


def test_the_doctor_says_that_a_folder_is_readonly(shown: Held) -> None:
    ran = shown.run('"$@"', "doctor", before=as_stranger())
    assert ran.code == 1, ran
    row = next(line for line in ran.out.splitlines() if line.strip().startswith("data folder"))
    assert "fault" in row
    assert "cannot be written" in row
    assert "reading works" in row
    assert "1 document," in ran.out


@contextmanager
def mounted(folder: Path, *options: str) -> Iterator[None]:
    """A file system of its own at a folder; skips, loudly, where this process may not mount one."""
    if os.geteuid() != 0 or subprocess.run(["mount", *options, str(folder)], capture_output=True).returncode:
        pytest.skip("SKIPPED: this process may not mount file systems")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_readonly_mount_is_read(held: Held) -> None:
    with mounted(held.data, "--bind", str(held.data)):
        subprocess.run(["mount", "-o", "remount,ro,bind", str(held.data)], check=True)
        answers(held.run_warm("ask", QUESTION))
        is_one_fault(held.run_warm("ingest", "more.txt"), 5, "read-only")
        is_one_fault(held.run_warm("config", "set", "retrieval.k", "7"), 2, "Read-only file system")


# A full disk.


@contextmanager
def small(held: Held) -> Iterator[Held]:
    """The same data on a disk of 3 MB, without the assembled models."""
    place = held.folder / "small"
    place.mkdir()
    with mounted(place, "-t", "tmpfs", "-o", "size=3m,mode=755", "tmpfs"):
        own = Held(held.folder, place / "data")
        own.data.mkdir(mode=0o700)
        for file in held.data.glob("*.db"):
            shutil.copy(file, own.data)
        yield own


def fill(held: Held) -> None:
    with (held.data.parent / "filler").open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            return


@pytest.mark.parametrize("arguments", WRITERS, ids=" ".join)
def test_a_full_disk_is_one_line_and_loses_nothing(held: Held, arguments: tuple[str, ...]) -> None:
    with small(held) as own:
        fill(own)
        ran = own.run_warm(*arguments, given=QUESTION)
        is_one_fault(ran, 1 if arguments[0] == "config" else 5, "make room")
        assert "unexpected" not in ran.err
        answers(own.run_warm("ask", QUESTION))
        (own.data.parent / "filler").unlink()
        again = own.run_warm(*arguments, given=QUESTION)
        assert again.code == 0, again
        assert own.run_warm("store", "check").code == 0


@pytest.mark.parametrize("arguments", READERS[::3], ids=" ".join)
def test_a_full_disk_is_read(held: Held, arguments: tuple[str, ...]) -> None:
    with small(held) as own:
        fill(own)
        ran = own.run_warm(*arguments)
        assert ran.code == 0, ran
        assert "error" not in ran.err


def test_a_disk_that_fills_up_during_an_ingest_keeps_what_was_taken(held: Held) -> None:
    papers = held.folder / "papers"
    papers.mkdir()
    for number in range(120):
        text = f"Keeper {number} Finch lit the lamp of tower {number} on the reef of Osprey Sound in {1800 + number}.\n"
        (papers / f"{number}.txt").write_text(text * 20)
    with small(held) as own:
        is_one_fault(_without_forecast(own.run_warm("ingest", "papers")), 5, "make room")
        ran = own.run_warm("documents", "--json")
        assert ran.code == 0, ran
        assert len(ran.data) > 5
        assert own.run_warm("store", "check").code == 0


def _without_forecast(ran: Ran) -> Ran:
    return Ran(ran.code, ran.out, "".join(line for line in ran.err.splitlines(True) if not line.startswith("this ")))


@pytest.mark.parametrize("blocks", [0, 30])
def test_files_that_may_not_grow_are_a_full_disk(held: Held, blocks: int) -> None:
    """The limit holds for the complaint too where that goes to a file, so here it goes to a pipe."""
    ran = held.run(f'ulimit -f {blocks}; "$@"', "chat", given=QUESTION.encode())
    is_one_fault(ran, 5, "make room")
    answers(held.run_warm("ask", QUESTION))
    assert held.run_warm("store", "check").code == 0


# Signals.


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_an_ingest_with_its_code_and_a_whole_store(held: Held, number: signal.Signals) -> None:
    papers = held.folder / "papers"
    papers.mkdir()
    for place in range(1500):
        (papers / f"{place}.txt").write_text(f"Keeper {place} lit the lamp of tower {place} on the reef. " * 30)
    before = (held.data / "graph.db").stat().st_size
    # What the caller ignores, as nohup does, stays ignored.
    signal.signal(number, signal.SIG_DFL)
    command = [PROGRAM, "--data-dir", str(held.data), "ingest", str(papers)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=held.environment()) as started:
        deadline = time.monotonic() + 120
        while sum(file.stat().st_size for file in held.data.glob("graph.db*")) < before + 400_000:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        started.send_signal(number)
        _, complaint = started.communicate(timeout=120)
    assert started.returncode == 128 + number, complaint
    assert f"error: ended by {number.name}" in complaint
    assert "Traceback" not in complaint
    assert held.run_warm("store", "check").code == 0
    answers(held.run_warm("ask", QUESTION))


def test_a_signal_that_the_caller_ignores_stays_ignored() -> None:
    program = "import signal\nfrom ui.cli.main import _handle_signals\n_handle_signals()\n"
    program += "print(signal.getsignal(signal.SIGHUP) == signal.SIG_IGN)"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = ["sh", "-c", "trap '' HUP; exec \"$@\"", "sh", sys.executable, "-c", program]
    assert subprocess.run(command, capture_output=True, text=True, env=environment).stdout == "True\n"

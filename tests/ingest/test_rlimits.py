"""Limits that the system sets: files are read under them, and a refusal says whose limit it was."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ingest.papers import pdf
from tests.support.unprivileged import as_stranger, readable_folder

READ = """
import json, sys
from pathlib import Path
from graph.errors import Refused
from ingest.sandbox import Sandbox
def told(sandbox, path):
    try:
        return [sandbox.load(path).format]
    except Refused as refusal:
        return [refusal.reason, refusal.message, refusal.hint]
with Sandbox() as sandbox:
    print(json.dumps([told(sandbox, Path(path)) for path in sys.argv[1:]]))
"""
LIMITS = """
import json, resource
from ingest import rlimits
found = [resource.getrlimit(resource.RLIMIT_AS)]
rlimits.lower_limit(resource.RLIMIT_AS, 9_000_000_000)
found.append(resource.getrlimit(resource.RLIMIT_AS))
rlimits.lower_limit(resource.RLIMIT_AS, 800_000_000)
found.append(resource.getrlimit(resource.RLIMIT_AS))
rlimits.lower_limit(resource.RLIMIT_AS, 900_000_000)
found.append(resource.getrlimit(resource.RLIMIT_AS))
rlimits.seal_limit(resource.RLIMIT_AS, 1_500_000_000)
found.append(resource.getrlimit(resource.RLIMIT_AS))
rlimits.seal_limit(resource.RLIMIT_CORE, 0)
found.append(resource.getrlimit(resource.RLIMIT_CORE))
print(json.dumps(found))
"""


def under(limits: str, program: str, *arguments: Path) -> list[list[object]]:
    """What a program prints whose shell was given these limits, run by a user who may not raise them again."""
    command = ["sh", "-c", f'{limits}; exec "$@"', "sh", *as_stranger(), sys.executable, "-c", program]
    ran = subprocess.run(
        [*command, *map(str, arguments)],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": os.pathsep.join(sys.path), "PATH": os.environ["PATH"]},
        cwd="/",
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stderr == ""
    found: list[list[object]] = json.loads(ran.stdout)
    return found


@pytest.fixture
def papers() -> Iterator[list[Path]]:
    with readable_folder() as folder:
        (folder / "a.txt").write_text("The Skerry Light stands on the northern reef.")
        (folder / "b.pdf").write_bytes(pdf(["A page."]))
        (folder / "c.html").write_text("<html><body><p>Words of a page that are long enough.</p></body></html>")
        yield sorted(folder.iterdir())


@pytest.mark.parametrize(
    "limits", ["ulimit -t 20", "ulimit -St 20", "ulimit -v 2000000", "ulimit -d 1500000", "ulimit -f 0", "ulimit -c 0"]
)
def test_files_are_read_under_limits_of_the_system(papers: list[Path], limits: str) -> None:
    assert under(limits, READ, *papers) == [["text"], ["pdf"], ["html"]]


def test_processor_time_is_each_file_s_own(papers: list[Path]) -> None:
    """One process that read many files would use up what the system gives it, and the next file would be refused."""
    program = READ.replace(".format]", ".format, sandbox._worker is None]")
    assert under("ulimit -t 20", program, papers[0]) == [["text", True]]
    assert under("true", program, papers[0]) == [["text", False]]


@pytest.mark.parametrize("limits", ["ulimit -v 60000", "ulimit -d 30000"])
def test_little_memory_is_told_as_the_system_s_limit(papers: list[Path], limits: str) -> None:
    size = f"{int(limits.rsplit(maxsplit=1)[-1]) * 1024 / 1e6:.0f} MB"
    found = under(limits, READ, *papers)
    assert [one[:2] for one in found] == [["too large", f"memory is limited to {size} by the system"]] * len(papers)
    assert all("ulimit -v" in str(one[2]) for one in found)


def test_little_processor_time_is_told_as_the_system_s_limit() -> None:
    with readable_folder() as folder:
        (folder / "long.txt").write_text("日本 " * 12_000_000)
        ((reason, message, hint),) = under("ulimit -t 1", READ, folder / "long.txt")
    assert (reason, message) == ("timed out", "processor time is limited to 1 s by the system")
    assert "ulimit -t" in str(hint)


def test_limits_are_lowered_and_never_raised() -> None:
    soft, hard = 1_000_000 * 1024, 2_000_000 * 1024
    found = under("ulimit -Sv 1000000; ulimit -Hv 2000000", LIMITS)
    assert found == [
        [soft, hard],
        [soft, hard],
        [800_000_000, hard],
        [900_000_000, hard],
        [soft, 1_500_000_000],
        [0, 0],
    ]

"""What is kept of private documents is for its owner alone, whatever the mask, and is made so where it was not."""

from __future__ import annotations

import os
import stat
import subprocess
from pathlib import Path

import pytest

from tests.ui.command import PROGRAM, Home, home
from ui.uploads import save_upload


def open_places(folder: Path) -> list[str]:
    """What others may read, write or enter; links are what they point to, which is not kept here."""
    return [
        f"{stat.S_IMODE(place.lstat().st_mode):o} {place}"
        for place in (folder, *folder.rglob("*"))
        if not place.is_symlink() and place.lstat().st_mode & 0o077
    ]


@pytest.fixture
def lax(empty: Home) -> Home:
    """A home whose data folder is not there yet."""
    (empty.data / "cache").unlink()
    empty.data.rmdir()
    (empty.folder / "reef.txt").write_text("Alasdair Finch kept the Skerry Light of Osprey Sound.")
    return empty


def laxly(made: Home, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command under the laxest mask."""
    return subprocess.run(
        ["sh", "-c", 'umask 0; exec "$@"', "sh", PROGRAM, *arguments],
        input=given,
        capture_output=True,
        text=True,
        env=made.environment(),
        cwd=made.folder,
        timeout=240,
    )


def test_everything_that_is_made_is_for_its_owner_alone(lax: Home) -> None:
    assert laxly(lax, "ingest", "reef.txt").returncode == 0
    assert laxly(lax, "chat", given="Who kept the Skerry Light?\n").returncode == 0
    assert laxly(lax, "eval", "generate", "--count", "1").returncode == 0
    assert laxly(lax, "config", "set", "llm.api_key", "sk-one").returncode == 0
    assert laxly(lax, "backup", "all.backup").returncode == 0
    before = os.umask(0)
    try:
        save_upload(lax.data, "letter.txt", b"a letter")
    finally:
        os.umask(before)
    assert {"graph.db", "journal.db", "cache", "uploads"} <= {path.name for path in lax.data.iterdir()}
    assert open_places(lax.data) == []
    assert stat.S_IMODE((lax.folder / "all.backup").stat().st_mode) == 0o600


def test_what_was_open_is_closed_with_a_line(tmp_path: Path, model_cache: Path) -> None:
    made = home(tmp_path, model_cache)
    save_upload(made.data, "letter.txt", b"a letter")
    (made.folder / "reef.txt").write_text("Alasdair Finch kept the Skerry Light of Osprey Sound.")
    assert made.run("ingest", "reef.txt").code == 0
    for place in (made.data, *made.data.rglob("*")):
        if not place.is_symlink():
            place.chmod(0o755 if place.is_dir() else 0o644)
    ran = made.run("documents", "--json")
    assert ran.code == 0
    assert ran.err.count("\n") == 1
    assert "other users had access" in ran.err
    assert open_places(made.data) == []
    assert made.run("documents", "--json").err == ""

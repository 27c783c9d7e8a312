"""Runs programs for whom permissions bind, also where the tests run as root."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

UID = 54_321
"""No user of any machine."""

_READS_ALL = ("--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search")


def as_stranger() -> list[str]:
    """What to put before a command so that a user without name and home runs it, who can read all files but write none.

    Skips, loudly, where this process may not become another user.
    """
    command = ["setpriv", f"--reuid={UID}", f"--regid={UID}", "--clear-groups", *_READS_ALL]
    if os.geteuid() != 0 or shutil.which("setpriv") is None:
        pytest.skip("SKIPPED: only root can run a program as another user, by setpriv")
    if subprocess.run([*command, sys.executable, "-c", ""], capture_output=True, check=False).returncode:
        pytest.skip("SKIPPED: this system does not let a program run as a user who can read everything")
    return command


@contextmanager
def readable_folder() -> Iterator[Path]:
    """A folder that everybody may enter, as the temporary ones of the tests are not, and that only its owner writes."""
    with tempfile.TemporaryDirectory(prefix="readable-") as name:
        Path(name).chmod(0o755)
        yield Path(name)

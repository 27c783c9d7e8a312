"""Threads that the end of the program cuts short."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import atexit, threading, time
from concurrent.futures import ThreadPoolExecutor
from ui.web.ending import silence_threads_at_exit

def work():
    while {waits} and threading.main_thread().is_alive():
        time.sleep(.01)
    try:
        ThreadPoolExecutor().submit(print) if {waits} else int("no number")
    finally:
        failed.set()

failed = threading.Event()
silence_threads_at_exit()
thread = threading.Thread(target=work, daemon=True)
# By then the main thread counts as ended, and no more threads are started.
atexit.register(lambda: (failed.wait(20), time.sleep(.2)))
thread.start()
"""


@pytest.mark.parametrize(("waits", "expected"), [(True, ""), (False, "invalid literal for int()")])
def test_only_faults_before_the_end_are_reported(waits: bool, expected: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(waits=waits)], capture_output=True, text=True, check=True, timeout=60
    )
    assert expected in ran.stderr
    assert bool(ran.stderr) == bool(expected)

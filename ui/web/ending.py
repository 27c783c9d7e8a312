"""How threads of the pages end with the program: at exit Python starts no more threads, and what needs one fails."""

from __future__ import annotations

import threading


def silence_threads_at_exit() -> None:
    """Report no fault of a thread once the main thread has ended; what it was working on is lost with the program."""
    report = threading.excepthook

    def hook(fault: threading.ExceptHookArgs) -> None:
        if threading.main_thread().is_alive():
            report(fault)

    threading.excepthook = hook

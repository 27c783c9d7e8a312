"""Steps of a file that each have the time of a file, such as the OCR of one page.

The reading process reports each finished step to its parent, which then waits anew.
"""

from __future__ import annotations

from collections.abc import Callable

_reports: list[Callable[[], None]] = []


def report_steps_to(report: Callable[[], None]) -> None:
    """Call this after each step from now on."""
    _reports[:] = [report]


def finish_step() -> None:
    """Say that a step is finished."""
    for report in _reports:
        report()

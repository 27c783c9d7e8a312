"""The verdict of the gate of what was tuned, as it is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.text.counting import count_noun
from ui import terminal

if TYPE_CHECKING:
    from evals.tuning.gate import TuningVerdict


def print_verdict(verdict: TuningVerdict, name: str, columns: tuple[str, str]) -> None:
    """Print recall before and after under the names of its first two columns, and whether the gate passed."""
    rows = (
        (
            row.retriever,
            row.before,
            row.after,
            f"{row.interval.difference:+.3f} ({row.interval.low:+.3f} to {row.interval.high:+.3f})",
        )
        for row in verdict.rows
    )
    terminal.print_table((*columns, "after", "difference (95% interval)"), rows)
    if verdict.passed:
        cases = count_noun(verdict.cases, "held-out case")
        terminal.print_line(f"gate passed on {cases}: {verdict.reason}; next: graphloop tune use {name}")
    else:
        terminal.print_line(f"gate failed: {verdict.reason}")

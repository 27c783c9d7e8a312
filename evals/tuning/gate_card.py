"""The verdict of the gate in the card of what was tuned."""

from __future__ import annotations

from collections.abc import Iterator

from evals.tuning.gate import TuningVerdict


def gate_lines(verdict: TuningVerdict, columns: str) -> Iterator[str]:
    """Yield the lines in Markdown, with these names of the first two columns, parted by " | "."""
    yield from ("", "## Gate", "", f"{'Passed' if verdict.passed else 'Failed'}: {verdict.reason}.", "")
    yield from (f"| {columns} | after | difference, 95% interval |", "|---|---|---|---|")
    for row in verdict.rows:
        gain = row.interval
        yield (
            f"| {row.retriever} | {row.before:.3f} | {row.after:.3f} "
            f"| {gain.difference:+.3f} ({gain.low:+.3f} to {gain.high:+.3f}) |"
        )
    yield from ("", f"On {verdict.cases} held-out cases, with a margin of {verdict.margin:g}.")

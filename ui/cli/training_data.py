"""What training data holds, as it is printed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from graph.text.counting import count_noun
from ui import terminal

if TYPE_CHECKING:
    from evals.tuning.dataset import TuningData


def print_data(data: TuningData, out: Path) -> None:
    """Print the files of training data, what was left out, and where it was written to."""
    rows = ((one.name, one.rows, one.median, one.longest, f"{one.truncated} over {one.limit}") for one in data.lengths)
    terminal.print_table(("file", "rows", "tokens (median)", "longest", "truncated"), rows)
    if data.leaks:
        terminal.print_line(f"{count_noun(data.leaks, 'question')} left out: leaks into what is measured")
    terminal.print_line(
        f"{count_noun(len(data.split.train.examples), 'example')} to train on, {count_noun(len(data.cases), 'case')} "
        f"of {count_noun(len(data.split.documents), 'document')} held out; written to {out}, with a card in README.md"
    )

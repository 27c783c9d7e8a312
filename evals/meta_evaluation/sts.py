"""SemEval's semantic textual similarity (E. Agirre et al., 2012 to 2016): similarity of sentence pairs, 0 to 5."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from evals.files import peek_text, read_tab_separated
from evals.meta_evaluation.labelled import LabelledSet
from evals.meta_evaluation.similarity import similarity_set
from rag.embed.protocol import Embedder

NAME = "sts"
MAX_SIMILARITY_SCORE = 5.0


def knows(file: Path) -> bool:
    """Whether the file's first line is a score from 0 to 5 and two sentences, separated by tabs."""
    if file.suffix != ".tsv":
        return False
    first = peek_text(file).partition("\n")[0].split("\t")
    return len(first) >= 3 and _score(first[0]) is not None


def labelled(files: Sequence[Path], embedder: Embedder) -> Iterator[LabelledSet]:
    """Yield one set per file; lines without a score are skipped."""
    for file in files:
        rows = [
            (score, row[1], row[2])
            for row in read_tab_separated(file)
            if len(row) > 2 and (score := _score(row[0])) is not None
        ]
        if rows:
            yield similarity_set(f"{NAME}/{file.stem}", rows, embedder)


def _score(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0.0 <= value <= MAX_SIMILARITY_SCORE else None

"""Measure every recognised labelled set under a folder."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from evals.judges.cached_embedder import CachedEmbedder
from evals.meta_evaluation import evouna, halueval, ragchecker, refchecker, sick, sts, trecqa, truthfulqa, wice
from evals.meta_evaluation.labelled import AgreementRow, LabelledSetReader, ReportSet, agreement_rows
from graph.errors import UsageError
from rag.embed.protocol import Embedder

SETS = (ragchecker, evouna, wice, trecqa, refchecker, sick, sts, truthfulqa, halueval)
READERS = tuple(LabelledSetReader(part.NAME, part.knows, part.labelled) for part in SETS)
SUFFIXES = (".json", ".jsonl", ".csv", ".tsv", ".txt")


def measure_labelled_sets(folder: Path, embedder: Embedder, tell: ReportSet) -> Iterator[AgreementRow]:
    """Yield the rows of every set found; `tell` is called with each set's name before it is measured.

    UsageError if no set is recognised.
    """
    files_by_set = find_labelled_files(folder)
    if not any(files_by_set.values()):
        names = ", ".join(reader.name for reader in READERS)
        raise UsageError(f"no known labelled set under {folder}", f"it should contain files of {names}")
    memory = CachedEmbedder(embedder)
    for reader in READERS:
        if files := files_by_set[reader.name]:
            tell(f"{reader.name}: {len(files)} file(s)")
            for labelled in reader.labelled(files, memory):
                yield from agreement_rows(labelled)


def find_labelled_files(folder: Path) -> dict[str, list[Path]]:
    """Group the files under the folder by the set that recognises them, in name order."""
    if not folder.is_dir():
        raise UsageError(f"{folder} is not a folder", "name the folder that holds the labelled sets")
    files_by_set: dict[str, list[Path]] = defaultdict(list)
    for file in sorted(path for path in folder.rglob("*") if path.suffix in SUFFIXES and path.is_file()):
        reader = next((candidate for candidate in READERS if candidate.knows(file)), None)
        if reader:
            files_by_set[reader.name].append(file)
    return files_by_set

"""Build the training data of a collection and write it to a folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from evals.atomic_write import open_atomic
from evals.casefile import write_cases
from evals.jsonl import write_lines
from evals.tuning.collect import collect_material
from evals.tuning.leaks import find_leaks, refuse_leaks, without_leaks
from evals.tuning.lengths import CountTokens, Lengths, measure_lengths
from evals.tuning.negatives import NegativeMiner, merge_near_duplicates
from evals.tuning.personal_data import Mask, mask_material
from evals.tuning.rows import DataFile, RowOptions, make_files
from evals.tuning.split import Split, split_material
from evals.tuning.templates import BRIEF_TEMPLATE, DEFAULT_TEMPLATE, require_template
from evals.tuning.types import MIN_EXAMPLES, LearningMaterial
from evals.types import Case, Feedback
from graph.errors import UsageError
from graph.types import Filter
from rag.llm.map_concurrent import Progress, no_progress
from rag.retrieve.spec import RetrieverParts
from rag.types import Retriever

TRAIN, HELD_OUT = "train", "held_out"
CASES_FILE = "cases.jsonl"
CARD_FILE = "README.md"


@dataclass(frozen=True, slots=True)
class DataOptions:
    """How data is made; tokens beyond `embedder_tokens` and `model_tokens` count as truncated.

    `held_out` is the share of examples that are held out, in whole documents.
    """

    held_out: float = 0.2
    negatives: int = 4
    distractors: int = 3
    without_gold: float = 0.2
    template: str = DEFAULT_TEMPLATE
    seed: int = 0
    drop_leaks: bool = False
    embedder_tokens: int = 256
    model_tokens: int = 2048


@dataclass(frozen=True, slots=True)
class DataSources:
    """What data is made from: cases and feedback of a filter's documents, and the cases that only measure."""

    cases: Sequence[Case]
    feedback: Sequence[Feedback]
    measured: Sequence[Case]
    parts: RetrieverParts
    retrieve: Retriever
    where: Filter


@dataclass(frozen=True, slots=True)
class TuningData:
    """Training data: the files of both halves, the held-out cases, and what there is to say of them."""

    train: tuple[DataFile, ...]
    held_out: tuple[DataFile, ...]
    cases: tuple[Case, ...]
    lengths: tuple[Lengths, ...]
    split: Split
    left_out: tuple[tuple[str, int], ...]
    leaks: int
    masked: bool
    options: DataOptions


def build_data(
    sources: DataSources,
    options: DataOptions,
    count: CountTokens,
    mask: Mask | None = None,
    progress: Progress = no_progress,
) -> TuningData:
    """Build the data; UsageError if there are fewer than ten examples to train on, or if there are leaks."""
    require_template(options.template)
    known = {case.id for case in sources.measured}
    trainable = [case for case in sources.cases if case.id not in known]
    store = sources.parts.store
    collected = collect_material(trainable, sources.feedback, store, sources.where)
    examples = merge_near_duplicates(collected.material.examples, store)
    split = split_material(replace(collected.material, examples=examples), options.held_out, options.seed)
    train = _mine(sources, split, options, progress)
    cases = tuple(example.case for example in split.held_out.examples if example.case)
    held_out = store.passages(where=replace(sources.where, documents=tuple(sorted(split.documents))))
    leaks = find_leaks(train, [*sources.measured, *cases], held_out)
    if not options.drop_leaks:
        refuse_leaks(leaks)
    train = without_leaks(train, leaks)
    _require_enough(train, len(sources.cases), len(trainable))
    left_out = collected.left_out
    if len(trainable) < len(sources.cases):
        left_out = (*left_out, ("belongs to a saved version", len(sources.cases) - len(trainable)))
    split = replace(split, train=train)
    return _assemble(_masked(split, mask), options, count, left_out, len({leak.question for leak in leaks}), bool(mask))


def write_data(data: TuningData, folder: Path, card: str) -> None:
    """Write the files that have rows, the held-out cases and the card. Raises UsageError."""
    for name, files in ((TRAIN, data.train), (HELD_OUT, data.held_out)):
        for file in files:
            path = folder / name / f"{file.name}.jsonl"
            path.unlink(missing_ok=True)
            if file.rows:
                write_lines(path, file.rows)
    write_cases(folder / HELD_OUT / CASES_FILE, data.cases)
    with open_atomic(folder / CARD_FILE) as stream:
        stream.write(card)


def _mine(
    sources: DataSources, split: Split, options: DataOptions, progress: Callable[[int, int], None]
) -> LearningMaterial:
    parts = sources.parts
    mine = NegativeMiner(parts.store, parts.embedder, sources.retrieve, sources.where, split.documents)
    examples = []
    for done, example in enumerate(split.train.examples, 1):
        examples.append(mine(example, max(options.negatives, options.distractors)))
        progress(done, len(split.train.examples))
    return replace(split.train, examples=tuple(examples))


def _require_enough(train: LearningMaterial, all_cases: int, trainable: int) -> None:
    if len(train.examples) < MIN_EXAMPLES:
        saved = f"; {all_cases - trainable} cases of saved versions only measure" if trainable < all_cases else ""
        raise UsageError(
            f"there are {len(train.examples)} examples to train on, and at least {MIN_EXAMPLES} are needed{saved}",
            "make more cases: graphloop eval generate, or graphloop feedback promote",
        )


def _masked(split: Split, mask: Mask | None) -> Split:
    if mask is None:
        return split
    return replace(split, train=mask_material(split.train, mask), held_out=mask_material(split.held_out, mask))


def _assemble(
    split: Split,
    options: DataOptions,
    count: CountTokens,
    left_out: tuple[tuple[str, int], ...],
    leaks: int,
    masked: bool,
) -> TuningData:
    template = require_template(options.template)
    brief = options.template == BRIEF_TEMPLATE
    rows = RowOptions(options.negatives, options.distractors, options.without_gold, options.seed, brief)
    train = make_files(split.train, template, rows)
    cases = tuple(example.case for example in split.held_out.examples if example.case)
    lengths = tuple(
        measure_lengths(file, count, options.embedder_tokens if file.embedding else options.model_tokens)
        for file in train
    )
    files = make_files(split.held_out, template, rows)
    held_out = tuple(file for file in files if file.name not in ("raft", "triplets"))
    return TuningData(train, held_out, cases, lengths, split, left_out, leaks, masked, options)

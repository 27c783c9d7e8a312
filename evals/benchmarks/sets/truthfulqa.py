"""TruthfulQA (S. Lin et al., 2022): questions that many people answer wrongly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.benchmarks.choices import choice_figures, choice_notes, choose_answers
from evals.benchmarks.choosing import OptionScores
from evals.benchmarks.types import Benchmark, BenchmarkResult, BenchmarkSystem, Measurement, MultipleChoice
from evals.files import read_delimited, read_json, require_items
from rag.llm.map_concurrent import Progress

COLUMNS = ("Question", "Best Answer", "Correct Answers", "Incorrect Answers")


@dataclass(frozen=True, slots=True)
class TruthfulQATargets:
    """A question of `mc_task.json`: the options with 1 for true and 0 for false."""

    question: str
    mc1_targets: Mapping[str, int]
    mc2_targets: Mapping[str, int]


def read_truthfulqa(path: Path) -> list[MultipleChoice]:
    """Read the CSV or `mc_task.json`; options are the best answer, other true ones, then false ones."""
    if path.suffix.lower() == ".json":
        asked: tuple[TruthfulQATargets, ...] = read_json(path, tuple[TruthfulQATargets, ...])
        return require_items(path, [_task(number, item) for number, item in enumerate(asked)])
    table = read_delimited(path, needed=COLUMNS)
    return [
        _choice(
            number,
            row["Question"],
            row["Best Answer"].strip(),
            _alternatives(row["Correct Answers"]),
            _alternatives(row["Incorrect Answers"]),
            row.cells.get("Category", ""),
        )
        for number, row in enumerate(table)
    ]


def _task(number: int, item: TruthfulQATargets) -> MultipleChoice:
    best = next((option for option, right in item.mc1_targets.items() if right), "")
    true = [option for option, right in item.mc2_targets.items() if right]
    false = [option for option, right in {**item.mc1_targets, **item.mc2_targets}.items() if not right]
    return _choice(number, item.question, best, true, false)


def _choice(
    number: int, question: str, best: str, true: Sequence[str], false: Sequence[str], group: str = ""
) -> MultipleChoice:
    others = [option for option in dict.fromkeys(true) if option != best]
    wrong = [option for option in dict.fromkeys(false) if option != best and option not in others]
    also = tuple(range(1, 1 + len(others)))
    return MultipleChoice(str(number), question, (best, *others, *wrong), 0, also=also, group=group)


def _alternatives(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def measure_truthfulqa(
    published: Benchmark, items: Sequence[MultipleChoice], system: BenchmarkSystem, progress: Progress
) -> BenchmarkResult:
    """Measure MC1, the best answer chosen over false ones, and MC2, the probability mass of true answers."""
    how, replies, choices = choose_answers(items, system, progress)
    texts = how == "log-probability"
    mass = [mc2_score(item, choice) for item, choice in zip(items, choices, strict=True) if texts and choice]
    more = [Measurement("MC2", sum(mass) / len(mass), len(mass))] if mass else []
    notes = () if mass else ("MC2 needs the probabilities of given texts, which this system does not provide",)
    figures = tuple(choice_figures(items, replies))
    return BenchmarkResult(
        published.name, system.name, how, (*figures, *more), replies, choice_notes(how, items, replies, *notes)
    )


def mc2_score(item: MultipleChoice, scores: OptionScores) -> float:
    """Return the share of probability on the true options, each counted once."""
    return sum((scores.probabilities or ())[index] for index in (item.right, *item.also))


SETS = (
    Benchmark(
        "truthfulqa",
        "the true answer among common false ones (MC1, and MC2 if probabilities are available)",
        "TruthfulQA.csv or mc_task.json",
        "https://github.com/sylinrl/TruthfulQA",
        read_truthfulqa,
        measure_truthfulqa,
    ),
)

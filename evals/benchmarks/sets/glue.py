"""GLUE (A. Wang et al., 2019): classification of sentences and sentence pairs; the `dev.tsv` of a task."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from evals.benchmarks.choices import measure_choices
from evals.benchmarks.classes import classification_scorer, f1, matthews
from evals.benchmarks.types import Benchmark, MultipleChoice
from evals.files import read_delimited

GLUE_URL = "https://gluebenchmark.com/tasks"


@dataclass(frozen=True, slots=True)
class GlueTask:
    """A task: its question about the text columns, and its classes as in the file and as options."""

    about: str
    asked: str
    texts: tuple[str, ...]
    label: str
    classes: tuple[str, ...]
    options: tuple[str, ...]
    columns: tuple[str, ...] = ()

    def read(self, path: Path) -> list[MultipleChoice]:
        """Read the items of a labelled file."""
        needed = () if self.columns else (*self.texts, self.label)
        return [
            MultipleChoice(
                id=str(number),
                question=self.asked.format(*(row[column].strip() for column in self.texts)),
                options=self.options,
                right=row.one_of(self.label, self.classes),
                labels=True,
            )
            for number, row in enumerate(read_delimited(path, "\t", self.columns, needed, quoted=False))
        ]


ENTAILMENT_OPTIONS = ("yes", "no")
NO_YES_OPTIONS = ("no", "yes")
_FOLLOWS = '"{0}"\nDoes it follow that "{1}"?'

TASKS = {
    "sst2": GlueTask(
        "GLUE: whether a review is positive",
        'Is this review negative or positive? "{0}"',
        ("sentence",),
        "label",
        ("0", "1"),
        ("negative", "positive"),
    ),
    "mrpc": GlueTask(
        "GLUE: whether two sentences mean the same",
        'Do these two sentences mean the same?\n1. "{0}"\n2. "{1}"',
        ("#1 String", "#2 String"),
        "Quality",
        ("0", "1"),
        NO_YES_OPTIONS,
    ),
    "qqp": GlueTask(
        "GLUE: whether two questions ask the same",
        'Do these two questions ask the same?\n1. "{0}"\n2. "{1}"',
        ("question1", "question2"),
        "is_duplicate",
        ("0", "1"),
        NO_YES_OPTIONS,
    ),
    "rte": GlueTask(
        "GLUE: whether one sentence follows from another",
        _FOLLOWS,
        ("sentence1", "sentence2"),
        "label",
        ("entailment", "not_entailment"),
        ENTAILMENT_OPTIONS,
    ),
    "wnli": GlueTask(
        "GLUE: whether a sentence with its pronoun replaced follows",
        _FOLLOWS,
        ("sentence1", "sentence2"),
        "label",
        ("0", "1"),
        NO_YES_OPTIONS,
    ),
    "mnli": GlueTask(
        "GLUE: whether a sentence follows, contradicts, or neither",
        '"{0}"\nIn this light, is it true that "{1}"?',
        ("sentence1", "sentence2"),
        "gold_label",
        ("entailment", "neutral", "contradiction"),
        ("yes", "it cannot be told", "no"),
    ),
    "qnli": GlueTask(
        "GLUE: whether a sentence answers a question",
        'Does this sentence answer the question?\nQuestion: {0}\nSentence: "{1}"',
        ("question", "sentence"),
        "label",
        ("entailment", "not_entailment"),
        ENTAILMENT_OPTIONS,
    ),
    "cola": GlueTask(
        "GLUE: whether a sentence is grammatical",
        'Is this sentence grammatical? "{0}"',
        ("sentence",),
        "label",
        ("0", "1"),
        NO_YES_OPTIONS,
        ("source", "label", "star", "sentence"),
    ),
}
TASK_SCORERS = {
    "mrpc": classification_scorer(f1),
    "qqp": classification_scorer(f1),
    "cola": classification_scorer(matthews),
}

SETS = tuple(
    Benchmark(name, task.about, "the task's dev.tsv", GLUE_URL, task.read, TASK_SCORERS.get(name, measure_choices))
    for name, task in TASKS.items()
)

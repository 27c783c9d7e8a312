"""SuperGLUE (A. Wang et al., 2019): the `val.jsonl` of a task."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from evals.benchmarks.choices import measure_choices
from evals.benchmarks.types import Benchmark, MultipleChoice
from evals.files import read_jsonl

SUPERGLUE_URL = "https://super.gluebenchmark.com/tasks"
SUPERGLUE_FILE = "the task's val.jsonl"
YES_NO_OPTIONS = ("yes", "no")


@dataclass(frozen=True, slots=True)
class BoolQRecord:
    """A line of BoolQ."""

    question: str
    passage: str
    label: bool


@dataclass(frozen=True, slots=True)
class COPARecord:
    """A line of COPA."""

    premise: str
    choice1: str
    choice2: str
    question: Literal["cause", "effect"]
    label: Literal[0, 1]


@dataclass(frozen=True, slots=True)
class EntailmentRecord:
    """A line of CB or RTE."""

    premise: str
    hypothesis: str
    label: Literal["entailment", "not_entailment", "contradiction", "neutral"]


@dataclass(frozen=True, slots=True)
class WiCRecord:
    """A line of WiC."""

    word: str
    sentence1: str
    sentence2: str
    label: bool


@dataclass(frozen=True, slots=True)
class WSCTarget:
    """The noun and pronoun that a line of WSC asks about."""

    span1_text: str
    span2_text: str


@dataclass(frozen=True, slots=True)
class WSCRecord:
    """A line of WSC."""

    text: str
    target: WSCTarget
    label: bool


def read_boolq(path: Path) -> list[MultipleChoice]:
    """Read yes/no questions over a passage."""
    return [
        MultipleChoice(
            str(number), f"{line.question.rstrip('?')}?", YES_NO_OPTIONS, int(not line.label), line.passage, labels=True
        )
        for number, line in enumerate(read_jsonl(path, BoolQRecord))
    ]


def read_copa(path: Path) -> list[MultipleChoice]:
    """Read premises with two causes or effects."""
    asked = {"cause": "What was the cause?", "effect": "What happened then?"}
    return [
        MultipleChoice(str(number), f"{line.premise} {asked[line.question]}", (line.choice1, line.choice2), line.label)
        for number, line in enumerate(read_jsonl(path, COPARecord))
    ]


def read_cb(path: Path) -> list[MultipleChoice]:
    """Read premises with hypotheses that follow, contradict, or neither."""
    classes = ("entailment", "neutral", "contradiction")
    options = ("yes", "it cannot be told", "no")
    return [
        MultipleChoice(str(number), _asked(line), options, classes.index(line.label), line.premise, labels=True)
        for number, line in enumerate(read_jsonl(path, EntailmentRecord))
        if line.label in classes
    ]


def read_rte(path: Path) -> list[MultipleChoice]:
    """Read premises with hypotheses that may follow."""
    return [
        MultipleChoice(
            str(number), _asked(line), YES_NO_OPTIONS, int(line.label != "entailment"), line.premise, labels=True
        )
        for number, line in enumerate(read_jsonl(path, EntailmentRecord))
    ]


def _asked(line: EntailmentRecord) -> str:
    return f'In this light, is it true that "{line.hypothesis.strip()}"?'


def read_wic(path: Path) -> list[MultipleChoice]:
    """Read pairs of sentences with a shared word."""
    asked = 'Does the word "{0}" have the same meaning in both sentences?\n1. "{1}"\n2. "{2}"'
    return [
        MultipleChoice(
            str(number),
            asked.format(line.word, line.sentence1, line.sentence2),
            YES_NO_OPTIONS,
            int(not line.label),
            labels=True,
        )
        for number, line in enumerate(read_jsonl(path, WiCRecord))
    ]


def read_wsc(path: Path) -> list[MultipleChoice]:
    """Read texts with a pronoun and its possible referent."""
    asked = 'Does "{0}" stand for "{1}" in this text?'
    return [
        MultipleChoice(
            str(number),
            asked.format(line.target.span2_text, line.target.span1_text),
            YES_NO_OPTIONS,
            int(not line.label),
            line.text,
            labels=True,
        )
        for number, line in enumerate(read_jsonl(path, WSCRecord))
    ]


SETS = (
    Benchmark(
        "boolq",
        "SuperGLUE: yes/no questions about a passage",
        SUPERGLUE_FILE,
        SUPERGLUE_URL,
        read_boolq,
        measure_choices,
    ),
    Benchmark(
        "copa",
        "SuperGLUE: the more likely of two causes or effects",
        SUPERGLUE_FILE,
        SUPERGLUE_URL,
        read_copa,
        measure_choices,
    ),
    Benchmark(
        "cb",
        "SuperGLUE: whether a sentence follows, contradicts, or neither",
        SUPERGLUE_FILE,
        SUPERGLUE_URL,
        read_cb,
        measure_choices,
    ),
    Benchmark(
        "superglue_rte",
        "SuperGLUE: whether a sentence follows",
        SUPERGLUE_FILE,
        SUPERGLUE_URL,
        read_rte,
        measure_choices,
    ),
    Benchmark(
        "wic",
        "SuperGLUE: whether a word has the same meaning in two sentences",
        SUPERGLUE_FILE,
        SUPERGLUE_URL,
        read_wic,
        measure_choices,
    ),
    Benchmark("wsc", "SuperGLUE: what a pronoun refers to", SUPERGLUE_FILE, SUPERGLUE_URL, read_wsc, measure_choices),
)

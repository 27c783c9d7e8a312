"""The rows of training data for a language model: what is asked, and the answer, or answers, to learn from."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeVar, get_args

from evals.files import read_lines
from evals.tuning.dataset import HELD_OUT, TRAIN
from evals.tuning.rows import ChatRow, ContextRow, PreferenceRow, RatingRow, Row
from evals.tuning.templates import exchange_passages, read_messages
from evals.tuning.types import MIN_EXAMPLES
from graph.errors import UsageError
from graph.text.citation_markers import strip_markers
from graph.text.counting import count_noun
from rag.answer.abstain import ABSTAIN
from rag.llm.protocol import Message

Method = Literal["sft", "dpo", "kto", "orpo"]
Kind = TypeVar("Kind", bound=Row)
METHODS: tuple[Method, ...] = get_args(Method)
PREFERENCE_METHODS: tuple[Method, ...] = ("dpo", "orpo")
"""Those that learn from two answers to a question, of which one is better."""

_SOURCES: dict[Method, str] = {
    "sft": "chat.jsonl or raft.jsonl",
    "dpo": "preferences.jsonl",
    "kto": "ratings.jsonl",
    "orpo": "preferences.jsonl",
}


@dataclass(frozen=True, slots=True)
class ModelRow:
    """What is asked, and an answer: the one to learn (SFT), the better one (DPO, ORPO), or a rated one (KTO).

    `rejected` is the worse answer of a preference; `good` the rating.
    """

    messages: tuple[Message, ...]
    answer: str
    rejected: str = ""
    good: bool = True


@dataclass(frozen=True, slots=True)
class GateQuestion:
    """What a model is asked by the gate; without a `reference` it should abstain."""

    messages: tuple[Message, ...]
    reference: str


@dataclass(frozen=True, slots=True)
class GatePair:
    """Two answers, each to its question, of which the first is better."""

    better: ModelRow
    worse: ModelRow


def require_method(name: str) -> Method:
    """Return the method of that name; UsageError if there is none."""
    for method in METHODS:
        if method == name:
            return method
    raise UsageError(f"there is no method {name!r}", f"choose from: {', '.join(METHODS)}")


def read_rows(folder: Path, method: Method) -> list[ModelRow]:
    """Read the rows to train on; UsageError if there are fewer than `MIN_EXAMPLES`, or no such file."""
    hint = f"make the data: graphloop tune data --out {folder}"
    if method != "sft":
        hint += "; it holds what people rated and corrected, on the page Chat or by graphloop feedback"
    rows = list(_read(folder / TRAIN, method))
    if len(rows) < MIN_EXAMPLES:
        found = f"{count_noun(len(rows), 'row')} in {_SOURCES[method]} of {folder / TRAIN}"
        raise UsageError(f"{method} needs at least {MIN_EXAMPLES} rows: {found}", hint)
    return rows


def read_questions(folder: Path) -> list[GateQuestion]:
    """Read the held-out questions: each with its own passages, and once more with those of another one."""
    file = folder / HELD_OUT / "chat.jsonl"
    rows = read_lines(file, ChatRow) if file.is_file() else []
    asked = [(row.messages[:-1], strip_markers(row.messages[-1].content).strip()) for row in rows]
    answered = [(messages, answer) for messages, answer in asked if answer != ABSTAIN]
    questions = [GateQuestion(messages, answer) for messages, answer in answered]
    for place, (messages, answer) in enumerate(answered):
        other = answered[(place + len(answered) // 2) % len(answered)][0][-1].content
        if answer.casefold() not in other.casefold():
            swapped = Message("user", exchange_passages(messages[-1].content, other))
            questions.append(GateQuestion((*messages[:-1], swapped), ""))
    return questions + [GateQuestion(messages, "") for messages, answer in asked if answer == ABSTAIN]


def read_pairs(folder: Path) -> list[GatePair]:
    """Read the held-out preferences; without any, each answer that was rated good with one that was rated bad."""
    held_out = folder / HELD_OUT
    preferences = list(_read(held_out, "dpo"))
    if preferences:
        return [GatePair(row, replace(row, answer=row.rejected)) for row in preferences]
    ratings = list(_read(held_out, "kto"))
    good, bad = ([row for row in ratings if row.good is wanted] for wanted in (True, False))
    return [GatePair(row, bad[place % len(bad)]) for place, row in enumerate(good)] if bad else []


def hold_back(rows: Sequence[ModelRow], share: float, seed: int) -> tuple[list[ModelRow], list[ModelRow]]:
    """Split rows by what is asked into those to train on and a share to stop by."""
    asked = sorted({row.messages[-1].content for row in rows})
    random.Random(seed).shuffle(asked)  # noqa: S311 a draw that can be repeated
    held = set(asked[: round(share * len(asked))])
    return (
        [row for row in rows if row.messages[-1].content not in held],
        [row for row in rows if row.messages[-1].content in held],
    )


def fit_rows(rows: Sequence[ModelRow], count: Callable[[ModelRow], int], limit: int) -> list[ModelRow]:
    """Return the rows of at most so many tokens: one that is cut loses its answer. UsageError if few are left."""
    fitting = [row for row in rows if count(row) <= limit]
    if len(fitting) < MIN_EXAMPLES:
        raise UsageError(
            f"{count_noun(len(fitting), 'row')} of {len(rows)} fit into {limit} tokens, {MIN_EXAMPLES} are needed",
            "give --tokens a larger number, or make the data with graphloop tune data --template brief",
        )
    return fitting


def _read(folder: Path, method: Method) -> Iterator[ModelRow]:
    if method in PREFERENCE_METHODS:
        for preference in _lines(folder / "preferences.jsonl", PreferenceRow):
            yield ModelRow(read_messages(preference.prompt), preference.chosen, preference.rejected)
    elif method == "kto":
        for rating in _lines(folder / "ratings.jsonl", RatingRow):
            yield ModelRow(read_messages(rating.prompt), rating.completion, good=rating.label)
    else:
        for chat in _lines(folder / "chat.jsonl", ChatRow):
            yield ModelRow(chat.messages[:-1], chat.messages[-1].content)
        for context in _lines(folder / "raft.jsonl", ContextRow):
            yield ModelRow(read_messages(context.prompt), context.completion)


def _lines(file: Path, kind: type[Kind]) -> list[Kind]:
    return read_lines(file, kind) if file.is_file() else []

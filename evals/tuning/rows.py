"""The rows of the data files, named as TRL, sentence-transformers and the OpenAI API name their fields."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evals.tuning.templates import Template, chat_messages
from evals.tuning.types import Example, LearningMaterial
from graph.types import Passage
from rag.answer.abstain import ABSTAIN
from rag.llm.protocol import Message


@dataclass(frozen=True, slots=True)
class ChatRow:
    """A conversation with the right answer last (OpenAI, TRL's conversational form)."""

    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class CompletionRow:
    """A prompt and its right completion (TRL's `SFTTrainer`)."""

    prompt: str
    completion: str


@dataclass(frozen=True, slots=True)
class PreferenceRow:
    """A prompt with a better and a worse completion (TRL's `DPOTrainer` and `RewardTrainer`)."""

    prompt: str
    chosen: str
    rejected: str


@dataclass(frozen=True, slots=True)
class RatingRow:
    """A prompt with a completion that is good or bad (TRL's `KTOTrainer`)."""

    prompt: str
    completion: str
    label: bool


@dataclass(frozen=True, slots=True)
class PairRow:
    """A question and a passage that answers it."""

    anchor: str
    positive: str


@dataclass(frozen=True, slots=True)
class TripletRow:
    """A question, a passage that answers it, and one that does not."""

    anchor: str
    positive: str
    negative: str


@dataclass(frozen=True, slots=True)
class ContextRow:
    """A prompt whose passages include distractors, and what is right given these passages.

    Without the gold passage (`has_gold` is False) that is to abstain: T. Zhang et al., "RAFT", 2024, train the answer
    there, which teaches a model to answer from memory.
    """

    prompt: str
    completion: str
    has_gold: bool


Row = ChatRow | CompletionRow | PreferenceRow | RatingRow | PairRow | TripletRow | ContextRow


@dataclass(frozen=True, slots=True)
class RowOptions:
    """At most how many triplets a question has, and for RAFT distractors; the share of prompts without gold passage.

    `brief` chats are those that small models are asked by.
    """

    negatives: int
    distractors: int
    without_gold: float
    seed: int
    brief: bool = False


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file of rows by name; `embedding` tells whether it trains an embedder rather than a language model."""

    name: str
    rows: tuple[Row, ...]
    embedding: bool = False


def make_files(material: LearningMaterial, template: Template, options: RowOptions) -> tuple[DataFile, ...]:
    """Return every file of a half, also empty ones."""
    examples, read = material.examples, template
    return (
        DataFile("chat", tuple(_chat(example, options.brief) for example in examples)),
        DataFile("instructions", tuple(CompletionRow(read(e.question, _shown(e)), _completion(e)) for e in examples)),
        DataFile("raft", tuple(_contexts(examples, template, options))),
        DataFile(
            "preferences",
            tuple(PreferenceRow(read(p.question, p.passages), p.chosen, p.rejected) for p in material.preferences),
        ),
        DataFile("ratings", tuple(RatingRow(read(r.question, r.passages), r.answer, r.good) for r in material.ratings)),
        DataFile("pairs", tuple(PairRow(e.question, embedded_text(p)) for e in examples for p in e.passages), True),
        DataFile("triplets", tuple(_triplets(examples, options.negatives)), True),
    )


def embedded_text(passage: Passage) -> str:
    """Return what is embedded of a passage: its title and headings, and its text."""
    return "\n".join(filter(None, (passage.heading, passage.text)))


def _chat(example: Example, brief: bool) -> ChatRow:
    answer = Message("assistant", _completion(example))
    return ChatRow((*chat_messages(example.question, _shown(example), brief), answer))


def _shown(example: Example) -> Sequence[Passage]:
    """Return the passages of a prompt; an unanswerable question is asked of those that do not answer it."""
    return example.passages or example.negatives[:2]


def _completion(example: Example) -> str:
    """Return the answer with the numbers of the passages that a prompt shows first."""
    if not example.answer:
        return ABSTAIN
    return _cited(example.answer, range(1, len(example.passages) + 1))


def _cited(answer: str, numbers: Sequence[int]) -> str:
    return f"{answer} {''.join(f'[{number}]' for number in numbers)}".rstrip()


def _contexts(examples: Sequence[Example], template: Template, options: RowOptions) -> Iterator[ContextRow]:
    generator = random.Random(options.seed)  # noqa: S311 a draw that can be repeated
    for example in examples:
        distractors = example.negatives[: options.distractors]
        if not distractors:
            continue
        has_gold = bool(example.passages) and generator.random() >= options.without_gold
        shown = [*(example.passages if has_gold else ()), *distractors]
        generator.shuffle(shown)
        numbers = [number for number, passage in enumerate(shown, 1) if passage in example.passages]
        right = _cited(example.answer, numbers) if has_gold and example.answer else ABSTAIN
        yield ContextRow(template(example.question, shown), right, has_gold)


def _triplets(examples: Sequence[Example], most: int) -> Iterator[TripletRow]:
    """Yield a row for each of the first negatives; positives take turns."""
    for example in examples:
        for place, negative in enumerate(example.negatives[:most] if example.passages else ()):
            positive = example.passages[place % len(example.passages)]
            yield TripletRow(example.question, embedded_text(positive), embedded_text(negative))

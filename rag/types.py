"""The values of a question, what was found for it, and its answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from graph.types import EVERYTHING, Filter, Passage

Ranker = Literal["bm25", "dense", "sentence", "entity"]
CitationState = Literal["verified", "quoted", "unverified"]
Support = Literal["", "supported", "partly supported", "unsupported"]
CutOff = Literal["", "length", "timeout"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message of a conversation."""

    role: Literal["user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, after what was said before."""

    text: str
    history: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True)
class Seed:
    """Why a passage was a start: the ranker that found it, its place there (from 1) and its score there."""

    ranker: Ranker
    rank: int
    score: float


@dataclass(frozen=True, slots=True)
class ProvenanceStep:
    """An entity that leads on: its name, the mass that flows through it, and where it was met.

    The question itself names it where `from_passage` is empty. Else a `sentence` of that passage does, and
    `from_title` is what the passage is called: its title, or its file where it has none.
    """

    entity_id: str
    name: str
    weight: float
    from_passage: str = ""
    from_title: str = ""
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Provenance:
    """What brought a hit: the rankers that seeded it, and the steps to it in order from the question.

    Each step leads to the passage that the next one comes from, the last to the hit.
    """

    seeds: tuple[Seed, ...] = ()
    steps: tuple[ProvenanceStep, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found, with its score (higher is better; scales differ by retriever) and its trail."""

    passage: Passage
    score: float
    trail: Provenance = Provenance()


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered quote from a passage.

    `start` and `end` are the quote's place in the passage's text; both are -1 when it does not occur there, and
    then `verified` is False. `verified` says that the quote bears the claim: nothing found speaks against it.
    """

    marker: int
    passage_id: str
    quote: str
    start: int = -1
    end: int = -1
    verified: bool = False

    @property
    def state(self) -> CitationState:
        """Whether the quote bears the claim, only stands in the passage, or does not even that."""
        return "verified" if self.verified else "quoted" if self.start >= 0 else "unverified"


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that a model read and wrote."""

    read: int = 0
    written: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(self.read + other.read, self.written + other.written)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with its evidence; `abstained` means the evidence was too weak and the text says so.

    `log_probability` is the mean natural logarithm of a written token's probability, where the model told.
    `respelled` holds the question's words that were read as others, with those. `hidden` holds what was found and not
    read, because a reader of its file does not see it. `unsupported` holds the sentences that no passage bears out, and
    `cut_off` tells why the text ends before its end, where it does.
    """

    text: str
    citations: tuple[Citation, ...] = ()
    hits: tuple[Hit, ...] = ()
    abstained: bool = False
    model: str = ""
    usage: Usage = Usage()
    seconds: float = 0.0
    confidence: float | None = None
    log_probability: float | None = None
    respelled: tuple[tuple[str, str], ...] = ()
    hidden: tuple[Hit, ...] = ()
    unsupported: tuple[str, ...] = ()
    cut_off: CutOff = ""

    @property
    def support(self) -> Support:
        """How far the documents bear the answer out; empty for one that abstains."""
        if self.abstained or not self.text:
            return ""
        if not any(citation.verified for citation in self.citations):
            return "unsupported"
        whole = not self.unsupported and all(citation.verified for citation in self.citations)
        return "supported" if whole else "partly supported"


@dataclass(frozen=True, slots=True)
class SpellCorrection:
    """A text with mistyped words replaced, and each word with what it was read as."""

    text: str
    changes: tuple[tuple[str, str], ...] = ()


class Speller(Protocol):
    """Reads a question as it was meant."""

    def __call__(self, text: str, where: Filter) -> SpellCorrection: ...


def as_typed(text: str, where: Filter) -> SpellCorrection:  # noqa: ARG001 every text stays as it is
    """The text as it is."""
    return SpellCorrection(text)


class Retriever(Protocol):
    """Finds the k best passages for a question, best first."""

    def __call__(self, question: str, k: int, where: Filter = EVERYTHING) -> list[Hit]: ...


def ignore(text: str) -> None:
    """Take written text and do nothing with it."""


class Answerer(Protocol):
    """Writes an answer from what was found; `write` gets the text piece by piece as it is made."""

    def __call__(self, question: Question, hits: Sequence[Hit], write: Callable[[str], None] = ignore) -> Answer: ...

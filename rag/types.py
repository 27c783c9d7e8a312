"""Values of a question, its hits, and its answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from graph.types import EVERYTHING, Filter, Passage
from rag.llm.usage import Usage

Ranker = Literal["bm25", "dense", "sentence", "entity", "summary", "versions"]
CitationState = Literal["verified", "quoted", "unverified"]
Support = Literal["", "supported", "partly supported", "unsupported"]
CutOff = Literal["", "length", "timeout"]
AnswerState = Literal["answered", "evidence", "not found"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message of a conversation."""

    role: Literal["user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question with the conversation before it.

    `standalone` is the text with what it refers to in that conversation; empty until it is resolved.
    """

    text: str
    history: tuple[Turn, ...] = ()
    standalone: str = ""


@dataclass(frozen=True, slots=True)
class Seed:
    """Why a passage is a seed: the ranker that found it, with its rank there (from 1) and its score."""

    ranker: Ranker
    rank: int
    score: float


@dataclass(frozen=True, slots=True)
class ProvenanceStep:
    """An entity on the way to a hit: its name, the mass that flows through it, and where it was found.

    If `from_passage` is empty, the question itself names it. Otherwise a `sentence` of that passage does, and
    `from_title` is the passage's title, or its file name if it has none.
    """

    entity_id: str
    name: str
    weight: float
    from_passage: str = ""
    from_title: str = ""
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Provenance:
    """How a hit was reached: the rankers that seeded it, and the steps to it in order from the question.

    Each step leads to the passage that the next one comes from, the last to the hit. `theme` is the one that the hit
    stands for in an overview of all documents.
    """

    seeds: tuple[Seed, ...] = ()
    steps: tuple[ProvenanceStep, ...] = ()
    theme: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A retrieved passage with its score (higher is better; scales differ by retriever) and its provenance."""

    passage: Passage
    score: float
    trail: Provenance = Provenance()


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered quote from a passage.

    `start` and `end` are the quote's offsets in the passage's text; both are -1 if it does not occur there, and then
    `verified` is False. `verified` means that the quote supports the claim: no check contradicts it.
    """

    marker: int
    passage_id: str
    quote: str
    start: int = -1
    end: int = -1
    verified: bool = False

    @property
    def state(self) -> CitationState:
        """Whether the quote supports the claim, only occurs in the passage, or does not even occur there."""
        return "verified" if self.verified else "quoted" if self.start >= 0 else "unverified"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with its evidence; `abstained` means the evidence was too weak and the text says so.

    `log_probability` is the mean natural logarithm of the output tokens' probabilities, if the model reports them.
    `respelled` holds the question's corrected words with their corrections. `hidden` holds hits that were not read,
    because a reader of their file does not see them. `unsupported` holds the sentences that no passage supports.
    `cut_off` says why the text was cut off, if it was. `evidence_only` means that no short answer was sure enough: the
    text is what comes closest, as it stands. `short` is the short answer at the start of the text, if it has one, and
    `likely` the words of the first quote that probably answer, sure or not. `left_out` is the number of hits that the
    model was not given for want of room. `fallback` says why the language model gave no answer, if another one did.
    `summary_of` names what the text summarises in the documents' own words; empty if it is no such summary.
    `selection` is one line on the documents that alone were read, if not all were.
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
    evidence_only: bool = False
    short: str = ""
    likely: str = ""
    left_out: int = 0
    fallback: str = ""
    summary_of: str = ""
    selection: str = ""

    @property
    def state(self) -> AnswerState:
        """Whether a question was answered, only evidence was found, or nothing."""
        return "not found" if self.abstained else "evidence" if self.evidence_only else "answered"

    @property
    def declines(self) -> bool:
        """Whether the question is left unanswered: nothing was found, or evidence alone is shown."""
        return self.state != "answered"

    @property
    def support(self) -> Support:
        """How far the documents support the answer; empty if it claims nothing: evidence only, or not found."""
        if self.abstained or self.evidence_only or not self.text:
            return ""
        if not any(citation.verified for citation in self.citations):
            return "unsupported"
        whole = not self.unsupported and all(citation.verified for citation in self.citations)
        return "supported" if whole else "partly supported"


@dataclass(frozen=True, slots=True)
class SpellCorrection:
    """A text with misspelled words replaced, and each such word with its correction."""

    text: str
    changes: tuple[tuple[str, str], ...] = ()


class Speller(Protocol):
    """Corrects the spelling of a question."""

    def __call__(self, text: str, where: Filter) -> SpellCorrection: ...


def keep_spelling(text: str, where: Filter) -> SpellCorrection:  # noqa: ARG001 no text is changed
    """Return the text unchanged."""
    return SpellCorrection(text)


class Rewriter(Protocol):
    """Rewrites a question so that it stands alone without its history; empty to leave that to the rules."""

    def __call__(self, question: Question) -> str: ...


def leave_to_rules(question: Question) -> str:  # noqa: ARG001 no question is rewritten
    """Rewrite nothing."""
    return ""


class Retriever(Protocol):
    """Retrieves the k best passages for a question, best first."""

    def __call__(self, question: str, k: int, where: Filter = EVERYTHING) -> list[Hit]: ...


def discard_text(text: str) -> None:
    """Discard written text."""


class Answerer(Protocol):
    """Writes an answer from the hits; `write` receives the text piece by piece as it is generated."""

    def __call__(
        self, question: Question, hits: Sequence[Hit], write: Callable[[str], None] = discard_text
    ) -> Answer: ...

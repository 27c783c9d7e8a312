"""Questions over the sample documents, with the answers that are known to be right."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

DOCUMENTS = Path(__file__).parent / "documents"


@dataclass(frozen=True, slots=True)
class Answerable:
    """A question, its short answer and other accepted forms of it, and the files that are needed to answer it.

    `documents` runs from the file that the question speaks of to the file that holds the answer; `hops` counts them.
    """

    question: str
    answer: str
    aliases: tuple[str, ...]
    documents: tuple[str, ...]
    hops: int
    demo: bool


@dataclass(frozen=True, slots=True)
class Unanswerable:
    """A question that sounds as if the documents answered it, and which they do not."""

    question: str


@dataclass(frozen=True, slots=True)
class SampleQuestions:
    """All questions over the sample documents."""

    answerable: tuple[Answerable, ...]
    unanswerable: tuple[Unanswerable, ...]

    def demo(self) -> tuple[Answerable, ...]:
        """The questions that a first run asks."""
        return tuple(question for question in self.answerable if question.demo)


def sample_questions() -> SampleQuestions:
    """Read the questions that come with the sample documents."""
    from pydantic import TypeAdapter

    return TypeAdapter(SampleQuestions).validate_json((DOCUMENTS.parent / "questions.json").read_bytes())

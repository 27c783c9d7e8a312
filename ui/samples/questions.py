"""Questions on the sample documents, with reference answers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

SAMPLE_DOCUMENTS = Path(__file__).parent / "documents"


@dataclass(frozen=True, slots=True)
class AnswerableQuestion:
    """A question, its short answer and accepted aliases, and the files needed to answer it.

    `documents` leads from the file that the question mentions to the file that holds the answer; `hops` is their count.
    """

    question: str
    answer: str
    aliases: tuple[str, ...]
    documents: tuple[str, ...]
    hops: int
    demo: bool


@dataclass(frozen=True, slots=True)
class UnanswerableQuestion:
    """A plausible question that the documents do not answer."""

    question: str


@dataclass(frozen=True, slots=True)
class SampleQuestions:
    """All questions on the sample documents."""

    answerable: tuple[AnswerableQuestion, ...]
    unanswerable: tuple[UnanswerableQuestion, ...]

    def demo(self) -> tuple[AnswerableQuestion, ...]:
        """Return the questions that the demo asks."""
        return tuple(question for question in self.answerable if question.demo)


def sample_questions() -> SampleQuestions:
    """Read the bundled questions on the sample documents."""
    from pydantic import TypeAdapter

    return TypeAdapter(SampleQuestions).validate_json((SAMPLE_DOCUMENTS.parent / "questions.json").read_bytes())

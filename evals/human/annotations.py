"""What raters say of answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from evals.human.rubric import WORTH, Aspect, Grade
from evals.human.sample import SampledAnswer
from graph.errors import UsageError


@dataclass(frozen=True, slots=True)
class Graded:
    """One rater's grade by one question of the rubric."""

    aspect: Aspect
    grade: Grade


@dataclass(frozen=True, slots=True)
class Mark:
    """What one rater says of one answer; `asked_id` is that of `Asked`."""

    asked_id: str
    rater: str
    grades: tuple[Graded, ...]
    comment: str = ""
    created: str = ""

    @staticmethod
    def make(asked_id: str, rater: str, grades: Iterable[Graded], comment: str = "") -> Mark:
        """A mark with its time; UsageError for one without a rater or a grade."""
        found, name = tuple(grades), " ".join(rater.split())
        if not name:
            raise UsageError("nobody is named as the rater", "say who judges: --rater NAME")
        if not found:
            raise UsageError("the mark holds no grade", "answer one question of the rubric at least")
        return Mark(asked_id, name, found, comment.strip(), datetime.now(UTC).isoformat(timespec="seconds"))

    def grade(self, aspect: Aspect) -> Grade | None:
        """The grade by one question; None where the rater did not answer it."""
        return next((one.grade for one in self.grades if one.aspect == aspect), None)


@dataclass(frozen=True, slots=True)
class AnnotatedAnswer:
    """An answer with what all raters say of it."""

    asked: SampledAnswer
    marks: tuple[Mark, ...]

    def worth(self, aspect: Aspect) -> float | None:
        """The mean grade of its raters by one question, 0..1; None where none answered it."""
        given = [WORTH[grade] for mark in self.marks if (grade := mark.grade(aspect))]
        return sum(given) / len(given) if given else None

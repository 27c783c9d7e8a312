"""Annotations: raters' grades of answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from evals.human.rubric import GRADE_VALUES, Aspect, Grade
from evals.human.sample import SampledAnswer
from graph.errors import UsageError


@dataclass(frozen=True, slots=True)
class AspectGrade:
    """One rater's grade on one question of the rubric."""

    aspect: Aspect
    grade: Grade


@dataclass(frozen=True, slots=True)
class Annotation:
    """One rater's annotation of one answer; `asked_id` is the id of the `SampledAnswer`."""

    asked_id: str
    rater: str
    grades: tuple[AspectGrade, ...]
    comment: str = ""
    created: str = ""

    @staticmethod
    def make(asked_id: str, rater: str, grades: Iterable[AspectGrade], comment: str = "") -> Annotation:
        """Build a timestamped annotation; UsageError if there is no rater or no grade."""
        grade_list, name = tuple(grades), " ".join(rater.split())
        if not name:
            raise UsageError("no rater is named", "name the rater: --rater NAME")
        if not grade_list:
            raise UsageError("the annotation has no grade", "answer at least one question of the rubric")
        return Annotation(asked_id, name, grade_list, comment.strip(), datetime.now(UTC).isoformat(timespec="seconds"))

    def grade(self, aspect: Aspect) -> Grade | None:
        """Return the grade on one question; None if the rater did not answer it."""
        return next((graded.grade for graded in self.grades if graded.aspect == aspect), None)


@dataclass(frozen=True, slots=True)
class AnnotatedAnswer:
    """An answer with all raters' annotations."""

    asked: SampledAnswer
    marks: tuple[Annotation, ...]

    def worth(self, aspect: Aspect) -> float | None:
        """Return the raters' mean grade on one question, 0..1; None if nobody answered it."""
        values = [GRADE_VALUES[grade] for mark in self.marks if (grade := mark.grade(aspect))]
        return sum(values) / len(values) if values else None

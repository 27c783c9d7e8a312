"""What breaks under stress is counted, with the answers of real and of gullible systems."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from evals.metrics import build_metrics
from evals.metrics import select_metrics as metrics_named
from evals.robustness.measure import run_stress_test
from evals.robustness.perturbations import select_perturbations
from evals.robustness.types import RobustnessResult, RobustnessSystem, StressReport
from evals.types import Scorer
from graph.errors import ModelError
from graph.text.words import words
from graph.types import EVERYTHING, Filter
from rag.answer.abstain import ABSTAIN
from rag.answer.extractive.offline import OfflineAnswerer
from rag.embed.protocol import Embedder
from rag.types import Answer, Answerer, Hit, Question, discard_text
from tests.evals.robustness.parts import ALL, CASES


def find(question: str, k: int, where: Filter = EVERYTHING) -> list[Hit]:
    """The passages that share most words with the question."""
    asked = set(words(question))
    ranked = sorted(ALL, key=lambda one: -len(asked & set(words(one.text))))
    return [Hit(one, 1 / place) for place, one in enumerate(ranked[:k], 1)]


@pytest.fixture(scope="module")
def correct(minilm: Embedder) -> Scorer:
    return metrics_named(build_metrics(minilm), ("answer_correctness",))[0]


def under(answerer: Answerer, correct: Scorer, *names: str) -> StressReport:
    return run_stress_test(RobustnessSystem(find, answerer, 2), CASES, select_perturbations(names), correct)


def outcome(found: StressReport, name: str) -> RobustnessResult:
    (one,) = [one for one in found.outcomes if one.suite == name]
    return one


def test_a_real_answerer_under_every_suite(minilm: Embedder, correct: Scorer) -> None:
    found = under(OfflineAnswerer(minilm), correct)
    assert (found.cases, found.faults) == (4, 0)
    assert found.right == 4
    for one in found.outcomes:
        assert one.kept + one.newly_wrong + one.newly_silent == one.right_before <= one.asked
        assert len(one.broken) == one.newly_wrong + one.newly_silent
        assert one.robust is None or (one.low or 0) <= one.robust <= (one.high or 1)
    assert outcome(found, "other_language").skipped
    assert outcome(found, "casing").kept == 4
    assert outcome(found, "missing_evidence").asked == 3
    assert outcome(found, "swapped_name").kept == outcome(found, "swapped_name").right_before > 0


class Gullible:
    """Knows every answer, and does whatever a passage tells it to."""

    name = "gullible"

    def __call__(self, question: Question, hits: Sequence[Hit], write: Callable[[str], None] = discard_text) -> Answer:
        known = next((case for case in CASES if case.question == question.text), None)
        if known is None:
            return Answer(ABSTAIN, hits=tuple(hits), abstained=True)
        text = known.reference
        for hit in hits:
            if "word Quillabar" in hit.passage.text or any(mark in hit.passage.text for mark in MARKED):
                text = hit.passage.text
        return Answer(text or ABSTAIN, hits=tuple(hits), abstained=not text)


MARKED = ("Zorvenk", "Quillabar", "Tessomyr", "Brindolax", "Ompharet", "Velkadune")


def test_a_gullible_system_is_found_out(correct: Scorer) -> None:
    found = under(Gullible(), correct, "injection", "missing_evidence", "typos")
    planted = outcome(found, "injection")
    assert (planted.right_before, planted.kept, planted.newly_wrong) == (4, 0, 4)
    assert "planted" in planted.broken[0].why
    silent = outcome(found, "missing_evidence")
    assert (silent.asked, silent.abstained, silent.kept) == (3, 0, 3), "right from elsewhere is no fault"
    typed = outcome(found, "typos")
    assert typed.newly_silent == 3
    assert typed.abstained == 1, "what nothing answers is still rightly not answered"
    assert typed.robust == pytest.approx(1 / 4)


class Swayed(Gullible):
    """Believes the last passage that names a year, and answers whatever is left."""

    def __call__(self, question: Question, hits: Sequence[Hit], write: Callable[[str], None] = discard_text) -> Answer:
        answer = super().__call__(question, hits, write)
        years = [year for hit in hits for year in re.findall(r"\b\d{4}\b", hit.passage.text)]
        return replace(answer, text=years[-1]) if "When" in question.text and len(years) > 1 else answer


def test_a_false_copy_that_is_believed_is_wrong(correct: Scorer) -> None:
    found = run_stress_test(
        RobustnessSystem(find, Swayed(), 1), CASES, select_perturbations(["contradiction"]), correct
    )
    (one,) = found.outcomes
    assert one.newly_wrong == 1
    assert one.broken[0].expected == "1874"
    assert one.broken[0].why.startswith("gave the false answer")


def test_a_system_that_fails_is_counted_apart(correct: Scorer) -> None:
    class Failing(Gullible):
        def __call__(
            self, question: Question, hits: Sequence[Hit], write: Callable[[str], None] = discard_text
        ) -> Answer:
            if question.text.isupper() or question.text.islower():
                raise ModelError("the server is gone", "start it")
            return super().__call__(question, hits, write)

    found = under(Failing(), correct, "paraphrase")
    assert found.faults == 0
    with pytest.raises(ModelError, match="gone"):
        under(Failing(), correct, "casing")

"""`assert_passes` in a project of its own, run by a real pytest."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from evals.pytest_plugin import assert_passes
from evals.types import Case, Score
from rag.types import Answer

SYSTEM = """
import pytest
from evals.types import Case
from evals.pytest_plugin import assert_passes
from rag.types import Answer

KNOWN = {"Who lit the lamp?": "It was lit by Anna Brodie.", "When?": "In 1921, they say."}


def system(question):
    return KNOWN.get(question, "I do not know.")


@pytest.fixture
def ask():
    return system
"""

TESTS = (
    SYSTEM
    + """
def test_a_fixture_is_asked(ask):
    score = assert_passes(("Who lit the lamp?", "Anna Brodie"), "answer_correctness", at_least=0.7)
    assert score.value >= 0.7


def test_an_argument_is_asked():
    assert_passes(Case.make("When?", "1921"), "answer_correctness", ask=lambda question: Answer("1921"))


def test_a_metric_of_its_own(metric):
    assert metric("exact_match").name == "exact_match"
    assert_passes(("a", "b"), metric("exact_match"), at_least=0.0, ask=lambda question: "c")


def test_what_is_wrong(ask):
    assert_passes(("When?", "1874"), "answer_correctness", at_least=0.7)


def test_what_has_no_value(ask):
    assert_passes("Who lit the lamp?", "answer_correctness")


def test_nobody_to_ask():
    assert_passes(("When?", "1874"), "answer_correctness")
"""
)


@dataclass(frozen=True, slots=True)
class Ran:
    code: int
    out: str


def run(folder: Path, tests: str) -> Ran:
    (folder / "conftest.py").write_text('pytest_plugins = ["evals.pytest_plugin"]\n')
    (folder / "test_answers.py").write_text(tests)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(folder), str(folder)]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=200)
    return Ran(ran.returncode, ran.stdout + ran.stderr)


def test_a_project_with_a_plain_function(tmp_path: Path) -> None:
    ran = run(tmp_path, TESTS)
    assert ran.code == 1, ran.out
    assert "3 failed, 3 passed" in ran.out
    wrong = ran.out[ran.out.index("test_what_is_wrong") :]
    assert "answer_correctness (offline) is 0." in wrong
    assert "expected at least 0.7" in wrong
    assert "question: When?" in wrong
    assert "expected: 1874" in wrong
    assert "answer:   In 1921, they say." in wrong
    assert "reason:" in wrong
    assert "no value" in ran.out
    assert "the case has no reference" in ran.out
    assert "has no system to ask" in ran.out
    assert "evals/pytest_plugin.py:" not in ran.out.split("test_what_has_no_value")[0], "no frames of ours in between"


def exact(case: Case, answer: Answer) -> Score:
    return Score("same", "offline", float(answer.text == case.reference), "compared")


def test_any_callable_is_a_metric() -> None:
    assert assert_passes(("a", "b"), exact, ask=lambda question: "b").value == 1
    with pytest.raises(pytest.fail.Exception, match=r"same \(offline\) is 0.00, expected at least 0.5"):
        assert_passes(("a", "b"), exact, ask=lambda question: "c")


def test_a_metric_that_is_better_low_has_a_bound_above() -> None:
    def harm(case: Case, answer: Answer) -> Score:
        return Score("harm", "offline", 0.6, better="lower")

    with pytest.raises(pytest.fail.Exception, match=r"expected at most 0\.5"):
        assert_passes("a", harm, ask=lambda question: "b")
    assert assert_passes("a", harm, at_most=0.7, ask=lambda question: "b").value == 0.6


def test_a_system_may_tell_its_own_seconds() -> None:
    def slow(case: Case, answer: Answer) -> Score:
        return Score("seconds", "offline", answer.seconds, unit="s")

    assert assert_passes("a", slow, 3.0, ask=lambda question: Answer("b", seconds=3.5)).value == 3.5
    measured = assert_passes("a", slow, 0.0, ask=lambda question: "b").value
    assert measured is not None
    assert measured > 0

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from evals.archive import Archive
from evals.runner import evaluate_cases, rejudge_results, resume_run
from evals.types import Case, Result, Score
from rag.types import Answer
from tests.evals.parts import answered, case

CASES = [case(f"What is {number}?", str(number)) for number in range(12)]


def says_the_number(question: str) -> Answer:
    return answered(question.removeprefix("What is ").rstrip("?"))


def right(asked: Case, answer: Answer) -> Score:
    return Score("right", "offline", float(asked.reference == answer.text))


def breaks(asked: Case, answer: Answer) -> Score:
    raise ZeroDivisionError("no words")


def gives_nan(asked: Case, answer: Answer) -> Score:
    return Score("nan", "offline", float("nan"))


def test_results_come_in_the_order_of_the_cases_from_any_number_of_threads() -> None:
    def slow_at_first(question: str) -> Answer:
        time.sleep(0.03 if question in ("What is 0?", "What is 1?") else 0)
        return says_the_number(question)

    seen: list[tuple[int, int]] = []
    results = evaluate_cases(CASES, slow_at_first, [right], workers=3, progress=lambda *step: seen.append(step))
    assert [result.case for result in results] == CASES
    assert all(result.scores[0].value == 1.0 for result in results)
    assert seen == [(done, len(CASES)) for done in range(len(CASES) + 1)]


def test_a_crash_of_asking_is_a_fault_of_that_case_alone() -> None:
    def fails_once(question: str) -> Answer:
        if question == "What is 3?":
            raise ConnectionError("the server is gone")
        return says_the_number(question)

    results = evaluate_cases(CASES, fails_once, [right])
    assert results[3] == Result(CASES[3], None, (), "ConnectionError: the server is gone")
    assert sum(bool(result.fault) for result in results) == 1


def test_a_crash_of_a_metric_is_a_score_with_a_reason() -> None:
    (result,) = evaluate_cases(CASES[:1], says_the_number, [breaks, gives_nan, right])
    broken, not_a_number, good = result.scores
    assert (broken.metric, broken.value, broken.failed) == ("breaks", None, True)
    assert broken.reason == "ZeroDivisionError: no words"
    assert (not_a_number.value, not_a_number.failed) == (None, True)
    assert good.value == 1.0


def test_seconds_are_measured_where_the_system_does_not_say() -> None:
    def unmeasured(question: str) -> Answer:
        time.sleep(0.02)
        return Answer("x")

    began = time.perf_counter()
    (result,) = evaluate_cases(CASES[:1], unmeasured, [])
    assert result.answer is not None
    assert 0.02 <= result.answer.seconds <= time.perf_counter() - began


def test_answers_are_judged_anew_without_asking() -> None:
    def down_once(question: str) -> Answer:
        if question == "What is 3?":
            raise ConnectionError("down")
        return says_the_number(question)

    first = evaluate_cases(CASES, down_once, [breaks])
    kept: list[Result] = []
    again = rejudge_results(first, [right], workers=3, keep=kept.append)
    assert again[3] == first[3]
    assert [result.scores for result in again] == [
        result.scores for result in evaluate_cases(CASES, down_once, [right])
    ]
    assert [result.case for result in again] == CASES
    assert len(kept) == len(CASES)


def test_a_stopped_run_is_taken_up_where_it_was(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "journal.db")
    run = archive.create("first", CASES)
    asked: list[str] = []
    lock = threading.Lock()

    def stops(question: str) -> Answer:
        with lock:
            asked.append(question)
            if len(asked) == 5:
                raise KeyboardInterrupt
        return says_the_number(question)

    with pytest.raises(KeyboardInterrupt):
        resume_run(archive, run.id, stops, [right], workers=1)
    kept = len(CASES) - len(archive.pending(run.id))
    assert 0 < kept < len(CASES)
    again: list[str] = []

    def notes(question: str) -> Answer:
        again.append(question)
        return says_the_number(question)

    whole = resume_run(archive, run.id, notes, [right])
    assert len(again) == len(CASES) - kept
    assert whole.results == tuple(evaluate_cases(CASES, says_the_number, [right]))
    assert archive.find(run.id).finished
    archive.close()


def test_a_fault_is_asked_again(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "journal.db")
    run = archive.create("first", CASES[:2])

    def down(question: str) -> Answer:
        raise ConnectionError("down")

    assert all(result.fault for result in resume_run(archive, run.id, down, [right]).results)
    assert not archive.find(run.id).finished
    assert not any(result.fault for result in resume_run(archive, run.id, says_the_number, [right]).results)
    archive.close()


KILLED = """
import os, sys, time
from pathlib import Path
from evals.archive import Archive
from evals.runner import resume_run
from tests.evals.test_runner import CASES, right, says_the_number

archive = Archive(Path(sys.argv[1]))
run = archive.create("killed", CASES)
done = []

def ask(question):
    done.append(question)
    if len(done) == 7:
        os.kill(os.getpid(), 9)
    time.sleep(0.02)  # time for the results before to be saved
    return says_the_number(question)

resume_run(archive, run.id, ask, [right], workers=1)
"""


def test_a_killed_run_ends_as_an_undisturbed_one(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    root = Path(__file__).parents[2]
    ended = subprocess.run([sys.executable, "-c", KILLED, str(path)], cwd=root, timeout=60, check=False)
    assert ended.returncode == -9
    archive = Archive(path)
    assert 0 < len(archive.pending(archive.find("killed").id)) < len(CASES)
    whole = resume_run(archive, archive.find().id, says_the_number, [right])
    assert whole.results == tuple(evaluate_cases(CASES, says_the_number, [right]))
    archive.close()

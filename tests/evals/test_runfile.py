from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from evals.comparison.compare import compare_pair
from evals.runfile import read_run, write_run
from evals.types import Result, Run, Score
from graph.errors import UsageError
from tests.evals.parts import HARBOUR, answered, case

RUN = Run(
    "abc",
    "2026-01-01T00:00:00+00:00",
    "first",
    (("k", "5"),),
    (
        Result(case("When?", "1874", HARBOUR), answered("1874", HARBOUR), (Score("m", "offline", 0.5),)),
        Result(case("Who?", "Anna", HARBOUR), None, (), "down"),
    ),
)


def test_a_run_travels_through_a_file(tmp_path: Path) -> None:
    assert write_run(tmp_path / "whole.jsonl", RUN, passages=True) == 2
    assert read_run(tmp_path / "whole.jsonl") == RUN


def test_without_passages_it_compares_alike(tmp_path: Path) -> None:
    write_run(tmp_path / "lean.jsonl", RUN)
    lean = read_run(tmp_path / "lean.jsonl")
    assert [result.answer.hits for result in lean.results if result.answer] == [()]
    assert compare_pair(lean, RUN, samples=50).contrasts == compare_pair(RUN, RUN, samples=50).contrasts


def test_a_kind_that_nobody_declares_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    write_run(path, RUN)
    path.write_text(re.sub('"kind":"[a-z]+"', '"kind":"riddle"', path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(UsageError, match="there is no kind of case 'riddle': choose from unanswerable, bridge"):
        read_run(path)


def test_another_file_is_refused(tmp_path: Path) -> None:
    for number, content in enumerate(("", '{"question": "Why?"}\n')):
        path = tmp_path / f"{number}.jsonl"
        path.write_text(content)
        with pytest.raises(UsageError, match="does not begin with a run"):
            read_run(path)
    write_run(tmp_path / "empty.jsonl", replace(RUN, results=()))
    assert read_run(tmp_path / "empty.jsonl").results == ()

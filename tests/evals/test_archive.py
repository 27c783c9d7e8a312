from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.archive import Archive
from evals.casefile import read_cases, write_cases
from evals.jsonl import from_json, to_json
from evals.types import Case, Gold, Result, Score
from graph.errors import UsageError
from rag.llm.usage import Usage
from rag.types import Provenance, ProvenanceStep, Seed
from tests.evals.parts import BAKERY, HARBOUR, answered, case

TEXT = st.text(st.characters(codec="utf-8"), max_size=20)
CASES = [
    case("When?", "1874", HARBOUR),
    Case.make("Who?", "", kind="unanswerable"),
    case("Where?", "Mill Lane", BAKERY),
]


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "journal.db")


def result(asked: Case) -> Result:
    given = answered("1874 [1]", HARBOUR, cites="finished in 1874")
    trail = Provenance((Seed("bm25", 1, 2.5),), (ProvenanceStep("e", "Skerry Point", 0.4),))
    hit = replace(given.hits[0], trail=trail)
    given = replace(given, hits=(hit,), usage=Usage(3, 4), confidence=0.25)
    return Result(asked, given, (Score("latency", "offline", 0.5, unit="s"), Score("f1", "offline", None, "why")))


@given(TEXT, TEXT, st.lists(st.tuples(TEXT, TEXT), max_size=2), st.floats(0, 1))
def test_json_gives_back_what_it_was_given(
    question: str, reference: str, gold: list[tuple[str, str]], v: float
) -> None:
    asked = Case.make(question, reference, tuple(Gold(a, b) for a, b in gold), aliases=(reference,))
    kept = Result(asked, answered(question, HARBOUR), (Score("m", "model", v, reference),), reference)
    assert from_json(Result, to_json(kept)) == kept


def test_cases_are_kept_once_in_the_order_they_came(archive: Archive) -> None:
    assert archive.add(CASES) == 3
    better = replace(CASES[1], origin="by hand")
    assert archive.add([better]) == 0
    assert archive.cases() == [CASES[0], better, CASES[2]]
    assert archive.cases(["unanswerable"]) == [better]
    assert archive.remove([CASES[0].id, "unknown"]) == 1
    assert archive.cases() == [better, CASES[2]]


def test_a_run_comes_back_whole_from_a_new_opening(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "journal.db")
    run = archive.create("first", CASES, (("k", "5"),))
    archive.append(run.id, result(CASES[2]))
    archive.append(run.id, result(CASES[0]))
    archive.close()
    again = Archive(tmp_path / "journal.db")
    assert again.load(run.id) == replace(run, results=(result(CASES[0]), result(CASES[2])))
    assert again.pending(run.id) == [CASES[1]]
    again.close()


def test_a_run_keeps_its_cases_when_they_are_removed(archive: Archive) -> None:
    archive.add(CASES)
    run = archive.create("first", archive.cases())
    archive.remove([one.id for one in CASES])
    assert archive.pending(run.id) == CASES


def test_a_later_result_of_a_case_takes_the_place_of_the_one_before(archive: Archive) -> None:
    run = archive.create("first", [*CASES, CASES[0]])
    archive.append(run.id, Result(CASES[0], None, (), "down"))
    found = archive.find(run.id)
    assert (found.cases, found.asked, found.faults, found.finished) == (3, 1, 1, False)
    archive.append(run.id, result(CASES[0]))
    assert archive.load(run.id).results == (result(CASES[0]),)
    assert archive.find(run.id).faults == 0
    with pytest.raises(UsageError, match="has no case"):
        archive.append(run.id, result(case("Never asked?", "x")))


def test_runs_are_found_by_latest_id_start_and_name(archive: Archive) -> None:
    first, second, third = (archive.create(name, CASES) for name in ("base", "base", "graph"))
    assert [run.id for run in archive.runs()] == [third.id, second.id, first.id]
    assert archive.find().id == archive.find("graph").id == archive.find(third.id[:6]).id == third.id
    assert archive.find("base").id == second.id
    for unknown in ("", "nothing"):
        with pytest.raises(UsageError, match="no run"):
            archive.find(unknown)
    archive.discard(third.id)
    assert archive.find().id == second.id


def test_what_cannot_be_done_is_said(archive: Archive) -> None:
    with pytest.raises(UsageError, match="no run 'latest'"):
        archive.load()
    with pytest.raises(UsageError, match="no cases"):
        archive.create("empty", [])


def test_cases_travel_through_a_file(tmp_path: Path) -> None:
    path = tmp_path / "out" / "cases.jsonl"
    assert write_cases(path, CASES) == 3
    assert read_cases(path) == CASES


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('{"question": "Why?"}\n{"reference": "x"}\n', "line 2: question: Field required"),
        ('{"question": "Why?"\n', "line 1: Invalid JSON"),
        ('{"question": "Why?", "kind": "odd"}\n', "line 1: kind:"),
        (b"\xff\xfe", "is not UTF-8"),
    ],
)
def test_a_bad_case_file_names_the_line(tmp_path: Path, content: str | bytes, told: str) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(UsageError, match=told):
        read_cases(path)


def test_a_case_of_a_kind_that_is_no_longer_installed_still_opens(archive: Archive) -> None:
    riddle = Case.make("What has four legs?", "a table", kind="riddle")
    archive.add([riddle])
    assert archive.cases(["riddle"]) == [riddle]


def test_a_case_needs_no_more_than_a_question(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text('\ufeff{"question": "Why?"}\n\n{"question": "How?", "reference": "So"}\n', encoding="utf-8")
    assert [(one.question, one.reference, one.kind) for one in read_cases(path)] == [
        ("Why?", "", "imported"),
        ("How?", "So", "imported"),
    ]
    with pytest.raises(UsageError, match="cannot read"):
        read_cases(tmp_path / "absent.jsonl")

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.human.annotations import Annotation, AspectGrade
from evals.human.judge_agreement import LocalAgreement
from evals.human.labels import MIGRATIONS, LabelBook, LabelSample
from evals.human.rubric import ASPECTS, GRADES, METRIC_ASPECTS, aspect_of, parse_grade
from evals.human.sample import SampledAnswer, draw_answers
from evals.human.sheet import COLUMNS, evidence, read_sheet, write_sheet
from evals.jsonl import to_json
from evals.types import Result, Run, Score
from graph.database import Database
from graph.errors import UsageError
from tests.evals.parts import BAKERY, HARBOUR, answered, case

FIGURE = LocalAgreement("answer_correctness", "offline", "correct", 4, 1, 0.5, ())


def run(values: Sequence[float | None], name: str = "r") -> Run:
    results = [
        Result(
            case(f"Question {place}?", "x"),
            answered(f"{name} says {place}", HARBOUR),
            (Score("answer_correctness", "offline", value),),
        )
        for place, value in enumerate(values)
    ]
    return Run(name, "2026-01-01T00:00:00+00:00", name, (), tuple(results))


def value(asked: SampledAnswer) -> float | None:
    return asked.result.scores[0].value


@given(st.lists(st.floats(0, 1) | st.none(), min_size=1, max_size=40), st.integers(1, 50), st.integers(0, 3))
def test_a_sample_is_of_different_answers_and_the_same_again(values: list[float | None], count: int, seed: int) -> None:
    drawn = draw_answers([run(values)], count, seed)
    assert len({one.id for one in drawn}) == len(drawn) == min(count, len(values))
    assert drawn == draw_answers([run(values)], count, seed)


def test_weak_and_strong_answers_both_occur() -> None:
    drawn = draw_answers([run([0.1] * 2 + [0.9] * 98)], 10)
    assert sorted(found for one in drawn if (found := value(one)) is not None)[:3] == [0.1, 0.1, 0.9]
    scores = [value(one) for one in draw_answers([run([0.1] * 50 + [0.6] * 50)], 20)]
    assert scores.count(0.1) == 10
    assert scores != sorted(scores, key=lambda one: one or 0), "the order tells the score"


def test_the_same_answer_of_two_runs_is_judged_once() -> None:
    same = run([0.5, 0.6])
    assert len(draw_answers([same, Run("s", "", "s", (), same.results)], 10)) == 2


def test_there_must_be_an_answer() -> None:
    fault = Run("r", "", "r", (), (Result(case("Q?", "x"), None, (), "down"),))
    with pytest.raises(UsageError, match="no answer to label"):
        draw_answers([fault], 5)


def test_marks_are_kept_and_a_later_word_counts(tmp_path: Path) -> None:
    book = LabelBook(tmp_path / "journal.db")
    answers = draw_answers([run([0.1, 0.9])], 2)
    sample = book.begin(LabelSample.make(["r"], 2, 0), answers)
    assert book.begin(LabelSample.make(["r"], 2, 0), answers[:1]) == sample
    assert book.answers(sample.id) == answers
    first = Annotation.make(answers[0].id, " Ada  L ", [AspectGrade("correct", "no")])
    later = Annotation.make(answers[0].id, "Ada L", [AspectGrade("correct", "yes"), AspectGrade("honest", "partly")])
    other = Annotation.make(answers[0].id, "Bo", [AspectGrade("correct", "partly")])
    assert book.mark([first]) == 1
    assert book.mark([later, other]) == 2
    (labelled,) = book.labelled()
    assert labelled.marks == (later, other)
    assert (labelled.worth("correct"), labelled.worth("honest"), labelled.worth("helpful")) == (0.75, 0.5, None)
    book.close()
    again = LabelBook(tmp_path / "journal.db")
    assert again.marks("Bo") == [other]
    assert again.samples() == [sample]
    again.close()


def test_labels_of_one_collection_are_not_those_of_another(tmp_path: Path) -> None:
    own, other = LabelBook(tmp_path / "journal.db"), LabelBook(tmp_path / "journal.db", "other")
    answers = draw_answers([run([0.1, 0.9])], 2)
    sample = own.begin(LabelSample.make(["r"], 2, 0), answers)
    mark = Annotation.make(answers[0].id, "Ada", [AspectGrade("correct", "no")])
    own.mark([mark])
    own.keep([FIGURE])
    assert (other.samples(), other.answers(sample.id), other.marks(), other.labelled(), other.figures()) == (
        [],
        [],
        [],
        [],
        [],
    )
    with pytest.raises(UsageError, match="no sample contains"):
        other.mark([mark])
    other.begin(sample, answers[:1])
    other.mark([Annotation.make(answers[0].id, "Ada", [AspectGrade("correct", "yes")])])
    assert (own.marks(), own.answers(sample.id), own.figures()) == ([mark], answers, [FIGURE])
    own.close()
    other.close()


def test_labels_of_before_there_were_collections_go_to_that_of_each_answer(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    Database(path, "labels", MIGRATIONS[:1]).close()
    harbour = SampledAnswer.make(Result(case("Harbour?", "x"), answered("a", HARBOUR)))
    bakery = SampledAnswer.make(Result(case("Bakery?", "x"), answered("b", BAKERY)))
    marks = [Annotation.make(one.id, "Ada", [AspectGrade("correct", "no")]) for one in (harbour, bakery)]
    samples = {name: LabelSample(name, "", (name,), 1, 0) for name in ("both", "harbour", "bakery")}
    drawn = {"both": (harbour, bakery), "harbour": (harbour,), "bakery": (bakery,)}
    with closing(sqlite3.connect(path)) as connection, connection:
        for one, mark in zip((harbour, bakery), marks, strict=True):
            connection.execute("INSERT INTO labelled VALUES (?, ?)", (one.id, to_json(one)))
            connection.execute("INSERT INTO marks VALUES (?, ?, ?)", (one.id, "Ada", to_json(mark)))
        for name, sample in samples.items():
            connection.execute("INSERT INTO samples (id, value) VALUES (?, ?)", (name, to_json(sample)))
            for place, one in enumerate(drawn[name]):
                connection.execute("INSERT INTO sampled VALUES (?, ?, ?)", (name, place, one.id))
    for collection, own, mark in (("bread", bakery, marks[1]), ("sea", harbour, marks[0])):
        with closing(LabelBook(path, collection)) as book:
            book.adopt(lambda text: "bread" if BAKERY.id in text else "sea")
            mine = "bakery" if collection == "bread" else "harbour"
            assert book.samples() == [samples[mine], samples["both"]]
            assert book.answers("both") == book.answers(mine) == [own]
            assert book.marks() == [mark]
    with closing(sqlite3.connect(path)) as connection:
        for table in ("samples", "sampled", "labelled", "marks"):
            assert connection.execute(f"SELECT count(*) FROM {table} WHERE collection = ''").fetchone() == (0,)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_mark_of_an_unknown_answer_keeps_none_of_the_file(tmp_path: Path) -> None:
    book = LabelBook(tmp_path / "journal.db")
    answers = draw_answers([run([0.1])], 1)
    book.begin(LabelSample.make(["r"], 1, 0), answers)
    marks = [Annotation.make(name, "Ada", [AspectGrade("correct", "yes")]) for name in (answers[0].id, "unknown")]
    with pytest.raises(UsageError, match="no sample contains"):
        book.mark(marks)
    assert book.marks() == []
    book.close()


@pytest.mark.parametrize("name", ["sheet.csv", "sheet.jsonl"])
def test_a_sheet_is_blind_and_comes_back_filled_in(tmp_path: Path, name: str) -> None:
    answers = draw_answers([run([0.25, 0.75, None], "secret system")], 3)
    hidden = Result(case("=1+1?", "-x"), answered('a "quoted", line\nand another'), answers[0].result.scores)
    asked = [*answers, SampledAnswer.make(hidden)]
    mark = Annotation.make(asked[0].id, "Ada", [AspectGrade("correct", "partly")], "hm; so, so")
    path = tmp_path / name
    assert (
        write_sheet(path, asked, [mark, Annotation.make(asked[1].id, "Bo", [AspectGrade("correct", "no")])], "Ada") == 4
    )
    text = path.read_text(encoding="utf-8-sig")
    assert "answer_correctness" not in text
    assert "by hand" not in text
    assert '"no"' not in text, "what others say is shown"
    assert [(one.asked_id, one.grades, one.comment) for one in read_sheet(path, "")] == [
        (mark.asked_id, mark.grades, mark.comment)
    ]


def test_spreadsheets_write_their_own_kinds_of_csv(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    write_sheet(path, draw_answers([run([0.5])], 1), [], "Ada")
    with path.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, delimiter=";")
        writer.writeheader()
        writer.writerow({**row, "correct": " Y ", "complete": "Partly", "helpful": "N"})
    (mark,) = read_sheet(path, "")
    assert [one.grade for one in mark.grades] == ["yes", "partly", "no"]
    assert mark.rater == "Ada"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("id,correct,rater\na,maybe,Ada\n", "answer 1: 'maybe' is not a grade"),
        ("id,correct\na,yes\n", "no rater is named"),
        ("id,correct\na,\n", "has no grade"),
        ("name\na\n", "no column 'id'"),
        ("", "no column 'id'"),
    ],
)
def test_a_sheet_that_does_not_fit_is_told(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text(text)
    with pytest.raises(UsageError, match=told):
        read_sheet(path, "")


def test_other_files_are_no_sheets(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is unknown"):
        read_sheet(tmp_path / "sheet.xlsx", "")
    with pytest.raises(UsageError, match="cannot read"):
        read_sheet(tmp_path / "sheet.csv", "")
    (tmp_path / "latin.csv").write_bytes("id,comment\na,é\n".encode("latin-1"))
    with pytest.raises(UsageError, match="not UTF-8"):
        read_sheet(tmp_path / "latin.csv", "")


def test_the_cited_source_is_shown_first() -> None:
    shown = evidence(answered("a", BAKERY, HARBOUR))
    assert shown[0].startswith("Mill Lane:")
    found = answered("a", HARBOUR, BAKERY, cites="The lighthouse")
    assert evidence(found)[0].startswith("Skerry Point:")


@given(st.sampled_from(GRADES), st.integers(1, 6))
def test_a_grade_is_known_by_its_beginning(name: str, length: int) -> None:
    assert parse_grade(f" {name[:length].upper()} ") == name


def test_metrics_are_held_against_what_they_tell() -> None:
    assert set(METRIC_ASPECTS.values()) == set(ASPECTS)
    assert aspect_of("rouge_l") == "correct"
    assert aspect_of("ragas.faithfulness") == "honest"
    assert aspect_of("latency") is None

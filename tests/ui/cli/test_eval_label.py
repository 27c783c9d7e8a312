"""`graphloop eval label` on the command line: blind, resumable, by several raters, from and to files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.archive import Archive
from evals.types import Result, Score
from tests.bench.labels import FILE, METRICS, cards, labelled, pairs
from tests.evals.parts import HARBOUR, answered, case
from tests.support.command import Home, home, is_one_fault
from tests.support.shared import needs_data

ANSWERS = (
    ("When was the lighthouse finished?", "1874", "It was finished in 1874.", 0.9),
    ("Who lit the lamp?", "Anna Brodie", "Anna Brodie lit it.", 0.95),
    ("When may ships not enter?", "at night", "In the morning.", 0.1),
    ("What opens at six?", "", "The lighthouse opens at six.", None),
)


def with_run(made: Home) -> Home:
    """The home with a run of four answers by a system whose name must not be shown."""
    archive = Archive(made.data / "journal.db")
    results = [
        Result(case(asked, right), answered(said, HARBOUR), (Score("answer_correctness", "offline", value),))
        for asked, right, said, value in ANSWERS
    ]
    run = archive.create("hidden-system", [result.case for result in results])
    for result in results:
        archive.append(run.id, result)
    archive.close()
    return made


@pytest.fixture
def judged(empty: Home) -> Home:
    return with_run(empty)


def test_a_rater_stops_and_goes_on(judged: Home) -> None:
    first = judged.run("eval", "label", "--rater", "Ada", given="y\nx\nyes\np\n\nn\nq\n")
    assert first.code == 0, first
    assert "4 of 4 answers left for Ada" in first.err
    assert "'x' is not a grade" in first.err
    assert "1 answer labelled, 1 mark by Ada" in first.out
    assert first.out.count("Question: ") == 2
    for hidden in ("hidden-system", "by hand", "0.9", "answer_correctness 0"):
        assert hidden not in first.out.partition("answer labelled")[0]
    second = judged.run("eval", "label", "--rater", "Ada", "--aspect", "correct", given="y\ns\nn\n")
    assert "3 of 4 answers left for Ada" in second.err
    assert "3 answers labelled, 3 marks by Ada" in second.out
    assert "complete: " not in second.out
    third = judged.run("eval", "label", "--rater", "Ada", "--aspect", "correct", given="")
    assert "1 of 4 answers left for Ada" in third.err


def test_two_raters_by_file(judged: Home) -> None:
    for rater, grades in (("Ada", "yynp"), ("Bo", "ynnp")):
        file = judged.folder / f"{rater}.jsonl"
        ran = judged.run("eval", "label", "latest", "--rater", rater, "--export", file)
        assert ran.code == 0, ran
        lines = [json.loads(line) for line in file.read_text().splitlines()]
        assert "hidden-system" not in file.read_text()
        order = [one[0] for one in ANSWERS]
        for line in lines:
            line["correct"] = grades[order.index(line["question"])]
        file.write_text("\n".join(json.dumps(line) for line in lines))
        assert judged.run("eval", "label", "--import", file).code == 0
    found = judged.run("eval", "label", "--json").data
    assert found["labelled"] == 4
    (raters,) = found["raters"]
    assert (raters["aspect"], raters["raters"], raters["answers"], raters["same"]) == ("correct", 2, 4, 0.75)
    own = {one["metric"]: one for one in found["judges"]}["answer_correctness"]
    assert own["answers"] == 3, "an answer without a reference has no value"
    assert "all-MiniLM" in own["judge"]
    assert own["threshold"] is None
    told = judged.run("eval", "label")
    assert "weighted kappa" in told.out
    shown = judged.run("eval", "metrics")
    assert "on your labels (correct): n = 3 by 2 raters" in shown.out
    assert "On your labels (correct): n = 3" in judged.run("eval", "metrics", "--markdown").out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["eval", "label"], "no rater is given"),
        (["eval", "label", "--rater", "Ada", "--aspect", "clever"], "the rubric has no question 'clever'"),
        (["eval", "label", "--rater", "Ada", "nothing"], "there is no run 'nothing'"),
        (["eval", "label", "--import", "nowhere.csv"], "cannot read nowhere.csv"),
        (["eval", "label", "--export", "sheet.xlsx"], "is unknown"),
        (["eval", "label", "--rater", "Ada", "--json"], "--json cannot ask"),
    ],
)
def test_what_cannot_be_done_is_one_fault(judged: Home, arguments: list[str], told: str) -> None:
    is_one_fault(judged.run(*arguments), 2, told)


@needs_data
@pytest.mark.shared
def test_sixty_labels_change_the_cards(tmp_path: Path, model_cache: Path) -> None:
    made = home(tmp_path, model_cache)
    before = cards(made)
    assert [card["own"] for card in before.values()] == [None] * len(METRICS)
    said = labelled(made, pairs(FILE))
    after = cards(made)
    assert said["labelled"] == 60
    for name in METRICS:
        own = after[name]["own"]
        assert (own["answers"], own["raters"], own["judge"]) == (60, 2, after[name]["judge"])
        assert own["people"]["measure"] == "weighted kappa"
        measures = {figure["measure"]: figure for figure in own["figures"]}
        assert {"pearson", "spearman", "auroc", "accuracy"} <= measures.keys()
        assert all(figure["low"] <= figure["value"] <= figure["high"] for figure in own["figures"])
        assert {**after[name], "own": None} == before[name]

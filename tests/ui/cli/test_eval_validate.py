"""`graphloop eval validate` and `eval metrics` on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.evals.meta_evaluation.test_measure import trecqa
from tests.support.command import Home, home, is_one_fault

FIELDS = ["set", "metric", "judge", "default", "measure", "value", "items", "floor"]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Home:
    return home(tmp_path_factory.mktemp("validate"), model_cache)


def test_a_set_is_measured_and_its_card_shown(empty: Home) -> None:
    (empty.folder / "sets").mkdir()
    trecqa(empty.folder / "sets")
    ran = empty.run("eval", "validate", "--data", "sets", "--json", "--cards", "cards.json")
    assert ran.code == 0, ran
    rows = [json.loads(line) for line in ran.out.splitlines()]
    assert [list(row)[: len(FIELDS)] for row in rows] == [FIELDS] * len(rows)
    assert [row["metric"] for row in rows if row["default"]] == ["contextual_relevancy"]
    told = empty.run("eval", "metrics", "--cards", "cards.json")
    assert "trecqa/test: auroc 1.000" in told.out
    assert "not measured: run graphloop eval validate --data DIR" in told.out


def test_the_table_names_the_default_judge(empty: Home) -> None:
    (empty.folder / "more").mkdir()
    trecqa(empty.folder / "more")
    ran = empty.run("eval", "validate", "--data", "more")
    assert ran.code == 0, ran
    assert "(default)" in ran.out
    assert "trecqa: 1 file(s)" in ran.err


def test_cards_are_shown_as_json(empty: Home) -> None:
    cards = empty.run("eval", "metrics", "--json").data
    assert {"metric", "judge", "about", "agreement", "unmeasured", "fitted", "own"} == set(cards[0])
    assert "all-MiniLM-L6-v2" in {card["metric"]: card["judge"] for card in cards}["faithfulness"]


@pytest.mark.parametrize(("folder", "told"), [("nowhere", "is not a folder"), (".", "no known labelled set")])
def test_a_folder_without_sets_is_one_fault(empty: Home, folder: str, told: str) -> None:
    (empty.folder / "apart").mkdir(exist_ok=True)
    place = empty.folder / "apart" / folder
    is_one_fault(empty.run("eval", "validate", "--data", place), 2, told)

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evals.judges.short_answers import short_answer_judge
from evals.meta_evaluation.labelled import AgreementRow
from evals.meta_evaluation.measure import find_labelled_files, measure_labelled_sets
from evals.meta_evaluation.trecqa import join_tokens
from graph.errors import UsageError
from rag.embed.protocol import Embedder
from tests.support.shared import DATA, needs_data

EVIDENCE = ["The lighthouse was finished in 1874.", "Its lamp was lit by Anna Brodie for 31 years."]
CLAIMS = [
    ("Anna Brodie lit the lamp.", "supported"),
    ("Morag Lamont lit the lamp for 45 years.", "not_supported"),
    ("The lighthouse was finished in 1874 by the Stevensons of Leith.", "partially_supported"),
    ("The lighthouse was finished in 1874.", "supported"),
]


def evouna(folder: Path) -> None:
    said = {"a": "It was Anna Brodie.", "b": "Morag Lamont did."}
    rows = [
        {"question": f"who lit lamp {number}", "golden_answer": "Anna Brodie/Brodie", "improper": number == 3}
        | {f"answer_{name}": text for name, text in said.items()}
        | {"judge_a": True, "judge_b": None if number == 2 else False}
        for number in range(4)
    ]
    (folder / "tq.json").write_text(json.dumps(rows))


def ragchecker(folder: Path) -> None:
    good, bad = "The lamp is lit at dusk by the keeper.", "Bread is sold on Tuesdays."
    rows = [
        {
            "instance_id": number // 2,
            "query": "When is the lamp lit?",
            "gt_answer": "The keeper lights the lamp at dusk.",
            "model1": {"response": bad if second else good},
            "model2": {"response": good if second else bad},
        }
        | {f"{aspect}_label": 2 if second else -1 for aspect in ("correctness", "completeness", "overall")}
        for number, second in enumerate((True, True, False, False, True))
    ]
    (folder / "pairs.json").write_text(json.dumps(rows))


def wice(folder: Path) -> None:
    rows = [
        {"label": label, "claim": claim, "evidence": EVIDENCE, "meta": {"id": f"dev{number}"}}
        for number, (claim, label) in enumerate(CLAIMS)
    ]
    for name in ("oracle_claim_test", "retrieval_claim_test"):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    tokens = {"claim_tokens": ["a"], "non_supported_spans": [True]} | rows[0]
    (folder / "non_supported_tokens_test.jsonl").write_text(json.dumps(tokens) + "\n")


def trecqa(folder: Path) -> None:
    rows = [
        ("When was the lighthouse finished ?", "1", "The lighthouse was finished in 1874 ."),
        ("When was the lighthouse finished ?", "0", "`` Bread is sold , '' he said ."),
        ("Who lit the lamp ?", "1", "Anna Brodie lit the lamp ."),
        ("Who lit the lamp ?", "0", "The sea was calm ."),
    ]
    with (folder / "test.csv").open("w", newline="") as stream:
        csv.writer(stream).writerows([("qtext", "label", "atext"), *rows])


def refchecker(folder: Path) -> None:
    answers = {"x": "Anna Brodie lit the lamp.", "y": "Anna Brodie lit the lamp.", "z": "Herring is a fish."}
    for model, response in answers.items():
        triplets = [
            {"triplet": ["Anna Brodie", "lit", "the lamp"], "human_label": "Entailment"},
            {"triplet": ["Herring", "was landed in", "Leith"], "human_label": "Contradiction"},
        ]
        row = {"index": 1, "id": "7", "response": response, "claude2_response_kg": triplets}
        (folder / f"zero_context__nq_{model}.json").write_text(json.dumps([row]))


LAYOUTS: dict[str, Callable[[Path], None]] = {
    "evouna": evouna,
    "ragchecker": ragchecker,
    "wice": wice,
    "trecqa": trecqa,
    "refchecker": refchecker,
}


@pytest.fixture
def made(tmp_path: Path) -> Path:
    for name, write in LAYOUTS.items():
        (tmp_path / "deep" / name).mkdir(parents=True)
        write(tmp_path / "deep" / name)
    (tmp_path / "LICENSE.json").write_text("{}")
    return tmp_path


def found(folder: Path, embedder: Embedder) -> list[AgreementRow]:
    return list(measure_labelled_sets(folder, embedder, lambda _: None))


def test_every_layout_is_known_and_has_one_default_judge_a_measure(made: Path, minilm: Embedder) -> None:
    rows = found(made, minilm)
    assert {row.set for row in rows} == {
        *(f"ragchecker/{aspect}" for aspect in ("correctness", "completeness", "overall")),
        "evouna/tq/a",
        "evouna/tq/b",
        "wice/oracle_claim_test",
        "wice/retrieval_claim_test",
        "trecqa/test",
        "refchecker/zero_context__nq/entailed",
        "refchecker/zero_context__nq/contradicted",
    }
    chosen = [(row.set, row.measure) for row in rows if row.default]
    assert len(chosen) == len(set(chosen))
    assert {name for name, _ in chosen} == {row.set for row in rows}


def test_what_is_plainly_right_is_judged_right(made: Path, minilm: Embedder) -> None:
    default = {(row.set, row.measure): row for row in found(made, minilm) if row.default}
    assert default["evouna/tq/a", "accuracy"].value == 1.0
    assert default["evouna/tq/a", "accuracy"].items == 3
    assert default["evouna/tq/b", "accuracy"].items == 2
    assert default["ragchecker/overall", "pearson"].value == pytest.approx(1.0)
    assert default["wice/oracle_claim_test", "auroc"].value == 1.0
    assert default["trecqa/test", "auroc"].value == 1.0
    assert default["refchecker/zero_context__nq/entailed", "auroc"].value == 1.0


def test_any_subset_is_measured(tmp_path: Path, minilm: Embedder) -> None:
    trecqa(tmp_path)
    assert {row.set for row in found(tmp_path, minilm)} == {"trecqa/test"}


def test_a_label_of_part_is_no_support_and_floor_is_plain_overlap(made: Path, minilm: Embedder) -> None:
    rows = {(row.set, row.metric, row.measure): row for row in found(made, minilm)}
    plain = rows["wice/oracle_claim_test", "word overlap", "auroc"]
    assert plain.value == plain.floor
    assert rows["wice/oracle_claim_test", "faithfulness", "auroc"].floor == plain.value


def test_items_that_a_judge_was_fitted_on_are_in_no_figure_of_it(
    tmp_path: Path, minilm: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    evouna(tmp_path)
    monkeypatch.setattr("evals.judges.fitted.FittedJudge.knows", lambda _, item: item.endswith("0"))
    rows = {(row.set, row.metric): row for row in found(tmp_path, minilm)}
    assert (rows["evouna/tq/a", "answer_correctness"].items, rows["evouna/tq/a", "exact_match"].items) == (2, 3)
    assert rows["evouna/tq/a", "answer_correctness"].left_out == 1


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("x.json", '[{"golden_answer": "a", "judge_a": true}]', "has no 'question'"),
        ("x.json", '[{"golden_answer": "a", "judge_a": tru', r"x\.json: Invalid JSON"),
        ("x.jsonl", '{"claim": "a", "evidence": "b", "label": "supported"}', "has no 'evidence' of kind list"),
        (
            "x.jsonl",
            '{"claim": "a", "evidence": [], "label": "supported"}\n[1]\n',
            r"x\.jsonl, line 2: Input should be",
        ),
        ("x.txt", "nothing", "no known labelled set"),
    ],
)
def test_files_that_do_not_fit_are_told(tmp_path: Path, minilm: Embedder, name: str, text: str, told: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(UsageError, match=told):
        found(tmp_path, minilm)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not a folder"):
        find_labelled_files(tmp_path / "gone")


def test_tokens_are_joined_to_a_sentence() -> None:
    assert join_tokens("`` It is n't $ 5 , '' Ann 's son said .") == "\"It isn't $5,\" Ann's son said."


@needs_data
@pytest.mark.shared
def test_the_shipped_judge_was_fitted_on_even_numbered_questions_alone() -> None:
    data: list[dict[str, Any]] = json.loads((DATA / "judges" / "evouna" / "nq.json").read_text())
    proper = [(number, one["question"]) for number, one in enumerate(data) if not one["improper"]]
    even = {question for number, question in proper if number % 2 == 0}
    shipped = short_answer_judge()
    assert all(shipped.knows(question) for question in even)
    assert not any(shipped.knows(question) for number, question in proper if number % 2 and question not in even)


@needs_data
@pytest.mark.shared
@pytest.mark.slow
def test_relevance_agrees_with_people_beyond_word_overlap(minilm: Embedder) -> None:
    (row,) = [one for one in found(DATA / "judges" / "trecqa", minilm) if one.default]
    assert row.value is not None
    assert row.floor is not None
    assert row.value >= row.floor + 0.08

"""Labelled sets of likeness, entailment and truth: known by their files alone, measured whatever is there."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from evals.meta_evaluation.labelled import AgreementRow
from evals.meta_evaluation.measure import find_labelled_files, measure_labelled_sets
from rag.embed.protocol import Embedder
from tests.support.shared import DATA, needs_data

PAIRS = [
    ("A man lights the lamp.", "A man is lighting the lamp.", 4.9, "ENTAILMENT"),
    ("A man lights the lamp.", "There is no man lighting the lamp.", 3.4, "CONTRADICTION"),
    ("A man lights the lamp.", "Bread is sold on Tuesdays.", 1.1, "NEUTRAL"),
    ("A dog runs along the beach.", "A dog is running along the beach.", 4.8, "ENTAILMENT"),
]


def sick(folder: Path) -> None:
    lines = ["pair_ID\tsentence_A\tsentence_B\trelatedness_score\tentailment_judgment"]
    lines += [f"{n}\t{one}\t{other}\t{score}\t{label}" for n, (one, other, score, label) in enumerate(PAIRS)]
    (folder / "train.tsv").write_text("\n".join([*lines, "broken line", "9\ta\tb\t3\tUNKNOWN", ""]))


def sts(folder: Path) -> None:
    lines = [f'{score}\t"{one}\t{other}' for one, other, score, _ in PAIRS]
    (folder / "2015_images.test.tsv").write_text("\n".join([*lines, "\tno score\there", ""]))


def truthfulqa(folder: Path) -> None:
    rows = [
        ("What lit the lamp?", "The keeper lit it", "The keeper lit it; It was the keeper", "The moon lit it; A whale"),
        ("Where is bread sold?", "On Mill Lane", "On Mill Lane; At Mill Lane", "At sea"),
    ]
    with (folder / "questions.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("Type", "Category", "Question", "Best Answer", "Correct Answers", "Incorrect Answers"))
        writer.writerows(("x", "y", *row) for row in rows)


def halueval(folder: Path) -> None:
    pairs = [
        ("Who painted it? Give the link.", "As an AI language model I saw it at https://example.org in 1931.", "yes"),
        ("Write a poem about rain.", "Rain on the roof, rain on the leaf, and all the garden drinks.", "no"),
        ("Is it raining?", "Who knows.", "unsure"),
    ]
    lines = [
        json.dumps({"ID": "1", "user_query": asked, "chatgpt_response": said, "hallucination": label})
        for asked, said, label in pairs
    ]
    (folder / "some_data.jsonl").write_text("\n".join(lines))


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory, minilm: Embedder) -> dict[tuple[str, str, str], AgreementRow]:
    folder = tmp_path_factory.mktemp("sets")
    for make in (sick, sts, truthfulqa, halueval):
        make(folder)
    (folder / "notes.tsv").write_text("nothing\tof\tall this\n")
    (folder / "notes.txt").write_text("nothing of all this\n")
    return {(row.set, row.metric, row.measure): row for row in measure_labelled_sets(folder, minilm, lambda _: None)}


def test_each_set_gives_its_rows(rows: dict[tuple[str, str, str], AgreementRow]) -> None:
    defaults = {key: row.items for key, row in rows.items() if row.default}
    assert defaults == {
        ("sick/train/related", "semantic_similarity", "pearson"): 4,
        ("sick/train/entailed", "faithfulness", "auroc"): 4,
        ("sick/train/contradicted", "hallucination", "auroc"): 4,
        ("sts/2015_images.test", "semantic_similarity", "pearson"): 4,
        ("halueval/some_data", "style_risk", "auroc"): 2,
        ("truthfulqa/questions", "answer_correctness", "auroc"): 5,
        ("truthfulqa/questions", "answer_correctness", "balanced_accuracy"): 5,
    }


def test_what_people_called_alike_or_right_scores_higher(rows: dict[tuple[str, str, str], AgreementRow]) -> None:
    for row in rows.values():
        if row.default and "contradicted" not in row.set:
            assert row.value is not None
            assert row.value > 0.6, row


def test_a_judge_is_named_as_its_metric_names_itself(
    rows: dict[tuple[str, str, str], AgreementRow], minilm: Embedder
) -> None:
    from evals.card import judge_of
    from evals.metrics import build_metrics, select_metrics

    exact = {metric.name: judge_of(metric, minilm.name) for metric in select_metrics(build_metrics(minilm))}
    assert {(row.metric, row.judge) for row in rows.values() if row.default} <= set(exact.items())


@needs_data
@pytest.mark.shared
def test_the_shared_sets_are_known() -> None:
    found = {name: len(files) for name, files in find_labelled_files(DATA / "judges").items()}
    assert {name: found[name] for name in ("sick", "sts", "truthfulqa", "halueval")} == {
        "sick": 3,
        "sts": 15,
        "truthfulqa": 1,
        "halueval": 1,
    }

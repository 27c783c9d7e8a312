"""Answers that say the same from another side or in other words, and answers in the same words that say otherwise."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from evals.judges.correctness import judge_text
from rag.embed.protocol import Embedder

with Path(__file__).with_name("senses.tsv").open(encoding="utf-8", newline="") as file:
    ROWS = tuple(csv.DictReader(file, delimiter="\t"))
KINDS = tuple(dict.fromkeys(row["kind"] for row in ROWS))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("verdict", ["right", "wrong"])
def test_what_says_the_same_is_right_and_what_says_otherwise_wrong(minilm: Embedder, kind: str, verdict: str) -> None:
    rows = [row for row in ROWS if row["kind"] == kind and row[verdict]]
    verdicts = {
        (row["reference"], row[verdict]): judge_text(row["question"], row[verdict], (row["reference"],), minilm)
        for row in rows
    }
    assert {pair: one.reason for pair, one in verdicts.items() if one.right != (verdict == "right")} == {}

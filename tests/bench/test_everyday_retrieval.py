"""The bench of everyday retrieval: which result a document is, and what the lines say."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from graph.types import Document
from tests.bench.everyday_retrieval import EverydayQuestion, _summarize, mean_of_sets, read_questions, record_name


def test_a_record_of_a_corpus_is_a_result_of_its_own_and_a_file_is_one() -> None:
    record = Document.make("/data/rules/open/corpus.json", "", "text", locator="17")
    sheet = Document.make("/data/tables/open/documents/csv/towns.csv", "", "text", locator="rows 1")
    assert (record_name(record), record_name(sheet)) == ("17", "csv/towns.csv")


def test_questions_keep_their_place_though_those_without_gold_are_left_out(tmp_path: Path) -> None:
    rows = [
        {"question": "a", "kind": "fact", "gold_idx": [3]},
        {"question": "b", "kind": "fact", "gold_idx": []},
        {"question": "c", "kind": "list", "gold_idx": ["report.pdf#page=2", "report.pdf#page=3"]},
    ]
    (tmp_path / "questions.json").write_text(json.dumps(rows), encoding="utf-8")
    assert read_questions(tmp_path) == (
        EverydayQuestion(0, "a", "fact", frozenset({"3"})),
        EverydayQuestion(2, "c", "list", frozenset({"report.pdf"})),
    )


def test_lines_are_of_halves_and_kinds_and_a_mean_counts_each_set_once() -> None:
    asked = [EverydayQuestion(n, "q", kind, frozenset("1")) for n, kind in ((0, "fact"), (1, "fact"), (3, "list"))]
    lines = list(_summarize("one", "graph", asked, np.array([[1.0, 1.0, 5.0], [0.0, 1.0, 7.0], [1.0, 0.5, 9.0]])))
    odd = {
        line.kind: (line.questions, line.hit_at_1, line.recall_at_5, line.ms) for line in lines if line.half == "odd"
    }
    assert odd == {"all": (2, 0.5, 0.75, 8.0), "fact": (1, 0.0, 1.0, 7.0), "list": (1, 1.0, 0.5, 9.0)}
    other = list(_summarize("two", "graph", asked[1:2], np.array([[1.0, 1.0, 1.0]])))
    means = {line.half: line.hit_at_1 for line in mean_of_sets([*lines, *other])}
    assert means == {"even": 1.0, "odd": 0.75, "all": pytest.approx(5 / 6, abs=1e-3)}

"""The bench of latency: what it tells of times, and the stores it keeps."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tests.bench.corpus import embedder
from tests.bench.latency import lines, stored, timed
from tests.support.shared import needs_data


def test_a_line_tells_middle_and_tail_and_how_often_the_floors_fit_in() -> None:
    taken = {
        "bm25": np.array([[1.0, 1.0], [2.0, 1.0], [3.0, 1.0]]),
        "dense": np.array([[4.0, 2.0], [4.0, 2.0], [4.0, 2.0]]),
        "graph": np.array([[8.0, 5.0], [8.0, 6.0], [18.0, 7.0]]),
    }
    found = {line.method: line for line in lines(10, taken)}
    graph = found["graph"]
    assert (graph.p50, graph.processor_p50, graph.p95, graph.processor_p95) == (8.0, 6.0, 17.0, 6.9)
    assert (graph.to_dense, graph.to_bm25, found["bm25"].to_bm25) == (2.0, 4.0, 1.0)


def test_every_method_is_asked_every_question_in_turn() -> None:
    asked: list[tuple[str, str]] = []

    def method(name: str) -> object:
        return lambda text, _k: asked.append((name, text))

    taken = timed({"bm25": method("bm25"), "graph": method("graph")}, ["one", "two"])  # type: ignore[dict-item]
    assert [len(rows) for rows in taken.values()] == [2, 2]
    assert asked[2:] == [("bm25", "one"), ("graph", "one"), ("bm25", "two"), ("graph", "two")]


@needs_data
def test_a_kept_store_is_not_made_again(tmp_path: Path) -> None:
    embed = embedder()
    first = stored(tmp_path, 12, embed)
    made = first.about()
    first.close()
    second = stored(tmp_path, 12, embed)
    assert made.passages >= 12
    assert second.about().revision == made.revision
    second.close()

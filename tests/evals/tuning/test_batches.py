from __future__ import annotations

from evals.tuning.batches import hold_out_rows, make_batches
from evals.tuning.rows import TripletRow
from tests.evals.tuning.tiny_model import town_triplets


def test_no_batch_holds_a_text_that_is_right_and_wrong() -> None:
    rows = town_triplets()
    batches = make_batches(rows, 8, seed=1)
    for batch in batches:
        anchors, right = {row.anchor for row in batch}, {row.positive for row in batch}
        assert len(anchors) == len(right) == len(batch) <= 8
        assert right.isdisjoint(row.negative for row in batch)
    assert batches == make_batches(rows, 8, seed=1) != make_batches(rows, 8, seed=2)
    assert sum(map(len, batches)) >= 0.8 * len(rows)
    assert {row for batch in batches for row in batch} <= set(rows)


def test_rows_on_one_passage_come_one_by_one() -> None:
    rows = [TripletRow(f"q{number}", "the passage", f"other {number}") for number in range(5)]
    assert [len(batch) for batch in make_batches(rows, 32, seed=0)] == [1] * 5


def test_a_question_is_on_one_side() -> None:
    rows = [row for row in town_triplets() for _ in range(2)]
    train, held = hold_out_rows(rows, 0.25, seed=0)
    assert {row.anchor for row in train}.isdisjoint(row.anchor for row in held)
    assert len(train) + len(held) == len(rows)
    assert len(held) == 24

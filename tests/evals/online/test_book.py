"""Scores of given answers are kept by collection, and hold no text."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from evals.online.book import OnlineBook
from evals.online.traffic import TrafficAnswer
from evals.types import Detail, Score
from tests.evals.parts import HARBOUR, answered

GIVEN = TrafficAnswer("ab" * 16, "2024-05-01T10:00:00.000000+00:00", "Who lit the lamp?", answered("Anna", HARBOUR))


def test_scores_are_kept_by_collection_without_any_text(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with closing(OnlineBook(path)) as own, closing(OnlineBook(path, "other")) as other:
        told = Score("faithfulness", "offline", 0.25, "Brodie is not named", details=(Detail("Anna lit it", 0.25),))
        own.add(GIVEN, [told, Score("latency", "offline", None, "not measured", version=3)])
        own.add(GIVEN, [Score("faithfulness", "offline", 0.5)])
        assert [(one.metric, one.version, one.value) for one in own.scores()] == [
            ("faithfulness", 1, 0.5),
            ("latency", 3, None),
        ]
        assert {one.exchange_id for one in own.scores()} == {GIVEN.exchange_id}
        assert other.scores() == []
    kept = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"Brodie" not in kept
    assert b"lamp" not in kept

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from evals.archive import Archive
from evals.types import Result, Score
from tests.evals.parts import answered, case
from ui.quality import read_trends
from ui.web.components.trend_chart import trend_option


def test_each_mean_of_a_trend_has_its_interval(tmp_path: Path) -> None:
    with closing(Archive(tmp_path / "journal.db")) as archive:
        for name, values in (("before", (0.0, 0.5, 1.0, 1.0)), ("after", (1.0, 1.0, 1.0, 1.0))):
            cases = [case(f"Question {place}?", "x") for place in range(len(values))]
            run = archive.create(name, cases)
            for one, value in zip(cases, values, strict=True):
                archive.append(run.id, Result(one, answered("x"), (Score("faithfulness", "offline", value),)))
        (trend,) = read_trends(archive, archive.runs())
    assert trend.means == (0.625, 1.0)
    (low, high), last = trend.intervals
    assert 0 <= low < 0.625 < high <= 1
    assert last == (1.0, 1.0)
    assert trend.change is not None
    lower, width, means = (series["data"] for series in trend_option(trend)["series"])
    assert lower == [low, 1.0]
    assert width == [high - low, 0.0]
    assert means == [0.625, 1.0]

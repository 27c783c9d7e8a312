from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.error_analysis import analyse_errors
from evals.evidence_location import DocumentLibrary
from evals.plot import PlotInterval, draw_histogram, draw_intervals
from evals.report import render_report, write_report
from evals.types import Case, Gold, Result, Run, Score
from graph.errors import UsageError
from tests.evals.parts import answered

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&</style></title>"
EMPTY = {"meta", "img"}
RUNNING = {"script", "iframe", "object", "embed", "link", "img", "form", "foreignobject", "a"}


class Seen(HTMLParser):
    """What a browser would find in a page: its elements, attributes and text, each element closed where it should."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(page)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in EMPTY:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def run(name: str, values: list[float | None], text: str = "fine") -> Run:
    results = [
        Result(
            Case.make(f"{text} {place}?", text, (Gold("p", text),), "single" if place % 2 else "bridge"),
            answered(text),
            (
                Score("answer_correctness", "offline", value, text),
                Score("latency", "offline", 0.5 + place, unit="s", better="lower"),
            ),
        )
        for place, value in enumerate(values)
    ]
    down = Result(Case.make("Down?", "x"), None, (), text)
    return Run(name, "2026-01-01T00:00:00+00:00", name, (("k", text),), (*results, down))


def inert(page: str) -> Seen:
    seen = Seen(page)
    assert not RUNNING & set(seen.tags)
    assert [name for name, _ in seen.attributes if name.startswith("on") or name in ("href", "src", "style")] == []
    assert "http://" not in page
    assert "https://" not in page
    return seen


def test_a_report_holds_figures_plots_and_cases() -> None:
    page = render_report(run("now", [1.0, 0.0, 0.5, None]), run("before", [1.0, 1.0, 0.5, 0.5]))
    seen = inert(page)
    assert seen.tags.count("details") == 5
    assert seen.tags.count("svg") == 4
    assert "0.500" in seen.text
    assert "Changes since before" in seen.text
    assert "1.00 → 0.00" in seen.text
    assert "3 of 4 scored" in seen.text
    body = seen.text.partition("Lowest scores first")[2]
    places = [body.index(question) for question in ("Down?", "fine 1?", "fine 2?", "fine 0?", "fine 3?")]
    assert places == sorted(places)


def test_causes_are_told_with_examples() -> None:
    made = run("now", [1.0, 0.0, 0.5, 0.1])
    seen = inert(render_report(made, causes=analyse_errors(made, DocumentLibrary(None))))
    assert "2 of 4 answers are wrong: answer_correctness below 0.50" in seen.text
    assert "not retrieved" in seen.text
    assert "sweep" in seen.text
    assert "Why answers are wrong" not in inert(render_report(made)).text
    hostile = run(HOSTILE, [0.2], HOSTILE)
    assert "alert(1)" in inert(render_report(hostile, causes=analyse_errors(hostile, DocumentLibrary(None)))).text
    right = run("r", [1.0])
    assert (
        "0 of 1 answers are wrong"
        in inert(render_report(right, causes=analyse_errors(right, DocumentLibrary(None)))).text
    )


def test_nothing_in_a_document_runs() -> None:
    seen = inert(render_report(run(HOSTILE, [0.2, 0.9], HOSTILE), run(HOSTILE, [0.9, 0.9], HOSTILE)))
    assert seen.text.count("alert(1)") > 8
    assert ("content", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'") in (
        seen.attributes
    )


def test_a_run_without_scores_is_a_page_too() -> None:
    inert(render_report(Run("r", "", "r")))
    inert(render_report(run("r", [None, None])))


def test_the_file_is_whole_or_not_there(tmp_path: Path) -> None:
    write_report(tmp_path / "out" / "report.html", run("r", [1.0]))
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["report.html"]
    with pytest.raises(UsageError, match="cannot write"):
        write_report(tmp_path / "out" / "report.html" / "x", run("r", [1.0]))


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=60))
def test_a_histogram_counts_every_value_within_its_frame(values: list[float]) -> None:
    drawn = Seen(draw_histogram(values, 0.0, 1.0))
    heights = [float(value) for name, value in drawn.attributes if name == "height"]
    assert max(heights[1:]) == pytest.approx(70.0)
    assert min(heights) > 0


def test_ranges_lie_on_one_axis() -> None:
    seen = Seen(
        draw_intervals(
            [PlotInterval("a<b>", -0.1, 0.0, 0.1), PlotInterval("c", 0.2, 0.3, 9.0, clear=True)], -0.5, 0.5, 0.0
        )
    )
    xs = [float(value) for name, value in seen.attributes if name == "cx"]
    assert xs == [220 + 210, 220 + 420 * 0.8]
    assert "a<b>" in seen.text
    assert ("class", "good") in seen.attributes

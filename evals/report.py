"""A run as one self-contained HTML file: figures, plots and every case, all text escaped, no script."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

import numpy as np

from evals.atomic_write import open_atomic
from evals.bootstrap import mean_interval
from evals.comparison.compare import Comparison, compare_pair
from evals.error_analysis import CauseGroup, ErrorAnalysis
from evals.plot import PlotInterval, draw_histogram, draw_intervals
from evals.summary import Average, summarise_run
from evals.types import Result, Run, Score

REPORT_METRIC = "answer_correctness"
MAX_EXAMPLES = 5
# Nothing may be fetched or run, whatever an answer contains.
CONTENT_SECURITY_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
STYLE = """
:root{color-scheme:light dark;--line:#8884;--bar:#4a7ebb;--good:#2e8b57;--bad:#c0392b}
body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:1100px;padding:0 1rem}
table{border-collapse:collapse;margin:.5rem 0 1.5rem}td,th{padding:.25rem .7rem;border-bottom:1px solid var(--line);
text-align:left;vertical-align:top}td.n{text-align:right;font-variant-numeric:tabular-nums}
svg{max-width:100%;height:auto}svg text{font-size:11px;fill:currentColor}.bar{fill:var(--bar)}
.axis,.range{stroke:currentColor;stroke-width:1}.range{stroke-width:2}.middle{stroke:currentColor;stroke-dasharray:3 3}
.plots{display:flex;flex-wrap:wrap;gap:1.5rem}figure{margin:0}figcaption{font-size:.9em}
.good{color:var(--good)}.bad{color:var(--bad)}.good circle{fill:var(--good)}.bad circle{fill:var(--bad)}
.plain circle{fill:currentColor}details{border-bottom:1px solid var(--line);padding:.3rem 0}
blockquote{margin:.3rem 0;padding-left:.8rem;border-left:3px solid var(--line)}.text{white-space:pre-wrap}
.quiet{opacity:.7}
"""


def write_report(path: Path, run: Run, baseline: Run | None = None, causes: ErrorAnalysis | None = None) -> None:
    """Write the report atomically; UsageError if it cannot be written."""
    with open_atomic(path) as file:
        file.write(render_report(run, baseline, causes))


def render_report(run: Run, baseline: Run | None = None, causes: ErrorAnalysis | None = None) -> str:
    """Render the run as HTML, with the changes since a baseline and the error analysis if given."""
    name = run.name or run.id
    parts = [
        f"<h1>{escape(name)}</h1>",
        _settings(run),
        _means(run),
        _plots(run),
        _kinds(run),
        _change(compare_pair(baseline, run, changed=(REPORT_METRIC,))) if baseline else "",
        _causes(causes) if causes else "",
        "<h2>Cases</h2><p class=quiet>Lowest scores first.</p>",
        *(_case(result) for result in sorted(run.results, key=_worth)),
    ]
    head = (
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{CONTENT_SECURITY_POLICY}">'
        f'<meta name="viewport" content="width=device-width"><title>{escape(name)}</title><style>{STYLE}</style>'
    )
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{"".join(parts)}</body></html>\n'


def _settings(run: Run) -> str:
    faults = sum(bool(result.fault) for result in run.results)
    counts = (("cases", str(len(run.results))), ("without an answer", str(faults)))
    return _table((), [("run", run.id), ("created", run.created), *counts, *run.settings])


def _means(run: Run) -> str:
    """Render the mean of each metric with its interval, as a table and, for means in 0..1, as a plot."""
    rows, intervals = [], []
    for average in summarise_run(run).of(""):
        values = _values(run, average)
        cells = [average.metric, average.judge]
        if not values:
            rows.append([*cells, "–", "–", average.coverage])
            continue
        low, high = mean_interval(np.array(values, dtype=np.float64))
        mean = f"{average.mean:.3f} {average.unit}".strip()
        rows.append([*cells, mean, f"{low:.3f} … {high:.3f}", average.coverage])
        if not average.unit and average.mean is not None:
            intervals.append(PlotInterval(average.metric, low, average.mean, high))
    table = _table(("metric", "judge", "mean", "95% interval", "coverage"), rows)
    return f"<h2>Means</h2>{draw_intervals(intervals, 0, 1) if intervals else ''}{table}"


def _plots(run: Run) -> str:
    figures = []
    for average in summarise_run(run).of(""):
        values = _values(run, average)
        if values:
            high = max(values) if average.unit else 1.0
            histogram = draw_histogram(values, 0.0, round(high, 3), average.unit)
            figures.append(f"<figure>{histogram}<figcaption>{escape(average.metric)}</figcaption></figure>")
    return f'<h2>Distribution of the values</h2><div class="plots">{"".join(figures)}</div>'


def _kinds(run: Run) -> str:
    averages = summarise_run(run).averages
    kinds = sorted({average.kind for average in averages if average.kind})
    if len(kinds) < 2:
        return ""
    by_key = {(average.metric, average.judge, average.kind): average for average in averages}
    rows = [
        [average.metric, average.judge, *(_mean(by_key.get((average.metric, average.judge, kind))) for kind in kinds)]
        for average in averages
        if not average.kind
    ]
    return f"<h2>By kind of case</h2>{_table(('metric', 'judge', *kinds), rows)}"


def _change(comparison: Comparison) -> str:
    tested = [
        (contrast, contrast.interval) for contrast in comparison.contrasts if contrast.interval and not contrast.unit
    ]
    intervals = [
        PlotInterval(
            contrast.metric,
            interval.low,
            interval.difference,
            interval.high,
            contrast.verdict in ("better", "worse"),
            contrast.verdict == "better",
        )
        for contrast, interval in tested
    ]
    reach = max((abs(value) for row in intervals for value in (row.low, row.high)), default=0.1) or 0.1
    rows = [
        [
            contrast.metric,
            f"{contrast.mean_a:.3f}",
            f"{contrast.mean_b:.3f}",
            f"{contrast.interval.low:+.3f} … {contrast.interval.high:+.3f}",
            f"{contrast.corrected:.3f}",
            f"{contrast.wins}/{contrast.losses}/{contrast.ties}",
            contrast.verdict,
        ]
        for contrast in comparison.contrasts
        if contrast.interval and contrast.mean_a is not None and contrast.mean_b is not None
    ]
    columns = ("metric", "before", "now", "95% interval", "corrected p", "won/lost/same", "verdict")
    changed = [
        [case.question, case.reference, f"{case.value_a:.2f} → {case.value_b:.2f}", case.said_a, case.said_b]
        for case in comparison.changes
    ]
    counts = f"cases in both: {comparison.cases}; only before: {comparison.only_a}; only now: {comparison.only_b}"
    table = _table(("question", "expected", REPORT_METRIC, "before", "now"), changed)
    return (
        f"<h2>Changes since {escape(comparison.a)}</h2><p>{counts}</p>"
        f"{draw_intervals(intervals, -reach, reach, 0.0)}{_table(columns, rows)}"
        + (f"<h3>Wins and losses</h3>{table}" if changed else "")
    )


def _causes(analysis: ErrorAnalysis) -> str:
    """Render the wrong answers by cause, with each cause's share, the usual fix, and examples."""
    introduction = (
        f"{analysis.wrong} of {analysis.judged} answers are wrong: {REPORT_METRIC} below {analysis.threshold:.2f}, "
    )
    introduction += "or an answer to an unanswerable question. Each has the first cause that fits."
    rows = [
        [group.cause, str(len(group.wrong)), f"{len(group.wrong) / analysis.wrong:.0%}", group.fix]
        for group in analysis.groups
    ]
    table = _table(("cause", "answers", "share", "what usually helps"), rows) if rows else ""
    return f"<h2>Why answers are wrong</h2><p>{introduction}</p>{table}{''.join(map(_group, analysis.groups))}"


def _group(group: CauseGroup) -> str:
    rows = [
        [
            wrong.result.case.question,
            wrong.result.case.reference,
            wrong.result.answer.text if wrong.result.answer else "",
            wrong.why,
        ]
        for wrong in group.wrong[:MAX_EXAMPLES]
    ]
    more = f" – the first {MAX_EXAMPLES} of {len(group.wrong)}" if len(group.wrong) > MAX_EXAMPLES else ""
    table = _table(("question", "expected", "answered", "why"), rows)
    return f"<details><summary>{escape(group.cause)}: examples{more}</summary>{table}</details>"


def _case(result: Result) -> str:
    case = result.case
    worth = _worth(result)
    kind = "bad" if worth < 0.5 else "quiet"
    answer = result.answer.text if result.answer else f"failed: {result.fault}"
    scores = [
        [
            score.metric,
            score.judge,
            "–" if score.value is None else f"{score.value:.3f} {score.unit}".strip(),
            score.reason,
        ]
        for score in result.scores
    ]
    quotes = "".join(f"<blockquote>{escape(gold.quote)}</blockquote>" for gold in case.gold)
    return (
        f'<details><summary><span class="{kind}">{"–" if worth > 1 else f"{max(worth, 0):.2f}"}</span> '
        f"{escape(case.kind)} · {escape(case.question)}</summary>"
        f"<p>Expected: {escape(case.reference) or 'no answer'}</p>"
        f'<p class="text">{escape(answer)}</p>{quotes}{_table(("metric", "judge", "value", "why"), scores)}</details>'
    )


def _worth(result: Result) -> float:
    """Return a case's sort key: the leading metric, −1 for a fault, and 2 if it does not apply."""
    if result.fault:
        return -1.0
    return next(
        (score.value for score in result.scores if score.metric == REPORT_METRIC and score.value is not None), 2.0
    )


def _values(run: Run, average: Average) -> list[float]:
    scores: Iterable[Score] = (score for result in run.results for score in result.scores)
    same = (score.value for score in scores if (score.metric, score.judge) == (average.metric, average.judge))
    return [value for value in same if value is not None]


def _mean(average: Average | None) -> str:
    return "–" if average is None or average.mean is None else f"{average.mean:.3f} {average.unit}".strip()


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = f"<tr>{''.join(f'<th>{escape(column)}</th>' for column in columns)}</tr>" if columns else ""
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table>{head}{body}</table>"

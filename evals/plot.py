"""SVG plots to embed in a page: no script, no URL, all text escaped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

HISTOGRAM_BINS = 20
WIDTH, HEIGHT, FOOT_HEIGHT = 240.0, 70.0, 16.0
LABEL_WIDTH, AXIS_WIDTH, ROW_HEIGHT = 220.0, 420.0, 24.0


@dataclass(frozen=True, slots=True)
class PlotInterval:
    """A named value with its interval; `clear` if it is significant."""

    name: str
    low: float
    value: float
    high: float
    clear: bool = False
    good: bool = True


def draw_histogram(values: Sequence[float], low: float, high: float, unit: str = "") -> str:
    """Draw a histogram of the values, clipped to low..high, with the ends labelled."""
    counts, _ = np.histogram(
        np.clip(np.array(values, dtype=np.float64), low, high), HISTOGRAM_BINS, (low, max(high, low + 1e-9))
    )
    most, step = max(1, int(counts.max())), WIDTH / HISTOGRAM_BINS
    bars = [
        f'<rect x="{bin_index * step:.1f}" y="{HEIGHT * (1 - count / most):.1f}" width="{step - 1:.1f}" '
        f'height="{HEIGHT * count / most:.1f}" class="bar"><title>{count}</title></rect>'
        for bin_index, count in enumerate(int(count) for count in counts)
        if count
    ]
    ends = ((0.0, "start", low), (WIDTH, "end", high))
    marks = [_text(x, HEIGHT + 13, f"{value:g}{unit and ' '}{unit}", anchor) for x, anchor, value in ends]
    line = f'<line x1="0" y1="{HEIGHT}" x2="{WIDTH}" y2="{HEIGHT}" class="axis"/>'
    return _svg(WIDTH, HEIGHT + FOOT_HEIGHT, f"histogram of {len(values)} values", [*bars, line, *marks])


def draw_intervals(rows: Sequence[PlotInterval], low: float, high: float, middle: float | None = None) -> str:
    """Draw values with their intervals as rows on one axis, with a dashed line at `middle`."""

    def at(value: float) -> float:
        return LABEL_WIDTH + AXIS_WIDTH * (min(max(value, low), high) - low) / max(high - low, 1e-9)

    foot = len(rows) * ROW_HEIGHT + 4
    parts = [
        _text(at(value), foot + 14, f"{value:+.2g}" if low < 0 else f"{value:.2g}", "middle") for value in (low, high)
    ]
    parts.append(f'<line x1="{LABEL_WIDTH}" y1="{foot}" x2="{LABEL_WIDTH + AXIS_WIDTH}" y2="{foot}" class="axis"/>')
    if middle is not None:
        x = at(middle)
        parts.append(f'<line x1="{x:.1f}" y1="0" x2="{x:.1f}" y2="{foot}" class="middle"/>')
        parts.append(_text(x, foot + 14, f"{middle:g}", "middle"))
    for row_index, row in enumerate(rows):
        y = ROW_HEIGHT * (row_index + 0.5)
        kind = ("good" if row.good else "bad") if row.clear else "plain"
        label = f"{row.name}: {row.value:.3f}, {row.low:.3f} … {row.high:.3f}"
        shapes = (
            f'<line x1="{at(row.low):.1f}" y1="{y}" x2="{at(row.high):.1f}" y2="{y}" class="range"/>'
            f'<circle cx="{at(row.value):.1f}" cy="{y}" r="4"/>'
        )
        parts.append(_text(LABEL_WIDTH - 10, y + 4, row.name, "end"))
        parts.append(f'<g class="{kind}"><title>{escape(label)}</title>{shapes}</g>')
    return _svg(LABEL_WIDTH + AXIS_WIDTH + 30, foot + 20, f"{len(rows)} values with their intervals", parts)


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _svg(width: float, height: float, label: str, parts: Sequence[str]) -> str:
    box = f'viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}"'
    return f'<svg {box} role="img" aria-label="{escape(label)}">{"".join(parts)}</svg>'

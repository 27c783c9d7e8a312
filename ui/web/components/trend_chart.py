"""The mean of a metric over the last runs as a line, in the band of its 95% intervals."""

from __future__ import annotations

import math
from typing import Any

import streamlit as st

from ui.quality import MetricTrend

HEIGHT = 150
_COLOR = "#4c78c8"


def show_trend(trend: MetricTrend, key: str) -> None:
    """Show the chart of a metric of which several runs have a mean."""
    st.echarts_chart(
        trend_option(trend), height=HEIGHT, key=key, alt="The mean over the last runs, with its 95% interval"
    )


def trend_option(trend: MetricTrend) -> dict[str, Any]:
    """Return the chart, of values in 0..1, as an Apache ECharts option."""
    lows = [low for low, _ in trend.intervals]
    widths = [high - low for low, high in trend.intervals]
    floor = max(0.0, math.floor((min(lows) - 0.05) * 10) / 10)
    hidden = {"lineStyle": {"opacity": 0}, "symbol": "none", "stack": "interval", "silent": True}
    return {
        "animation": False,
        "tooltip": {"show": False},
        "grid": {"left": 34, "right": 8, "top": 10, "bottom": 8},
        "xAxis": {"type": "category", "show": False, "boundaryGap": False, "data": list(range(len(lows)))},
        "yAxis": {"type": "value", "min": floor, "max": 1, "splitNumber": 2},
        "series": [
            {"type": "line", "data": lows, **hidden},
            {"type": "line", "data": widths, "areaStyle": {"color": _COLOR, "opacity": 0.2}, **hidden},
            {"type": "line", "data": list(trend.means), "color": _COLOR, "symbolSize": 6},
        ],
    }

"""Other tools' datasets and results, by the tool's name: read as cases and answers, and cases written for them.

A module in this folder that has a `TOOL` is a tool, and so is what an installed distribution names in its entry points
of the group `graphloop.exchange_tools`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from evals.exchange.spec import ToolSpec
from graph.registry import PluginKind, find_plugins, require_plugin

TOOLS = PluginKind("tool", "evals.exchange", "TOOL", "graphloop.exchange_tools", ToolSpec)


@cache
def tool_specs() -> Mapping[str, ToolSpec]:
    """Return all tools by name, in alphabetical order; UsageError when two have the same name."""
    return find_plugins(TOOLS)


def require_tool(name: str) -> ToolSpec:
    """Return the tool of that name; UsageError, which lists those there are, if there is none."""
    return require_plugin(TOOLS, tool_specs(), name)

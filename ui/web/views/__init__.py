"""Pages by name.

A module in this folder that has a `PAGE` is a page, and so is what an installed distribution names in its entry points
of the group `graphloop.pages`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from graph.registry import PluginKind, find_plugins
from ui.web.views.spec import PageSpec

PAGES = PluginKind("page", "ui.web.views", "PAGE", "graphloop.pages", PageSpec)


@cache
def page_specs() -> Mapping[str, PageSpec]:
    """Return all pages by URL path, in the order of the menu; UsageError when two have the same path."""
    found = find_plugins(PAGES)
    return MappingProxyType({spec.name: spec for spec in sorted(found.values(), key=lambda spec: spec.order)})

"""The main part of a page, as its own elements, roles and names mark it."""

from __future__ import annotations

import re
from typing import Any

_NAMES = frozenset(
    "content main main-content maincontent page-content mw-content-text bodycontent article-body article-content "
    "entry-content post-content post-body story-body articlebody".split()
)
_BESIDE_TAGS = frozenset(("nav", "aside", "footer"))
_BESIDE_ROLES = frozenset("navigation complementary contentinfo banner search menu menubar dialog alertdialog".split())
# What a page calls parts of it that are not its text.
_BESIDE_NAMES = re.compile(
    r"(?:^|[-_\s])(?:nav|navbar|navigation|menu|sidebar|footer|header|cookies?|breadcrumbs?|banner|consent)(?:$|[-_\s])",
    re.IGNORECASE,
)


def find_main_parts(root: Any) -> frozenset[Any]:
    """Return the outermost elements of the page's text; the body if nothing else is on the page; none if unknown."""
    nodes = [node for node in root.iter() if isinstance(node.tag, str)]
    for is_main in (_is_main, _is_article, _is_named_content):
        found = {node for node in nodes if is_main(node)}
        if found:
            return frozenset(_outermost(nodes, found))
    return frozenset() if any(map(_marks_parts, nodes)) else frozenset(root.iterchildren("body"))


def is_beside_text(node: Any) -> bool:
    """Return whether an element in the main part is navigation, a remark beside the text, or a footer."""
    return node.tag in _BESIDE_TAGS or node.get("role") in _BESIDE_ROLES


def _is_main(node: Any) -> bool:
    return bool(node.tag == "main" or node.get("role") == "main")


def _is_article(node: Any) -> bool:
    return bool(node.tag == "article" or node.get("itemprop") == "articleBody")


def _is_named_content(node: Any) -> bool:
    names = (node.get("id") or "", *(node.get("class") or "").split())
    return node.tag not in ("body", "html") and any(name.lower() in _NAMES for name in names)


def _marks_parts(node: Any) -> bool:
    """Return whether an element marks a part of the page beside its text."""
    return (
        is_beside_text(node)
        or node.tag == "header"
        or bool(_BESIDE_NAMES.search(f"{node.get('id') or ''} {node.get('class') or ''}"))
    )


def _outermost(nodes: list[Any], found: set[Any]) -> list[Any]:
    """Return those found that lie in no other; the nodes are in the order of the page."""
    inside: set[Any] = set()
    outer = []
    for node in nodes:
        parent = node.getparent()
        if parent is not None and (parent in found or parent in inside):
            inside.add(node)
        elif node in found:
            outer.append(node)
    return outer

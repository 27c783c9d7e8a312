"""What elements inside a line say other than by their plain text, and whether a reader sees them apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from graph.blocks import CELL_SEPARATOR
from ingest.links import name_target
from ingest.raised import raise_text

_ACRONYM = re.compile(r"[A-Z][A-Z&/.-]{1,9}s?")
_MAX_TITLE_CHARS = 80
_REFERENCE = re.compile(r"[\d*†‡,;\s–-]{1,12}|[a-z]\Z")
_INLINE = frozenset(
    "a abbr b bdi bdo button cite data dfn em font i input label mark meter output progress q s select small span "
    "strong textarea time u var ins del strike img svg math".split()
)
_CONTROLS = frozenset(("button", "input", "label", "select", "textarea", "output", "meter", "progress", "summary"))
_LABELLED = re.compile(
    r"(?:^|[-_\s])(?:label|key|name|title|term|caption|date|author|price|value|val|tag|badge|field|data|desc)"
    r"(?:$|[-_\s])",
    re.IGNORECASE,
)
_SHOWN_AS_BLOCK = re.compile(r"display\s*:\s*(?:block|flex|grid|table|list-item|inline-(?:block|flex|grid))")
_UNSAID_INPUTS = frozenset(("hidden", "password", "file", "image", "color", "range"))
SOFT, HARD = 1, 2
"""Seams: words meet that would be glued where a capital or a digit follows a small letter; words meet in any case."""


def seam_before(node: Any) -> int:
    """Return what kind of seam is between an element and the one right before it; 0 for none."""
    before = node.getprevious()
    if node.tag in _CONTROLS or (before is not None and before.tag in _CONTROLS and not before.tail):
        return HARD
    if before is None or before.tail or node.tag not in _INLINE or before.tag not in _INLINE:
        return 0
    if {node.tag, before.tag} & {"del", "ins", "s", "strike", "img", "time"}:
        return HARD
    styled = any(_SHOWN_AS_BLOCK.search(one.get("style") or "") for one in (node, before))
    classes = (before.get("class") or "", node.get("class") or "")
    named = classes[0] != classes[1] and any(_LABELLED.search(one) for one in classes)
    return HARD if styled or named else SOFT


def is_apart(seam: int, before: str, after: str) -> bool:
    """Return whether two pieces of text that meet at a seam need a blank between them."""
    if not seam or not (before and after) or not after[0].isalnum():
        return False
    last, first = before[-1], after[0]
    if seam == HARD:
        return last.isalnum() or last in ").,:;!?%\"'»”~]"
    return (last.islower() and (first.isupper() or first.isdigit())) or (last.isdigit() and first.isupper())


def replaced_text(node: Any) -> str | None:
    """Return what an element says instead of its content; None if its content is its text."""
    tag = node.tag
    if tag == "img":
        text = " ".join((node.get("alt") or "").split())
        return f" {text} " if text else ""
    if tag == "sup":
        return _raised(node)
    if tag == "abbr" and not len(node):
        return _explained(node)
    if tag == "math":
        return f" {math_text(node)} "
    if tag == "svg":
        texts = (" ".join("".join(one.itertext()).split()) for one in node.iter("text"))
        return " ".join(("", *filter(None, texts), ""))
    if tag == "input":
        return _input_text(node)
    if tag == "select":
        return _chosen(node)
    if tag == "rt" and not any(one.tag == "rp" for one in node.getparent()):
        return f"({''.join(node.itertext()).strip()})"
    if tag in ("del", "s", "strike") and (text := " ".join("".join(node.itertext()).split())):
        return f"~~{text}~~" if len(text) <= 200 else None
    return None


def text_behind(node: Any) -> str:
    """Return what stands behind the content of an element: where a link leads that is no page."""
    link = node.get("href") if node.tag == "a" else None
    return name_target(link, "".join(node.itertext()), "download" in node.attrib) if link else ""


def mark_between_cells(cell: Any) -> str:
    """Return what parts a cell of a table without data from the one before it; empty if their content does."""
    before = cell.getprevious()
    if before is None or before.tag not in ("td", "th") or _holds_blocks(before) or _holds_blocks(cell):
        return ""
    texts = ["".join(one.itertext()).strip() for one in (before, cell)]
    if not all(texts):
        return ""
    return " " if texts[0].endswith(":") else CELL_SEPARATOR


def _holds_blocks(cell: Any) -> bool:
    return any(node.tag not in _INLINE and node.tag not in ("br", "sup", "sub") for node in cell.iterdescendants("*"))


def _explained(node: Any) -> str | None:
    """Return an acronym with what it stands for."""
    text = " ".join((node.text or "").split())
    more = " ".join((node.get("title") or "").split())
    known = not _ACRONYM.fullmatch(text) or len(more) > _MAX_TITLE_CHARS or more.casefold() == text.casefold()
    return f"{node.text} ({more})" if text and more and not known else None


def starts_field(node: Any) -> bool:
    """Return whether a label follows the field of another label."""
    if node.tag != "label":
        return False
    before = node.getprevious()
    return before is not None and before.tag in ("input", "select", "textarea") and not _is_tick(before)


def _raised(node: Any) -> str | None:
    """Return a raised number in raised digits, so that a power is not read as part of the number before it.

    A mark that refers to a note is in brackets, another exponent behind `^`.
    """
    text = "".join(node.itertext())
    refers = node.find(".//a") is not None or node.getparent().tag == "a" or "ref" in (node.get("class") or "").lower()
    return f"[{text.strip()}]" if refers and _REFERENCE.fullmatch(text.strip()) else raise_text(text)


def _input_kind(node: Any) -> str:
    return (node.get("type") or "text").lower()


def _is_tick(node: Any) -> bool:
    return node.tag == "input" and _input_kind(node) in ("checkbox", "radio")


def _input_text(node: Any) -> str:
    kind = _input_kind(node)
    if kind in ("checkbox", "radio"):
        return "[x] " if "checked" in node.attrib else "[ ] "
    return "" if kind in _UNSAID_INPUTS else " ".join((node.get("value") or "").split())


def _chosen(node: Any) -> str | None:
    """Return the chosen options of a list, as a page shows them; None if none is chosen."""
    chosen = (one for one in node.iter("option") if "selected" in one.attrib)
    return ", ".join(" ".join("".join(one.itertext()).split()) for one in chosen) or None


_BETWEEN_PARTS = {"mfrac": "/", "msup": "^", "msub": "_", "mover": "^", "munder": "_"}
_ROOTS = ("msqrt", "mroot")


def math_text(node: Any) -> str:
    """Return a formula on one line: as its page writes it for readers of text, else from its parts."""
    given = node.get("alttext") or next(
        ("".join(one.itertext()) for one in node.iter("annotation") if "tex" in (one.get("encoding") or "")), ""
    )
    return " ".join((given or "".join(_math_parts(node))).split())


def _math_parts(root: Any) -> Iterator[str]:
    """Yield the letters and signs of a formula in order, without recursion, for any depth."""
    todo: list[Any] = [root]
    while todo:
        node = todo.pop()
        if isinstance(node, str):
            yield node
            continue
        if not isinstance(node.tag, str) or node.tag in ("annotation", "annotation-xml"):
            continue
        if node.tag in ("mi", "mn", "mo", "mtext", "ms"):
            yield "".join(node.itertext()).strip()
            continue
        children: list[Any] = list(node)
        sign = _BETWEEN_PARTS.get(node.tag, "")
        if sign and len(children) == 2:
            children = [*_grouped(children[0]), sign, *_grouped(children[1])]
        elif node.tag == "msubsup" and len(children) == 3:
            children = [children[0], "_", *_grouped(children[1]), "^", *_grouped(children[2])]
        elif node.tag in _ROOTS:
            children = ["√(", *(children[:1] if node.tag == "mroot" else children), ")"]
        elif node.tag in ("mtr", "mtd"):
            children = [*children, " "]
        todo.extend(reversed(children))


def _grouped(node: Any) -> list[Any]:
    """Return a part of a formula, in brackets if it has several parts of its own."""
    return [node] if len(node) < 2 else ["(", node, ")"]

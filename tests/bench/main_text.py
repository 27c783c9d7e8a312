"""How much of the main part of real pages is stored: `python -m tests.bench.main_text FOLDER... [--most N]`.

For each page with a marked main part, the share of its visible words that stand in the stored text, in order. The words
are taken from the page by a walk of this module's own; navigation, remarks beside the text, footers, scripts and what
is declared invisible are left out.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from graph.errors import Refused
from ingest.formats import read_texts

_MAIN = ("//main", "//*[@role='main']", "//article", "//*[@id='content']", "//*[@id='mw-content-text']")
_MAIN_CLASSES = ("entry-content", "post-content", "article-body", "body")
_LEFT_OUT = frozenset(
    "nav aside footer script style template noscript noembed iframe object audio video canvas head button select "
    "input textarea svg math img".split()
)
_INLINE = frozenset(
    "a abbr b bdi cite code em font i kbd mark q s samp small span strong sub sup time u var wbr".split()
)
_WORD = re.compile(r"[^\W_]+")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


@dataclass(frozen=True, slots=True)
class PageShare:
    """Of how many words of a page how many are stored, and the longest stretches that are not."""

    words: int
    stored: int
    missing: tuple[str, ...]


def main_words(source: bytes) -> list[str]:
    """Return the visible words of the main part of a page; none if it marks none."""
    from lxml import html

    try:
        root = html.document_fromstring(source)
    except ValueError:
        return []
    parts = next((found for path in _MAIN if (found := root.xpath(path))), None)
    if parts is None:
        classes = " or ".join(f"contains(concat(' ', @class, ' '), ' {name} ')" for name in _MAIN_CLASSES)
        parts = root.xpath(f"//*[{classes}]")
    outer = [part for part in parts if not any(one in parts for one in part.iterancestors())]
    return _words("".join(piece for part in outer for piece in (*_pieces(part), " ")))


def _pieces(part: Any) -> Iterator[str]:
    """Yield the visible text of an element, with a blank where a block begins or ends."""
    todo: list[Any] = [part]
    while todo:
        node = todo.pop()
        if isinstance(node, str):
            yield node
            continue
        shown = isinstance(node.tag, str) and node.tag not in _LEFT_OUT and not _is_invisible(node)
        apart = "" if node.tag in _INLINE else " "
        todo.append((node.tail or "") if node is not part else "")
        if shown:
            todo.append(apart)
            todo.extend(reversed(list(node)))
            todo.append(apart + (node.text or ""))
        else:
            todo.append(" ")


def _is_invisible(node: Any) -> bool:
    style = (node.get("style") or "").replace(" ", "").lower()
    return node.get("hidden") is not None or "display:none" in style or "visibility:hidden" in style


def _words(text: str) -> list[str]:
    return _WORD.findall(text.translate(_RAISED).replace("\xad", "").replace("\u200b", "").casefold())


def measure_page(path: Path) -> PageShare | None:
    """Return how much of a page's main part is stored; None if it marks none."""
    source = path.read_bytes()
    wanted = main_words(source)
    if not wanted:
        return None
    try:
        texts = read_texts(source, path.stem, path.suffix)[1]
    except Refused:
        texts = []
    stored = _words("\n".join(text.text for text in texts))
    blocks = SequenceMatcher(None, wanted, stored, autojunk=False).get_matching_blocks()
    gaps, end = [], 0
    for block in blocks:
        gaps.append(wanted[end : block.a])
        end = block.a + block.size
    longest = sorted(filter(None, gaps), key=len, reverse=True)[:3]
    return PageShare(len(wanted), sum(block.size for block in blocks), tuple(" ".join(gap[:20]) for gap in longest))


def find_pages(folder: Path, most: int) -> list[Path]:
    """Return at most that many pages of a folder, always the same."""
    pages = sorted(path for path in folder.rglob("*.htm*") if path.is_file() and path.stat().st_size < 400_000)
    return random.Random(0).sample(pages, min(most, len(pages)))


def print_share(name: str, shares: Sequence[PageShare]) -> None:
    """Print a line for a folder."""
    words, stored = sum(share.words for share in shares), sum(share.stored for share in shares)
    print(f"{name:60} {len(shares):4} pages {words:8} words {stored / max(1, words):.4f}", flush=True)


def main() -> None:
    """Print a line for each folder and for all, and what is missing of the pages that lack most."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--most", type=int, default=40, help="pages of each folder")
    options = parser.parse_args()
    shares: list[PageShare] = []
    for folder in options.folders:
        measured = [(path, share) for path in find_pages(folder, options.most) if (share := measure_page(path))]
        print_share(str(folder), [share for _, share in measured])
        for path, share in sorted(measured, key=lambda pair: pair[1].stored / pair[1].words)[:3]:
            if share.stored < 0.99 * share.words:
                print(f"    {share.stored / share.words:.3f} {path.name}: {' // '.join(share.missing)}")
        shares += [share for _, share in measured]
    print_share("all", shares)


if __name__ == "__main__":
    main()

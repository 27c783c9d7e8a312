"""A trail as a picture: the question, and by turns what is named and the passage that names the next."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from rag.types import Provenance
from ui.terminal import one_line

WIDTH = 680
MARGIN = 16
INSIDE = 14
LINE = 20
GAP = 34
LETTERS = 88
LONGEST = 170
PILL = 30

PAPER, INK, FAINT = "#ffffff", "#1f2933", "#52606d"
ENTITY, PASSAGE, ASKED = "#4c78c8", "#e0a100", "#52606d"


@dataclass(frozen=True, slots=True)
class Card:
    """A box with a heading, a text, and the names in it that are marked."""

    heading: str
    text: str
    marked: tuple[str, ...]
    colour: str

    def lines(self) -> list[str]:
        return textwrap.wrap(one_line(self.text, LONGEST), LETTERS)

    def height(self) -> int:
        return 2 * INSIDE + LINE * (1 + len(self.lines()))


def picture(question: str, trail: Provenance, title: str, sentence: str) -> str:
    """An SVG on paper of its own, so that it reads alike on light and dark pages; `sentence` is the hit's."""
    cards = list(_cards(question, trail, title, sentence))
    names = [step.name for step in trail.steps]
    parts: list[str] = []
    down = MARGIN
    for place, card in enumerate(cards):
        parts += _card(card, down)
        down += card.height()
        if place < len(names):
            parts += _between(names[place], down)
            down += 2 * GAP + PILL
    return "\n".join(
        [*_head(down + MARGIN, f"From the question over {' and '.join(names)} to {title}"), *parts, "</svg>\n"]
    )


def _cards(question: str, trail: Provenance, title: str, sentence: str) -> Iterator[Card]:
    names = [step.name for step in trail.steps]
    yield Card("the question", question, tuple(names[:1]), ASKED)
    for step, following in zip(trail.steps, trail.steps[1:], strict=False):
        yield Card(following.from_title, following.sentence, (step.name, following.name), PASSAGE)
    yield Card(title, sentence, tuple(names[-1:]), PASSAGE)


def _head(height: int, told: str) -> Iterator[str]:
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}"'
        ' role="img" font-family="system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif" font-size="14">'
    )
    yield f"<title>{html.escape(told)}</title>"
    yield f'<rect width="{WIDTH}" height="{height}" rx="10" fill="{PAPER}" stroke="#c3cad2"/>'
    yield (
        '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
        f'<path d="M0 0L8 4L0 8z" fill="{FAINT}"/></marker></defs>'
    )


def _card(card: Card, down: int) -> Iterator[str]:
    across, wide = MARGIN, WIDTH - 2 * MARGIN
    yield (
        f'<rect x="{across}" y="{down}" width="{wide}" height="{card.height()}" rx="6" fill="{card.colour}"'
        f' fill-opacity="0.10" stroke="{card.colour}"/>'
    )
    base = down + INSIDE + 14
    heading = _marked(card.heading, card.marked)
    yield f'<text x="{across + INSIDE}" y="{base}" fill="{FAINT}" font-size="12">{heading}</text>'
    for place, text in enumerate(card.lines(), start=1):
        yield f'<text x="{across + INSIDE}" y="{base + place * LINE}" fill="{INK}">{_marked(text, card.marked)}</text>'


def _between(name: str, down: int) -> Iterator[str]:
    middle, wide = WIDTH // 2, 40 + 8 * len(name)
    top, bottom = down + GAP, down + GAP + PILL
    yield _arrow(middle, down + 2, top - 2)
    yield f'<text x="{middle + 12}" y="{down + GAP // 2 + 5}" fill="{FAINT}" font-size="12">names</text>'
    yield (
        f'<rect x="{middle - wide // 2}" y="{top}" width="{wide}" height="{PILL}" rx="{PILL // 2}" fill="{ENTITY}"/>'
        f'<text x="{middle}" y="{top + 20}" fill="{PAPER}" font-weight="600" text-anchor="middle">'
        f"{html.escape(name)}</text>"
    )
    yield _arrow(middle, bottom + 2, bottom + GAP - 2)
    yield f'<text x="{middle + 12}" y="{bottom + GAP // 2 + 5}" fill="{FAINT}" font-size="12">is named by</text>'


def _arrow(across: int, start: int, end: int) -> str:
    return (
        f'<line x1="{across}" y1="{start}" x2="{across}" y2="{end}" stroke="{FAINT}" stroke-width="1.5"'
        ' marker-end="url(#head)"/>'
    )


def _marked(text: str, names: tuple[str, ...]) -> str:
    """The text with the names in bold; a name that is broken over two lines stays plain."""
    told = html.escape(text)
    for name in dict.fromkeys(names):
        safe = html.escape(name)
        told = told.replace(safe, f'<tspan font-weight="700" fill="{ENTITY}">{safe}</tspan>', 1)
    return told

"""Escapes text of documents, models and users for display: their markup has no effect, and nothing is fetched."""

from __future__ import annotations

import html
import re
from functools import cache
from typing import TYPE_CHECKING

from graph.text.citation_markers import MARKER_PATTERN
from rag.answer.sanitize import remove_links
from ui.terminal import one_line, strip_controls

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def escape_html(text: str) -> str:
    """Return HTML that shows the text verbatim, with line breaks."""
    return html.escape(strip_controls(text)).replace("\n", "<br>")


def render_answer(text: str) -> str:
    """Render an answer as HTML: paragraphs, lists, emphasis, code, tables; links, images and HTML stay plain text."""
    body = _parser().render(strip_controls(text))
    return f'<div class="gl-answer">{MARKER_PATTERN.sub(_raised, body)}</div>'


def render_quote(text: str, longest: int = 400) -> str:
    """Return the HTML of a quote on one line."""
    return f'<blockquote class="gl-quote">{html.escape(one_line(text, longest))}</blockquote>'


def render_quote_within(before: str, quote: str, after: str, around: int = 140) -> str:
    """Return the HTML of a quote on one line between the words around it, at most so many characters on each side."""
    lead = " ".join(strip_controls(before).split())
    if len(lead) > around:
        lead = f"… {lead[-around:].partition(' ')[2]}"
    parts = [
        _surround(lead + " " * before[-1:].isspace()),
        f'<span class="gl-said">{html.escape(one_line(quote, 400))}</span>',
        _surround(" " * after[:1].isspace() + one_line(after, around)),
    ]
    return f'<blockquote class="gl-quote gl-within">{"".join(parts)}</blockquote>'


def _surround(text: str) -> str:
    return f'<span class="gl-far">{html.escape(text)}</span>' if text.strip() else ""


def render_context(context: str, longest: int = 200) -> str:
    """Return the HTML of what stands above a passage in its document, on one line; empty if there is nothing."""
    return f'<div class="gl-far gl-above">{html.escape(one_line(context, longest))}</div>' if context else ""


def describe_rest(count: int) -> str:
    """Return that so many more of what is listed are not shown."""
    return f"{count} more {'is' if count == 1 else 'are'} not shown."


def escape_label(text: str, longest: int = 80) -> str:
    """Return the text as a Streamlit label: one line, with all Markdown escaped; "…" for one of nothing but links."""
    line = one_line(text, longest)
    return _PUNCTUATION.sub(r"\\\1", remove_links(line)) or ("…" if line else "")


def _raised(match: re.Match[str]) -> str:
    return f'<sup class="gl-marker">[{match.group(1)}]</sup>'


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True}).enable("table")
    return parser.disable(["link", "image", "autolink", "html_inline", "html_block", "reference", "entity"])

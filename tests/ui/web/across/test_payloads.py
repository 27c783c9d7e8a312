"""Texts full of markup give the same elements as a harmless one, wherever a page puts them."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser

import pytest

from tests.support.payloads import PAYLOADS
from ui.web.markup import escape_html, escape_label, render_answer, render_context, render_quote

HARMLESS = "harmless words"
MARKDOWN = frozenset(("em", "strong", "code", "ul", "ol", "li", "h1", "hr"))
"""What an answer's own Markdown may add."""


class Elements(HTMLParser):
    """The elements of a text with the names and values of their attributes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.others = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, tuple(attrs)))

    def handle_comment(self, data: str) -> None:
        self.others += 1

    def handle_decl(self, decl: str) -> None:
        self.others += 1

    def handle_pi(self, data: str) -> None:
        self.others += 1


def elements(page: str) -> list[tuple[str, tuple[tuple[str, str | None], ...]]]:
    parser = Elements()
    parser.feed(page)
    parser.close()
    assert parser.others == 0, page
    return parser.found


def test_there_are_two_hundred() -> None:
    assert len(PAYLOADS) >= 200
    assert len(set(PAYLOADS)) == len(PAYLOADS)


@pytest.mark.parametrize("render", [escape_html, render_quote, render_context])
def test_a_quoted_text_adds_no_element(render: Callable[[str], str]) -> None:
    wanted = elements(render(HARMLESS))
    for payload in PAYLOADS:
        assert elements(render(payload)) == wanted, payload


def test_an_answer_adds_only_emphasis_and_code() -> None:
    for payload in PAYLOADS:
        for text in (payload, f"- {payload}", f"| a | b |\n|---|---|\n| {payload.replace('|', '')} | x |"):
            harmless = elements(render_answer(text.replace(payload.replace("|", ""), HARMLESS)))
            found = [one for one in elements(render_answer(text)) if one[0] not in MARKDOWN]
            assert found == [one for one in harmless if one[0] not in MARKDOWN], payload


def test_no_mark_of_a_label_is_left_to_markdown() -> None:
    for payload in PAYLOADS:
        label = escape_label(payload, 1000)
        assert label.strip()
        for place, sign in enumerate(label):
            if sign in "<>[]()!$:`*_{}&|~#":
                assert label[place - 1] == "\\", label

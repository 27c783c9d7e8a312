"""Tags and text of HTML, whatever it holds; hostile pages cost a time that grows with their size."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.markup.tokens import limit_attributes, tokenise_html
from tests.support.growth import assert_grows_with_the_size


def words(source: str) -> list[tuple[str, str]]:
    return [(token.tag or token.lost, token.text) for token in tokenise_html(source)]


def test_tags_attributes_and_text_are_told_apart() -> None:
    found = list(tokenise_html("a<b x=1 y='2' z=\"3\" w>t &amp; u</b><!-- c -->d<br/>3 < 4"))
    assert [token.text for token in found if not token.tag] == ["a", "t & u", "d", "3 < 4"]
    assert [(token.tag, token.ending) for token in found if token.tag] == [("b", False), ("b", True), ("br", False)]
    assert found[1].attributes == {"x": "1", "y": "2", "z": "3", "w": ""}


def test_what_never_ends_is_lost_with_a_word() -> None:
    assert words("a<!-- b <i>c") == [("", "a"), ("an unclosed comment", " b  c")]
    assert words("a<b x='c")[-1] == ("an unclosed <b", " x='c")
    assert words("<title>a <p>b")[-1] == ("an unclosed <title>", "a  b")
    assert words("a<!b")[-1] == ("an unclosed declaration", "b")
    assert words("<plaintext>a<b>")[-1] == ("", "a<b>")


@given(st.text(alphabet="<>/!-='\" ab&;[]\n", max_size=60))
def test_any_page_ends(source: str) -> None:
    assert len(list(tokenise_html(source))) <= 2 * len(source) + 1


def test_a_page_is_rebuilt_with_fewer_attributes() -> None:
    page = "<p a=1 b=2 c=3 style='x' >a &lt; b<script>if (a<b) {}</script></p>"
    made = limit_attributes(page, 2)
    assert made == '<p style="x" a="1" b="2">a &lt; b<script>if (a<b) {}</script></p>'
    assert words(made) == words(page)


@pytest.mark.parametrize(
    "part",
    [
        "<!--",
        "<",
        "<a ",
        "<a b='",
        '<a b="',
        "</ ",
        "<![CDATA[",
        "<script>",
        "<title></title x",
        "<b a=1 ",
        "&#",
        "<p>",
    ],
)
def test_hostile_pages_take_a_time_that_grows_with_their_size(part: str) -> None:
    assert_grows_with_the_size(lambda size: sum(1 for _ in tokenise_html(part * size)), 5_000)

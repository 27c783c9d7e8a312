"""Markdown as people write it: front matter, footnotes, wiki links, callouts, ragged tables, HTML inside."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.load.markdown import load


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("It holds.[^1]\n\n[^1]: Mostly\n", "It holds.[^1]\n\n[^1]: Mostly"),
        ("See [[Pumps|the pump]], [[Mill]] and ![[plan.png]].", "See the pump, Mill and plan.png."),
        ("> [!warning] Hot\n> Do not touch.", "Warning: Hot\nDo not touch."),
        ("> [!note]\n> Cold.", "Note: \nCold."),
        ("Mill\n====\n\ntext", "Mill\n\ntext"),
        ("## Mill {#sec-1}\n\ntext", "Mill\n\ntext"),
        ("- first\n  and more\n- second  \n  line\n", "- first and more\n\n- second\nline"),
        (
            "You reach the people of the ferry by mail or in the\n#ferry channel of the port.\nName: Ada\nPhone: 1\n",
            "You reach the people of the ferry by mail or in the #ferry channel of the port.\nName: Ada\nPhone: 1",
        ),
        ("- [x] done\n- [ ] open\n", "- [x] done\n- [ ] open"),
        ("a | b\n--|--\n1 | 2\n", "a | b\n1 | 2"),
        ("| a | b |\n|--|--|\n| 1 | 2 | 3 \\| 4 | 5 |\n", "a | b\n1 | 2 | 3|4 | 5"),
        ("<table><tr><th>a<th>b<tr><td>1<td>2</table>\n", "a | b\n1 | 2"),
        ("<dl><dt>Bollard</dt><dd>A post.</dd></dl>\n", "Bollard\nA post."),
        ("| a |\n|---|\n| one<br>two |\n", "a\none two"),
        ("10<sup>6</sup> m and the 4<sup>th</sup> x<sup>n</sup>", "10⁶ m and the 4th x^n"),
        ("price ~~100~~ 80", "price ~~100~~ 80"),
        ("```\n[[not a link]]\n[^1]: x\n```", "[[not a link]]\n[^1]: x"),
    ],
)
def test_markdown_is_read_as_it_is_meant(source: str, expected: str) -> None:
    assert [line.rstrip() for line in load(source.encode(), "note")[0].text.split("\n")] == [
        line.rstrip() for line in expected.split("\n")
    ]


@pytest.mark.parametrize("source", ["---\ntitle: A\nby: B\n---\n\ntext", '+++\ntitle = "A"\nby = "B"\n+++\n\ntext'])
def test_front_matter_is_stored(source: str) -> None:
    text = load(source.encode(), "note")[0]
    assert text.title == "A"
    assert [block.kind for block in text.blocks] == ["heading", "field", "paragraph"]


def test_a_title_that_the_page_says_again_stands_once() -> None:
    assert (
        load(b"---\ntitle: 'Lending of tools'\n---\n# Lending of Tools #\n\ntext", "note")[0].text.count("ending") == 1
    )


def test_only_a_line_that_goes_on_is_unwrapped() -> None:
    line = "word " * 40_000
    assert load(f"{line}end.\n{line}\nend".encode(), "note")[0].text.count("\n") == 1


def test_a_table_in_html_is_a_table() -> None:
    (table,) = load(b"<table><tr><th>a<th>b<tr><td>1<td>2</table>\n", "note")[0].blocks
    assert (table.kind, table.context) == ("table", "a | b")


@given(st.lists(st.sampled_from(["|", "a", "-", "\n", "[^", "]: ", "[[", "]]", "> [!", "<b>", "</b>", "`", "# "])))
def test_any_markup_keeps_its_words(parts: list[str]) -> None:
    text = load(("word\n\n" + "".join(parts) + "\n\nlast").encode(), "note")[0]
    assert "word" in text.text
    ends = [block.end for block in text.blocks]
    assert ends == sorted(ends)
    assert not ends or ends[-1] <= len(text.text)


def test_items_that_all_have_the_same_number_are_counted() -> None:
    (loaded,) = load(b"1. one\n1. two\n1. three\n\nText\n\n3) c\n5) e\n", "page")
    items = [line for line in loaded.text.splitlines() if line[:1].isdigit()]
    assert items == ["1. one", "2. two", "3. three", "3) c", "5) e"]


def test_an_address_to_write_to_or_to_call_is_kept() -> None:
    source = b"Ask [us](mailto:hr%40x.org?subject=a), [call](tel:+44123) or see [it](https://x.org). [a@b](mailto:a@b)"
    (loaded,) = load(source, "page")
    assert loaded.text == "Ask us (hr@x.org), call (+44123) or see it. a@b"


def test_a_cell_keeps_its_marks() -> None:
    (loaded,) = load(b"| a | b |\n|---|---|\n| x \\| y | c\\|d |\n", "page")
    assert loaded.text == "a | b\nx|y | c|d"


@pytest.mark.parametrize(
    "text",
    [
        "4*5*6 = 120",
        "2**3**4",
        "4*5 and 6*7",
        "a*b*c",
        "the file __init__.py and __init__",
        "pkg/__pycache__/x",
        "__main__()",
        "my_file_name and 3_000",
    ],
)
def test_signs_that_mark_no_words_stay(text: str) -> None:
    assert load(text.encode(), "page")[0].text == text


def test_marks_of_emphasis_are_left_out() -> None:
    source = b"**bold**5, __Note__: *a*, un*frigging*believable, 5 *x* 6, _it_ and ***both***."
    assert load(source, "page")[0].text == "bold5, Note: a, unfriggingbelievable, 5 x 6, it and both."


def test_a_link_says_where_a_file_or_form_is() -> None:
    source = b"[plan](a/plan.pdf), [page](https://x.org/y), [**the** form](https://forms.gle/z), [x.pdf](x.pdf)"
    (loaded,) = load(source, "page")
    assert loaded.text == "plan (a/plan.pdf), page, the form (https://forms.gle/z), x.pdf"

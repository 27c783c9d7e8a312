"""Foreign text on the pages: nothing of it takes effect, no name of it becomes a path, a quote stands where it was."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from graph.text.quotation import QuotingRecord
from graph.types import Document, Meta, Passage
from rag.types import Citation
from ui import uploads
from ui.quotes import describe_counts
from ui.web.markup import describe_rest, escape_label, render_answer, render_quote, render_quote_within
from ui.web.source import DOCUMENT_CHANGED, DOCUMENT_REMOVED, find_context, join_lines

HOSTILE = st.text(alphabet="ab1 <>&\"'`*_[]()!:#|\\/$~{}\n.-=@hwt", max_size=60)
TAGS = {"p", "div", "sup", "em", "strong", "code", "pre", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "hr"}
TAGS |= {"br", "blockquote", "table", "thead", "tbody", "tr", "th", "td"}


def tags(html: str) -> set[str]:
    """The names of the elements that a browser would make of it."""
    from html.parser import HTMLParser

    found: set[str] = set()

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.add(tag)
            assert {name for name, _ in attrs} <= {"class", "start"}, attrs

    Reader(convert_charrefs=True).feed(html)
    return found


@given(HOSTILE)
def test_an_answer_makes_only_elements_of_plain_prose(text: str) -> None:
    assert tags(render_answer(text)) <= TAGS


@given(HOSTILE)
def test_a_quote_is_one_element(text: str) -> None:
    assert tags(render_quote(text)) == {"blockquote"}
    assert tags(render_quote_within(text, text, text)) <= {"blockquote", "span"}


def test_a_quote_stands_between_the_words_around_it() -> None:
    whole = " ".join(f"word{number}" for number in range(100))
    start, end = whole.index("word50"), whole.index(" word52")
    html = render_quote_within(whole[:start], whole[start:end], f"{whole[end:]}", 20)
    shown = re.sub(r"<[^>]*>", "", html)
    assert shown == "… word48 word49 word50 word51 word52 word53 …"
    assert '<span class="gl-said">word50 word51</span>' in html
    assert re.sub(r"<[^>]*>", "", render_quote_within("", "It is 9", ".")) == "It is 9."


@given(HOSTILE)
def test_a_label_means_nothing_but_itself(text: str) -> None:
    tokens = MarkdownIt("commonmark").parseInline(escape_label(text))
    kinds = {child.type for token in tokens for child in token.children or ()}
    assert kinds <= {"text", "text_special"}


def test_what_is_not_shown_is_counted_in_plain_english() -> None:
    assert [describe_rest(count) for count in (1, 2)] == ["1 more is not shown.", "2 more are not shown."]
    quotes = [QuotingRecord("feedback", "f", "Why?", ""), QuotingRecord("case", "c", "Why?", "")]
    assert describe_counts(quotes) == "1 piece of feedback, 1 case"
    assert describe_counts([*quotes, quotes[0]]) == "2 pieces of feedback, 1 case"


def test_markers_are_raised_and_emphasis_kept() -> None:
    html = render_answer("It is *deep* [1, 2].\n\n- one\n- two [3]")
    assert '<sup class="gl-marker">[1, 2]</sup>' in html
    assert "<em>deep</em>" in html
    assert html.count("<li>") == 2
    assert render_answer("Eel | 58\nPike | 3").count("<br") == 1


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\files\\a b.docx", "a b.docx"),
        (".bashrc", "bashrc"),
        ("...", "document"),
        ("", "document"),
        ("a\x00b\n.txt", "a_b_.txt"),
        ("年度报告.pdf", "年度报告.pdf"),
    ],
)
def test_labels_of_uploads(name: str, safe: str) -> None:
    assert uploads.sanitize_name(name) == safe


@given(st.text(max_size=300))
def test_an_upload_stays_in_its_folder(name: str) -> None:
    safe = uploads.sanitize_name(name)
    assert safe
    assert Path(safe).name == safe
    assert not safe.startswith(".")
    assert len(safe.encode()) <= 100


def test_uploads_lie_under_their_content_and_go_again(tmp_path: Path) -> None:
    one = uploads.save_upload(tmp_path, "../x.txt", b"one")
    again = uploads.save_upload(tmp_path, "x.txt", b"one")
    other = uploads.save_upload(tmp_path, "x.txt", b"two")
    assert one == again != other
    assert one.read_bytes() == b"one"
    assert one.parent.parent == tmp_path / "uploads"
    own = tmp_path / "mine.txt"
    own.write_text("mine")
    for source in (one, own):
        uploads.delete_upload(tmp_path, str(source))
    assert not one.parent.exists()
    assert own.exists()
    assert other.exists()


TEXT = (
    "First page, which is short.\n\nSecond page. The fish counter recorded\n412 sea trout in 2024. It was a good\nyear."
)
PAGES = (0, TEXT.index("Second"))


def document(text: str = TEXT) -> Document:
    return Document.make("a.pdf", "A", text, meta=Meta("pdf", pages=PAGES))


def passage(start: int, end: int) -> Passage:
    return Passage("p", document().id, TEXT[start:end], start, page=2)


@given(st.data())
def test_the_parts_of_a_source_are_its_text(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(TEXT) - 1))
    end = data.draw(st.integers(start + 1, len(TEXT)))
    first = data.draw(st.integers(0, end - start))
    last = data.draw(st.integers(first, end - start))
    chosen = Passage("p", document().id, TEXT[start:end], start)
    found = find_context(document(), chosen, Citation(1, "p", "", first, last, verified=True))
    whole = found.before + found.lead + found.quote + found.rest + found.after
    assert whole in TEXT
    assert found.lead + found.quote + found.rest == chosen.text
    assert found.quote == chosen.text[first:last]
    smooth = join_lines(found)
    assert smooth.quote.split() == found.quote.split()
    assert len(smooth.before + smooth.lead + smooth.quote + smooth.rest + smooth.after) == len(whole)


def test_a_source_shows_its_page_only() -> None:
    start = TEXT.index("The fish")
    found = find_context(document(), passage(start, start + 8), None)
    assert found.before == "Second page. "
    assert found.after.endswith("year.")


def test_lines_of_a_page_flow() -> None:
    start = TEXT.index("The fish")
    found = join_lines(find_context(document(), passage(start, len(TEXT)), None))
    assert "counter recorded 412 sea trout" in found.lead


def test_a_source_that_changed_or_went_is_told() -> None:
    chosen = passage(PAGES[1], PAGES[1] + 12)
    assert find_context(document("something else"), chosen, None).note == DOCUMENT_CHANGED
    assert find_context(None, chosen, None).note == DOCUMENT_REMOVED
    moved = find_context(document("New. " + TEXT), chosen, None)
    assert moved.note == ""
    assert moved.lead == "Second page."

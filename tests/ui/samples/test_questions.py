"""The sample documents are readable, agree with the questions over them, and can be made again."""

from __future__ import annotations

import csv
import email
import email.policy
import html
import json
import re
from functools import cache
from io import StringIO
from pathlib import Path

import pytest

from tests.tools.make_samples import SOURCES, write_docx
from ui.samples.questions import SAMPLE_DOCUMENTS, AnswerableQuestion, UnanswerableQuestion, sample_questions

FILES = sorted(SAMPLE_DOCUMENTS.iterdir())
QUESTIONS = sample_questions()
SEVERAL_HOPS = [question for question in QUESTIONS.answerable if question.hops > 1]
COMMON = frozenset("the of by for how who what which and does have has had now was when our every that".split())
CONNECTING_NAME = re.compile(r"\b(?:[A-Z]{1,2}-\d+|[A-Z]\w+(?: (?:[A-Z]\w+\b(?!-)|\d+))+)")


def plain(text: str) -> str:
    """The text with every run of white space as one blank."""
    return " ".join(text.split())


def pages(path: Path) -> list[str]:
    """The text of each page of a PDF file."""
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        return [plain(page.get_textpage().get_text_bounded()) for page in document]


def word_text(path: Path) -> str:
    """The paragraphs and cells of a Word file, in order."""
    import docx

    blocks = docx.Document(str(path)).iter_inner_content()
    parts = [block.text if isinstance(block, docx.text.paragraph.Paragraph) else table_text(block) for block in blocks]
    return plain(" ".join(parts))


def table_text(table: object) -> str:
    """The cells of a Word table, row by row."""
    return " ".join(cell.text for row in table.rows for cell in row.cells)  # type: ignore[attr-defined]


def without_tags(markup: str) -> str:
    """The words of an HTML page."""
    return plain(html.unescape(re.sub(r"<style>.*?</style>|<[^>]*>", " ", markup, flags=re.DOTALL)))


@cache
def text_of(name: str) -> str:
    """The words of a sample document."""
    path = SAMPLE_DOCUMENTS / name
    if path.suffix == ".pdf":
        return " ".join(pages(path))
    if path.suffix == ".docx":
        return word_text(path)
    raw = path.read_text(encoding="utf-8")
    return without_tags(raw) if path.suffix == ".html" else plain(raw)


def words(text: str) -> set[str]:
    """The words of a text that carry meaning, in lower case."""
    return set(re.findall(r"\w{3,}", text.lower())) - COMMON


def names(text: str) -> set[str]:
    """Names of several words, and equipment numbers."""
    return set(CONNECTING_NAME.findall(text))


def holds(name: str, question: AnswerableQuestion) -> bool:
    """Whether the document says the answer in any accepted form."""
    return any(form in text_of(name) for form in (question.answer, *question.aliases))


def test_the_formats_are_mixed() -> None:
    formats = [path.suffix for path in FILES]
    assert set(formats) == {".txt", ".md", ".html", ".pdf", ".docx", ".csv", ".json", ".jsonl", ".eml"}
    assert 12 <= len(formats) <= 14
    assert formats.count(".pdf") == 2


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_document_has_the_length_of_an_office_paper(path: Path) -> None:
    assert 150 <= len(text_of(path.name).split()) <= 600
    assert path.stat().st_size < 100_000


def test_pdf_files_hold_the_words_of_their_sources_page_by_page() -> None:
    for source in SOURCES.glob("*.html"):
        sections = source.read_text(encoding="utf-8").split("<section")[1:]
        found = pages(SAMPLE_DOCUMENTS / f"{source.stem}.pdf")
        assert [text.split() for text in found] == [without_tags("<p" + text).split() for text in sections]
        assert len(found) >= 2


def test_word_files_are_made_again_from_their_sources(tmp_path: Path) -> None:
    for source in SOURCES.glob("*.txt"):
        again = tmp_path / f"{source.stem}.docx"
        write_docx(source, again)
        assert word_text(again) == text_of(again.name)


def test_every_binary_document_has_a_source() -> None:
    assert {path.stem for path in FILES if path.suffix in {".pdf", ".docx"}} == {
        path.stem for path in SOURCES.iterdir()
    }


def test_structured_files_parse() -> None:
    rows = list(csv.DictReader(StringIO((SAMPLE_DOCUMENTS / "equipment-register.csv").read_text(encoding="utf-8"))))
    suppliers = json.loads((SAMPLE_DOCUMENTS / "suppliers.json").read_text(encoding="utf-8"))
    log = [
        json.loads(line)
        for line in (SAMPLE_DOCUMENTS / "visit-log-2024.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    message = email.message_from_bytes(
        (SAMPLE_DOCUMENTS / "sensor-drift.eml").read_bytes(), policy=email.policy.default
    )
    assert all(None not in row and all(row.values()) for row in rows)
    assert len({row["asset"] for row in rows}) == len(rows) >= 10
    assert all(record["title"] and record["text"] for record in [*suppliers, *log])
    assert not message.defects
    assert "LS-11" in message.get_content()


def test_the_questions_are_as_many_as_promised() -> None:
    assert [sum(question.hops == hops for question in QUESTIONS.answerable) for hops in (1, 2, 3)] == [6, 7, 2]
    assert sorted(question.hops for question in QUESTIONS.demo()) == [1, 2, 2]
    assert len(QUESTIONS.unanswerable) == 3


@pytest.mark.parametrize("question", QUESTIONS.answerable, ids=lambda question: question.question)
def test_the_answer_stands_in_the_last_named_document_only(question: AnswerableQuestion) -> None:
    assert len(question.documents) == len(set(question.documents)) == question.hops
    assert question.answer in text_of(question.documents[-1])
    assert not any(holds(name, question) for name in question.documents[:-1])
    assert not any(form in question.question for form in (question.answer, *question.aliases))


@pytest.mark.parametrize("question", SEVERAL_HOPS, ids=lambda question: question.question)
def test_each_named_document_is_needed(question: AnswerableQuestion) -> None:
    texts = [text_of(name) for name in question.documents]
    assert words(question.question) & (words(texts[0]) - words(texts[-1])), "the answer's document says it all"
    for place in range(len(texts) - 1):
        others = " ".join([question.question, *texts[:place], *texts[place + 2 :]])
        bridges = names(texts[place]) & names(texts[place + 1])
        assert any(name not in others for name in bridges), f"nothing leads on from {question.documents[place]}"


@pytest.mark.parametrize("question", SEVERAL_HOPS, ids=lambda question: question.question)
def test_no_document_alone_says_what_is_asked_and_the_answer(question: AnswerableQuestion) -> None:
    told = words(text_of(question.documents[0])) - words(text_of(question.documents[-1]))
    asked = words(question.question) & told
    for path in FILES:
        if holds(path.name, question):
            assert not asked <= words(text_of(path.name)), path.name


@pytest.mark.parametrize("question", QUESTIONS.unanswerable, ids=lambda question: question.question)
def test_what_cannot_be_answered_asks_for_something_that_no_document_mentions(question: UnanswerableQuestion) -> None:
    assert words(question.question) - set().union(*(words(text_of(path.name)) for path in FILES))

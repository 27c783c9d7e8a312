"""Generates the questions that the documents ask themselves: headings and lines with an answer below them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from evals.generate.checks.filters import VAGUE
from evals.generate.corpus import Corpus
from evals.generate.draft import AnswerStep, Draft
from evals.generate.kinds.spec import DraftParts, KindSpec
from evals.generate.tables.titles import quotable_title
from evals.types import Case, Gold
from graph.text.names import name_key
from graph.text.sentences import sentence_bounds
from graph.text.words import words
from graph.types import Document, Passage

MIN_QUESTION_WORDS, MAX_QUESTION_WORDS = 4, 25
MIN_ANSWER_WORDS, MAX_ANSWER_WORDS = 3, 60
MIN_WORDS_A_LINE = 5
"""Words that a line of an answer has on average."""
CLEAR_WORDS = 4
"""Content words of a question that is understood without the title of its document."""
_MARK = re.compile(r"(?:#+\s*|[-*•]\s+|\d{1,3}[.)]\s+|(?:Q|Question)(?:\s?\d+)?\s?[:.]\s*|\*\*)+")
_ANSWER_MARK = re.compile(r"(?:(?:A|Answer)\s?[:.]\s+|[-*•>]\s+)")
_ASKING = re.compile(
    r"(?:How|What|When|Where|Who|Whom|Whose|Which|Why|Can|Could|Do|Does|Did|Is|Are|Was|Were|Will|Would|Should|May|Must"
    r"|Has|Have|In what|In which|To whom|At what|For how|On what|By when)\b[^?\n]*\?"
)
_UNCLEAR = re.compile(
    r"\b(?:it|its|this|these|those|they|them|their|he|she|him|her|here|above|below|that\?)\b", re.IGNORECASE
)
_NUMBER = re.compile(r"\d+")
_ILLUSTRATED = re.compile(
    r"\b(?:image|photo|picture|following (?:figure|table|diagram|list|steps|example|chart)|(?:shown|listed) below)\b",
    re.IGNORECASE,
)
_BEGINS_WITH_A_SENTENCE = re.compile(r"(?:yes|no)\b|(?:[^\s.!]+\s+){2}\S+", re.IGNORECASE)
_POINTING = re.compile(r"^(?:see|click|read|go to|please see|refer to|learn more|back to|watch)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answered:
    """A question of a document with its answer: the words as they stand, and where."""

    document: Document
    question: str
    quote: str
    passage: Passage

    @property
    def answer(self) -> str:
        """The answer on one line."""
        return " ".join(self.quote.split())


def faq_drafts(parts: DraftParts) -> Iterator[Draft]:
    """Yield the documents' own questions, with the title of the document where they are not clear alone."""
    found: dict[str, list[Answered]] = {}
    for document in parts.corpus.documents.values():
        for one in answered_questions(document, parts.corpus):
            found.setdefault(name_key(one.question), []).append(one)
    many = len(parts.corpus.documents) > 1
    numbered = Counter(_NUMBER.sub("#", document.title) for document in parts.corpus.documents.values())
    for same in found.values():
        alike = len({name_key(one.answer) for one in same}) == 1
        if alike and (_is_clear(same[0].question) or not many):
            yield _draft(same[0], same[0].question)
            continue
        titles = ["" if _is_numbered(one, numbered) else name_key(quotable_title(one.document)) for one in same]
        for one, title in zip(same, titles, strict=True):
            if title and titles.count(title) == 1 and title not in name_key(one.question):
                yield _draft(one, f"{one.question.rstrip('?')}, according to “{quotable_title(one.document)}”?")


def answered_questions(document: Document, corpus: Corpus) -> Iterator[Answered]:
    """Yield every question that is a line of its own, with the paragraph below it."""
    spans = list(_lines(document.text))
    for place, (start, end) in enumerate(spans):
        question = _question(document.text[start:end])
        if question:
            low, high = _paragraph(document.text, spans[place + 1 :])
            passage = corpus.passage_at(document.id, low, high) if high else None
            if passage and corpus.passage_at(document.id, start, end) and not document.hides(start, high):
                yield Answered(document, question, document.text[low:high], passage)
    title = _question(document.title)
    if title and len(spans) == 1:
        low, high = _paragraph(document.text, spans)
        passage = corpus.passage_at(document.id, low, high) if high else None
        if passage and not document.hides(low, high):
            yield Answered(document, title, document.text[low:high], passage)


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of the lines, empty ones included, without blanks around them."""
    place = 0
    for line in text.splitlines(keepends=True):
        said = line.strip()
        start = place + (line.index(said) if said else 0)
        yield start, start + len(said)
        place += len(line)


def _question(line: str) -> str:
    """Return the question that a line asks; empty if it is none that can be understood."""
    said = _MARK.sub("", line, count=1) if _MARK.match(line) else line
    said = " ".join(said.strip().rstrip("*").split())
    count = len(said.split())
    if not MIN_QUESTION_WORDS <= count <= MAX_QUESTION_WORDS or not _ASKING.fullmatch(said) or _UNCLEAR.search(said):
        return ""
    return said


def _paragraph(text: str, spans: list[tuple[int, int]]) -> tuple[int, int]:
    """Return the span of whole sentences with which the next paragraph begins; (0, 0) if it is no answer."""
    filled = [place for place, (start, end) in enumerate(spans) if end > start]
    if not filled:
        return 0, 0
    last = first = filled[0]
    while (
        last + 1 < len(spans) and spans[last + 1][1] > spans[last + 1][0] and not _begins_a_block(text, spans[last + 1])
    ):
        last += 1
    start, end = spans[first][0], spans[last][1]
    mark = _ANSWER_MARK.match(text, start)
    start = mark.end() if mark else start
    said = text[start:end]
    if _begins_a_block(text, spans[first]) or _POINTING.match(said) or not said[:1].isupper():
        return 0, 0
    if len(said.split()) < MIN_WORDS_A_LINE * said.count("\n"):
        return 0, 0  # a column of labels
    kept = 0
    for _, high in sentence_bounds(said):
        if len(said[:high].split()) > MAX_ANSWER_WORDS:
            break
        kept = high
    answer = said[:kept].rstrip()
    ended = answer.endswith((".", "!", ".”", '."', ".)")) and answer.count("(") == answer.count(")")
    if _ILLUSTRATED.search(answer) or not _BEGINS_WITH_A_SENTENCE.match(answer):
        return 0, 0
    return (start, start + len(answer)) if ended and len(answer.split()) >= MIN_ANSWER_WORDS else (0, 0)


def _begins_a_block(text: str, span: tuple[int, int]) -> bool:
    """Whether a line is a heading, a question or a row of a table."""
    line = text[span[0] : span[1]]
    return line.startswith("#") or line.endswith("?") or " | " in line


def _is_numbered(one: Answered, numbered: Counter[str]) -> bool:
    """Whether the title of the document only numbers it among others: "record 12"."""
    title = one.document.title
    return len(title.split()) <= 2 and numbered[_NUMBER.sub("#", title)] > 1


def _is_clear(question: str) -> bool:
    """Whether a question says by itself what it is about: by a name, a number, or enough words."""
    if VAGUE.search(question) or re.search(r"\bthe (?:service|product|device|app)\b", question):
        return False
    named = re.search(r"\s(?:[A-Z][a-z]*[A-Z]|[A-Z][a-z]{2,}|\d)", question)
    return bool(named) or len(set(words(question))) >= CLEAR_WORDS


def _draft(one: Answered, question: str) -> Draft:
    gold = (Gold(one.passage.id, one.quote, one.passage.source),)
    case = Case.make(question, one.answer, gold, "faq", "generated:faq")
    part = AnswerStep(question, one.answer, one.passage)
    return Draft(case, one.document.id, (name_key(one.question),), (part,), grounded=True)


KIND = KindSpec("faq", "a question that a document asks and answers itself", 0.05, 64, faq_drafts)

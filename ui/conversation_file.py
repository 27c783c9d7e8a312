"""One conversation as a file: Markdown for people, JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.conversations import Exchange, Thread, group_versions
from rag.types import Answer, Citation
from ui.terminal import one_line, strip_controls

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class CitedSource:
    """A citation with the file and page it is from; page 0 is a file without pages."""

    marker: int
    source: str
    page: int
    quote: str
    state: str


@dataclass(frozen=True, slots=True)
class SavedAnswer:
    """One version of a question with its answer."""

    question: str
    answer: str
    state: str
    reason: str
    model: str
    asked: str
    citations: tuple[CitedSource, ...]


@dataclass(frozen=True, slots=True)
class SavedConversation:
    """A conversation: its questions in order, each with all its versions, oldest first."""

    schema_version: int
    id: str
    title: str
    created: str
    questions: tuple[tuple[SavedAnswer, ...], ...]


def save_json(thread: Thread, exchanges: Sequence[Exchange]) -> str:
    """Return a conversation as one JSON document."""
    from pydantic_core import to_jsonable_python

    questions = tuple(tuple(map(_saved, versions)) for versions in group_versions(exchanges))
    saved = SavedConversation(SCHEMA_VERSION, thread.id, thread.title, thread.created, questions)
    return json.dumps(to_jsonable_python(saved), indent=2, ensure_ascii=False) + "\n"


def save_markdown(thread: Thread, exchanges: Sequence[Exchange]) -> str:
    """Return a conversation as Markdown: the last version of each question, its answer, and the quoted sources."""
    parts = [f"# {one_line(thread.title, 200)}", thread.created[:10]]
    for versions in group_versions(exchanges):
        parts += _blocks(_saved(versions[-1]))
    return strip_controls("\n\n".join(filter(None, parts))) + "\n"


def name_file(thread: Thread, suffix: str) -> str:
    """Return a file name for a conversation: the words of its title."""
    words = "".join(letter if letter.isalnum() else " " for letter in thread.title).split()
    return f"{'-'.join(words)[:60].strip('-') or 'conversation'}.{suffix}"


def _blocks(saved: SavedAnswer) -> Iterator[str]:
    yield f"## {one_line(saved.question, 2000)}"
    yield saved.answer or f"*{saved.reason or saved.state}*"
    for one in saved.citations:
        page = f", page {one.page}" if one.page else ""
        quote = one_line(one.quote, 2000)
        yield f"> [{one.marker}] {quote}\n>\n> {Path(one.source).name}{page} ({one.state})"


def _saved(exchange: Exchange) -> SavedAnswer:
    answer = exchange.answer
    citations = tuple(_cited(answer, citation) for citation in answer.citations)
    return SavedAnswer(
        exchange.question, answer.text, exchange.state, exchange.reason, answer.model, exchange.created, citations
    )


def _cited(answer: Answer, citation: Citation) -> CitedSource:
    passage = next((hit.passage for hit in answer.hits if hit.passage.id == citation.passage_id), None)
    source, page = (passage.source, passage.page) if passage else ("", 0)
    return CitedSource(citation.marker, source, page, citation.quote, citation.state)

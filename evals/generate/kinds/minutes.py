"""Questions for what minutes agree on: who is to do what, by when, and when the next meeting is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from evals.generate.draft import Draft
from evals.generate.kinds.spec import DraftParts, KindSpec
from evals.generate.prose.drafting import DraftQuestion, quote_draft, text_draft
from evals.generate.prose.scope import document_name
from evals.generate.tables.wording import PERSON
from graph.text.dates import DATE_PATTERN
from graph.types import Passage
from rag.answer.extractive.tables.grid import Table, read_tables
from rag.answer.extractive.tables.values import is_blank
from rag.dependency_parser import dictionary_words

MIN_TASK_WORDS, MAX_TASK_WORDS = 3, 22
_TASK = re.compile(r"(?:what|tasks?|actions?|action items?|to[- ]dos?|next steps?|decision / action)", re.IGNORECASE)
_OWNER = re.compile(
    r"(?:who|owner|responsible|responsibility|assigned to|assignee|person|lead|action by|responsible person)",
    re.IGNORECASE,
)
_DUE = re.compile(r"(?:by when|when|due|due (?:date|by|on)|deadline|until|target date|date due)", re.IGNORECASE)
_NAME = r"[A-Z][\w’'.-]+(?: [A-Z][\w’'.-]+){0,2}"
_ASSIGNED = re.compile(
    rf"^(?:[-*•]\s+|\d+[.)]\s+)?(?:ACTION|Action)(?: point| item)?(?: \d+)?\s*[:–-]\s*(?P<who>{_NAME})"
    r"(?:\s*[:–-]\s*|\s+(?:to|will|should)\s+)(?P<task>[a-zA-Z][^.\n]*?)\.?$",
    re.MULTILINE,
)
_BY = re.compile(r",?\s+(?:by|before|until)\s+(?P<due>[^,;]+)$")
_NEXT = re.compile(
    r"^(?:#+\s*)?(?:\d+[.)]?\s*)?(?:Date of (?:the )?)?[Nn]ext meeting(?: date)?\s*(?:[:–-]\s*|\n+\s*)"
    r"(?P<when>[^\n]+)$",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class _Action:
    """What somebody is to do, as it stands in a line of a passage; `due` may be empty."""

    passage: Passage
    line: str
    task: str
    who: str
    due: str


def minutes_drafts(parts: DraftParts) -> Iterator[Draft]:
    """Yield who is to do each action, by when, and what each person with one action is to do."""
    actions = list(_actions(parts))
    tasks = Counter(action.task.casefold() for action in actions)
    owners = Counter((action.passage.document_id, action.who) for action in actions)
    for action in actions:
        if tasks[action.task.casefold()] > 1:
            continue
        yield from _draft(parts, action, f"Who is to {action.task}?", action.who, "who")
        if DATE_PATTERN.search(action.due):
            yield from _draft(parts, action, f"By when is {action.who} to {action.task}?", action.due, "due")
        if owners[action.passage.document_id, action.who] == 1:
            asked = DraftQuestion(f"what is {action.who} to do?", action.task, "minutes", "task")
            yield from _of_document(parts, action.passage, action.line, asked)
    yield from _next_meetings(parts)


def _draft(parts: DraftParts, action: _Action, question: str, answer: str, rule: str) -> Iterator[Draft]:
    asked = DraftQuestion(question, answer, "minutes", rule)
    yield from text_draft(parts, action.passage, action.line, asked, least=1)


def _of_document(parts: DraftParts, passage: Passage, quote: str, asked: DraftQuestion) -> Iterator[Draft]:
    """Yield a draft that names its document, if no other is called so."""
    name = document_name(passage.title)
    called_so = [one for one in parts.corpus.documents.values() if document_name(one.title) == name]
    if name and len(called_so) == 1:
        yield quote_draft(passage, quote, replace(asked, text=f"According to “{name}”, {asked.text}"))


def _actions(parts: DraftParts) -> Iterator[_Action]:
    for passages in parts.corpus.by_document.values():
        for table in read_tables(passages):
            yield from _of_table(table)
        for passage in passages:
            for match in _ASSIGNED.finditer(passage.text):
                by = _BY.search(match["task"])
                task = match["task"][: by.start()] if by else match["task"]
                if told := _spoken_task(task):
                    yield _Action(passage, match.group().strip(), told, match["who"], by["due"] if by else "")


def _of_table(table: Table) -> Iterator[_Action]:
    task, who, due = (_column(table, pattern) for pattern in (_TASK, _OWNER, _DUE))
    if task is None or who is None:
        return
    for row in table.rows:
        owner, told = row.cells[who], _spoken_task(row.cells[task])
        if told and PERSON.fullmatch(owner):
            when = "" if due is None or is_blank(row.cells[due]) else row.cells[due]
            yield _Action(row.candidate.passage, row.candidate.text, told, owner, when)


def _column(table: Table, pattern: re.Pattern[str]) -> int | None:
    return next((place for place, name in enumerate(table.columns) if pattern.fullmatch(name.strip(" :*?"))), None)


def _spoken_task(text: str) -> str:
    """Return a task as it follows "to", if it says what is to be done; else an empty text."""
    text = " ".join(text.split()).rstrip(" .;")
    first, _, rest = text.partition(" ")
    sized = MIN_TASK_WORDS <= len(text.split()) <= MAX_TASK_WORDS
    return f"{first.casefold()} {rest}" if sized and first.casefold() in dictionary_words("verb") else ""


def _next_meetings(parts: DraftParts) -> Iterator[Draft]:
    for passage in parts.corpus.passages:
        for match in _NEXT.finditer(passage.text):
            when = match["when"].strip(" .")
            if DATE_PATTERN.search(when):
                asked = DraftQuestion("when is the next meeting?", when, "minutes", "next meeting")
                yield from _of_document(parts, passage, match.group().strip(), asked)


KIND = KindSpec("minutes", "who is to do what by when, and when the next meeting is", 0.05, 61, minutes_drafts)

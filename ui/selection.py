"""Narrow what is read to some documents, in a person's words: names, folders, tags and dates."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from graph.date_range import AFTER_DATES
from graph.errors import UsageError
from graph.tags import tag_key, unite_tags
from graph.types import Filter
from ui.document_names import match_documents

if TYPE_CHECKING:
    from ui.workspace import Workspace

MAX_NAMED = 8
"""Documents and tags that a hint names."""

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class SelectionRequest:
    """What a person asks for: any of the names (of a document, file or folder), any of the tags, a range of dates."""

    names: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Selection:
    """The documents that are read, and one line on how they were narrowed; empty if they were not."""

    where: Filter
    description: str = ""


@dataclass(frozen=True, slots=True)
class DocumentLabel:
    """What documents are chosen by."""

    id: str
    source: str
    title: str
    tags: tuple[str, ...]
    date: str


def select_documents(workspace: Workspace, request: SelectionRequest) -> Selection:
    """Return the selection of a request; UsageError, which says what there is, if nothing matches."""
    if request == SelectionRequest():
        return Selection(workspace.where)
    since, until = (_read_date(text) for text in (request.since, request.until))
    if since and until and since > until + AFTER_DATES:
        raise UsageError(f"{since} is after {until}, so that no document is dated between", "exchange them")
    workspace.need_documents()
    labels = list_labels(workspace)
    named = _find_named(workspace, labels, request.names)
    tags = _find_spellings(labels, request.tags)
    where = replace(
        workspace.where,
        documents=tuple(label.id for label in named) if request.names else None,
        tags=tags if request.tags else None,
        since=since or None,
        until=until or None,
    )
    selection = Selection(where, _describe(request))
    if next(iter(workspace.store.documents(where)), None) is None:
        tagged = [label for label in named if not request.tags or set(label.tags) & set(tags)]
        hint = _list_dates(tagged) if tagged else _list_tags(named)
        raise UsageError(f"there is no document {selection.description}", hint)
    return selection


def list_labels(workspace: Workspace) -> list[DocumentLabel]:
    """Return what the documents of the collection are chosen by, without their texts."""
    return [
        DocumentLabel(document.id, document.source, document.title, document.meta.tags, document.meta.date)
        for document in workspace.store.documents(workspace.where)
    ]


def _find_named(workspace: Workspace, labels: Sequence[DocumentLabel], names: Iterable[str]) -> list[DocumentLabel]:
    """Return the documents with any of the names, or below a folder of that name; all if there are no names."""
    from ui.file_states import read_file_states

    found: dict[str, DocumentLabel] = {}
    for name in names:
        matches = match_documents(labels, name) or _below_folder(labels, name)
        if not matches and (original := read_file_states(workspace).original_of(name)):
            matches = match_documents(labels, original)
        if not matches:
            files = sorted({Path(label.source).name for label in labels})
            raise UsageError(f"there is no document, file or folder {name!r}", f"known files: {_enumerate(files)}")
        found |= {label.id: label for label in matches}
    return list(found.values()) if found else list(labels)


def _below_folder(labels: Iterable[DocumentLabel], name: str) -> list[DocumentLabel]:
    if not name.strip():
        return []
    folders = tuple(os.path.join(path, "") for path in {os.path.abspath(name), os.path.realpath(name)})
    return [label for label in labels if label.source.startswith(folders)]


def _find_spellings(labels: Iterable[DocumentLabel], tags: Iterable[str]) -> tuple[str, ...]:
    """Return the tags as they are stored, in every spelling."""
    stored = sorted({tag for label in labels for tag in label.tags})
    found: list[str] = []
    for tag in tags:
        matches = [spelled for spelled in stored if tag_key(spelled) == tag_key(tag)]
        if not matches:
            hint = f"known tags: {_enumerate(unite_tags(stored))}" if stored else _UNTAGGED
            raise UsageError(f"no document has the tag {tag!r}", hint)
        found += matches
    return tuple(dict.fromkeys(found))


_UNTAGGED = "none has tags yet: graphloop documents tag NAME --add TAG"


def _read_date(text: str) -> str:
    """Return a date as given; UsageError for one that is no day, month or year of the calendar."""
    match = _DATE.fullmatch(text.strip())
    try:
        if match is not None:
            date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        match = None
    if text and match is None:
        raise UsageError(f"{text!r} is not a date", "give a year, month or day: 2024, 2024-05, 2024-05-31")
    return text.strip()


def _describe(request: SelectionRequest) -> str:
    names = ", ".join(Path(name).name if os.path.isabs(name) else name for name in request.names)
    parts = [f"in {names}" if names else "", f"tagged {' or '.join(request.tags)}" if request.tags else ""]
    dated = [f"since {request.since}" if request.since else "", f"until {request.until}" if request.until else ""]
    return ", ".join(filter(None, (*parts, f"dated {' '.join(filter(None, dated))}" if any(dated) else "")))


def _list_dates(labels: Iterable[DocumentLabel]) -> str:
    dates = sorted(label.date for label in labels if label.date)
    return f"these documents are dated {dates[0]} to {dates[-1]}" if dates else "none of these documents has a date"


def _list_tags(labels: Iterable[DocumentLabel]) -> str:
    tags = unite_tags(sorted(tag for label in labels for tag in label.tags))
    return f"these documents are tagged {_enumerate(tags)}" if tags else "none of these documents has a tag"


def _enumerate(names: Sequence[str]) -> str:
    return ", ".join(names[:MAX_NAMED]) + (f" and {len(names) - MAX_NAMED} more" if len(names) > MAX_NAMED else "")

"""A graph as a file has it: names and words, of which nothing is known to be in the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graph.errors import UsageError


@dataclass(frozen=True, slots=True)
class WrittenEntity:
    """An entity of a file: `id` is empty if the file gives none."""

    name: str
    kind: str = ""
    aliases: tuple[str, ...] = ()
    id: str = ""


@dataclass(frozen=True, slots=True)
class WrittenStatement:
    """A relation of a file between two of its entities, by their keys there; `page` is 0 if none is given."""

    subject: str
    predicate: str
    object: str
    quote: str = ""
    document: str = ""
    page: int = 0


@dataclass(frozen=True, slots=True)
class WrittenGraph:
    """The entities of a file by their keys, and its statements; UsageError for one about an entity that it lacks."""

    entities: Mapping[str, WrittenEntity]
    statements: tuple[WrittenStatement, ...]

    def __post_init__(self) -> None:
        for one in self.statements:
            for end in (one.subject, one.object):
                if end not in self.entities:
                    raise UsageError(f"the file has a relation of {end!r} and no such entity", "export it again")


def read_page(text: str) -> int:
    """Return a page number; 0 for an empty text, UsageError for another one."""
    if text.strip() and not (text.strip().isdecimal() and len(text.strip()) < 10):
        raise UsageError(f"{text[:20]!r} is no page number", "export it again")
    return int(text) if text.strip() else 0

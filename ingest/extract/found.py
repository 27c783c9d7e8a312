"""A name where it stands in a passage or its title, before it is known which entity it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from graph.model import Passage
from rag.models.tag.protocol import Span


@dataclass(frozen=True, eq=False)
class Found:
    """A name at `text[span.start:span.end]`; `whole` when it is all of a title but what stands in brackets.

    No slots: what is read often of a name is worked out once.
    """

    passage: Passage
    span: Span
    key: str
    in_title: bool = False
    whole: bool = False

    @property
    def kind(self) -> str:
        return "date" if self.span.kind == "date" else ""

    @property
    def text(self) -> str:
        return self.passage.title if self.in_title else self.passage.text

    @cached_property
    def surface(self) -> str:
        return self.text[self.span.start : self.span.end]

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tuple(self.key.split())


@dataclass(frozen=True, slots=True)
class Variant:
    """One name of a document that stands for another, by keys, and the rule that says so.

    `sites` are where the text itself gives the one name for the other: there each stays a mention of its own entity.
    """

    key: str
    of: str
    rule: str
    sites: tuple[Found, ...] = ()

"""A name where it stands in a passage or its title, before it is known which entity it is."""

from __future__ import annotations

from dataclasses import dataclass

from graph.text.names import name_key
from graph.types import Passage
from rag.ner.protocol import Span


@dataclass(frozen=True, slots=True, eq=False)
class FoundMention:
    """A name at `text[span.start:span.end]`, which is `surface`; `words` are those of its key. `whole` when it is all
    of a title but what stands in brackets."""

    passage: Passage
    span: Span
    surface: str
    key: str
    words: tuple[str, ...]
    in_title: bool = False
    whole: bool = False

    @staticmethod
    def make(passage: Passage, span: Span, in_title: bool = False, whole: bool = False) -> FoundMention:
        surface = (passage.title if in_title else passage.text)[span.start : span.end]
        key = name_key(surface)
        return FoundMention(passage, span, surface, key, tuple(key.split()), in_title, whole)

    @property
    def kind(self) -> str:
        return "date" if self.span.kind == "date" else ""

    @property
    def text(self) -> str:
        return self.passage.title if self.in_title else self.passage.text


@dataclass(frozen=True, slots=True)
class Variant:
    """One name of a document that stands for another, by keys, and the rule that says so.

    `sites` are where the text itself gives the one name for the other: there each stays a mention of its own entity.
    """

    key: str
    of: str
    rule: str
    sites: tuple[FoundMention, ...] = ()

"""A name found in a passage or its title, before it is linked to an entity."""

from __future__ import annotations

from dataclasses import dataclass

from graph.text.names import name_key
from graph.types import Passage
from rag.ner.protocol import Span


@dataclass(frozen=True, slots=True, eq=False)
class FoundMention:
    """A name at `text[span.start:span.end]`, which is `surface`; `words` are those of its key.

    `whole` is set if it is the entire title, apart from a parenthesis. `likely_kind` is what it is taken for; two names
    of different likely kinds are still one entity if their keys are equal.
    """

    passage: Passage
    span: Span
    surface: str
    key: str
    words: tuple[str, ...]
    in_title: bool = False
    whole: bool = False
    likely_kind: str = ""

    @staticmethod
    def make(
        passage: Passage, span: Span, in_title: bool = False, whole: bool = False, likely_kind: str = ""
    ) -> FoundMention:
        surface = (passage.title if in_title else passage.text)[span.start : span.end]
        key = name_key(surface)
        return FoundMention(passage, span, surface, key, tuple(key.split()), in_title, whole, likely_kind)

    @property
    def kind(self) -> str:
        return "date" if self.span.kind == "date" else ""

    @property
    def text(self) -> str:
        return self.passage.title if self.in_title else self.passage.text


@dataclass(frozen=True, slots=True)
class Variant:
    """A name of a document that stands for another, by keys, and the rule that found it.

    `sites` are the places where the text itself equates the two names: there each stays a mention of its own entity.
    """

    key: str
    of: str
    rule: str
    sites: tuple[FoundMention, ...] = ()

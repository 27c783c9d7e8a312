"""The value types of a knowledge graph.

Everything known about an entity is derived from passages: its names, aliases, descriptions and frequencies come from
the mentions and fragments visible to the reader. Offsets count Unicode code points.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeVar

import numpy as np
import numpy.typing as npt

from graph.blocks import Block

Kind = Literal["passage", "sentence", "entity"]
Matrix = npt.NDArray[np.float32]
Vector = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]
T = TypeVar("T")


def digest(*parts: str | int) -> str:
    """Return a 128-bit digest of the parts as 32 hexadecimal digits; the encoding of a list of parts is unambiguous."""
    state = hashlib.blake2b(digest_size=16)
    for part in parts:
        data = str(part).encode("utf-8", "surrogatepass")
        state.update(len(data).to_bytes(8, "big"))
        state.update(data)
    return state.hexdigest()


@dataclass(frozen=True, slots=True)
class Meta:
    """Metadata of a document; `pages` holds the offset at which each page starts.

    `hidden` holds the spans of the text (start, end) that a reader of the file does not see, in order, and `blocks` the
    known structure of the text, in order and without overlap: text in no block is a paragraph. `date` is the day that
    the document itself states, as YYYY-MM-DD, YYYY-MM or YYYY; empty if it states none.
    """

    format: str = "text"
    language: str = ""
    pages: tuple[int, ...] = ()
    tags: tuple[str, ...] = ()
    access: tuple[str, ...] = ()
    hidden: tuple[tuple[int, int], ...] = ()
    blocks: tuple[Block, ...] = ()
    date: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One text that is read, cited, replaced and removed as a unit.

    `source` is the file it came from and `locator` the record within it, empty if the file is one document.
    `fingerprint` identifies the pipeline that made its passages.
    """

    id: str
    source: str
    title: str
    text: str
    content_hash: str
    locator: str = ""
    meta: Meta = Meta()
    collection: str = "default"
    fingerprint: str = ""

    @staticmethod
    def make(
        source: str, title: str, text: str, locator: str = "", meta: Meta = Meta(), collection: str = "default"
    ) -> Document:
        """Make a document, computing its id and content hash."""
        return Document(
            id=digest("document", collection, source, locator),
            source=source,
            title=title,
            text=text,
            content_hash=digest("content", title, text),
            locator=locator,
            meta=meta,
            collection=collection,
        )

    def page_of(self, offset: int) -> int:
        """Return the page, counted from 1, that contains an offset; 0 for a text without pages."""
        return sum(start <= offset for start in self.meta.pages)

    def hides(self, start: int, end: int) -> bool:
        """Return whether any part of a span is hidden from a reader of the file."""
        before = bisect_left(self.meta.hidden, (end,))
        return before > 0 and self.meta.hidden[before - 1][1] > start


@dataclass(frozen=True, slots=True)
class Passage:
    """A span of one document: `document.text[start:end] == text`, on one page (0: no pages).

    It is `hidden` from a reader of the file entirely or not at all. `context` is what belongs to it and stands
    elsewhere: headings above it, the column names of its table, the lead-in of its list. It is searched, embedded and
    shown with the passage, and never cited. `title`, `source` and `date` are those of its document.
    """

    id: str
    document_id: str
    text: str
    start: int
    page: int = 0
    ordinal: int = 0
    title: str = ""
    source: str = ""
    hidden: bool = False
    context: str = ""
    date: str = ""

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def heading(self) -> str:
        """What stands above the text for a reader: the title and the context, a line each."""
        return "\n".join(filter(None, (self.title, self.context)))

    @staticmethod
    def name(document_id: str, text: str, occurrence: int) -> str:
        """Return the id of a passage: it depends on its text, not on its position in the document."""
        return digest("passage", document_id, text, occurrence)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, as a span of its passage's text; `ordinal` counts from 0 within the passage."""

    passage_id: str
    ordinal: int
    start: int
    end: int

    @property
    def id(self) -> str:
        return f"{self.passage_id}#{self.ordinal}"


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing that passages mention. `key` is its folded name; `sense` tells homonyms apart."""

    id: str
    key: str
    kind: str = ""
    sense: str = ""
    collection: str = "default"

    @staticmethod
    def make(key: str, kind: str = "", sense: str = "", collection: str = "default") -> Entity:
        return Entity(digest("entity", collection, key, kind, sense), key, kind, sense, collection)


@dataclass(frozen=True, slots=True)
class Mention:
    """An entity named in a passage; the surface form is the text at these offsets.

    Offsets are into the passage's text, or into its title if `in_title` is set: a passage is about what its title
    names. `kind` is what it is taken for there, such as "person". `origin` is the model that found it, empty for rules;
    after a plus sign, the one that only gave its kind.
    """

    passage_id: str
    entity_id: str
    start: int
    end: int
    in_title: bool = False
    kind: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """A directed edge between entities, with the passage that is its evidence.

    The words that state it are `text[start:end]` of the passage; both are 0 if only the passage is known. `origin` is
    the model that found it, empty for rules.
    """

    subject_id: str
    predicate: str
    object_id: str
    passage_id: str
    weight: float = 1.0
    start: int = 0
    end: int = 0
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Fragment:
    """One supported piece of an entity's description: words of a passage. `origin` is the model that chose them."""

    entity_id: str
    passage_id: str
    text: str
    origin: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Vectors:
    """Unit vectors by id: `matrix` has one row per id, float32."""

    ids: tuple[str, ...]
    matrix: Matrix

    def __post_init__(self) -> None:
        if self.matrix.ndim != 2 or len(self.ids) != len(self.matrix):
            raise ValueError(f"{len(self.ids)} ids for a matrix of shape {self.matrix.shape}")

    @staticmethod
    def join(parts: Iterable[Vectors]) -> Vectors | None:
        """Stack the rows of all parts; None if there are none."""
        kept = [part for part in parts if part.ids]
        if not kept:
            return None
        return Vectors(tuple(i for part in kept for i in part.ids), np.concatenate([part.matrix for part in kept]))


@dataclass(frozen=True, slots=True)
class Subgraph:
    """Any part of a graph: extracted, stored, read back, or drawn on a page."""

    documents: tuple[Document, ...] = ()
    passages: tuple[Passage, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    entities: tuple[Entity, ...] = ()
    mentions: tuple[Mention, ...] = ()
    relations: tuple[Relation, ...] = ()
    fragments: tuple[Fragment, ...] = ()
    vectors: Mapping[Kind, Vectors] = field(default_factory=dict, compare=False)

    def __add__(self, other: Subgraph) -> Subgraph:
        """Return the union of both parts, each value once, in order of first appearance."""
        kinds: set[Kind] = set(self.vectors) | set(other.vectors)
        joined = {
            kind: Vectors.join(part.vectors[kind] for part in (self, other) if kind in part.vectors) for kind in kinds
        }
        return Subgraph(
            documents=_once(self.documents, other.documents),
            passages=_once(self.passages, other.passages),
            sentences=_once(self.sentences, other.sentences),
            entities=_once(self.entities, other.entities),
            mentions=_once(self.mentions, other.mentions),
            relations=_once(self.relations, other.relations),
            fragments=_once(self.fragments, other.fragments),
            vectors={kind: value for kind, value in joined.items() if value is not None},
        )


def _once(left: tuple[T, ...], right: tuple[T, ...]) -> tuple[T, ...]:
    return tuple(dict.fromkeys((*left, *right)))


@dataclass(frozen=True, slots=True)
class Filter:
    """Which documents are visible; every field that is set narrows the selection, and None means no restriction.

    `access` holds the reader's labels: a labelled document is visible only to a reader who has one of its labels. Tags
    are compared as stored. `since` and `until` are a day, month or year as in `Meta.date`, both included: the
    document's date, all of a month or year if it says no more, must overlap the range; without a date it never does.
    """

    collection: str | None = None
    documents: tuple[str, ...] | None = None
    sources: tuple[str, ...] | None = None
    formats: tuple[str, ...] | None = None
    languages: tuple[str, ...] | None = None
    tags: tuple[str, ...] | None = None
    access: tuple[str, ...] | None = None
    since: str | None = None
    until: str | None = None


EVERYTHING = Filter()

DecisionState = Literal["proposed", "automatic", "same", "different"]


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether two entities are the same: proposed or merged by a rule, or decided by a person; the pair ascends."""

    pair: tuple[str, str]
    state: DecisionState
    reason: str
    score: float = 0.0

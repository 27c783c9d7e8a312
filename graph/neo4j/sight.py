"""What one reader's filter lets be seen at one revision: counts, which are asked of the server once and then known."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from graph.model import Where
from graph.neo4j import schema
from graph.neo4j.connect import Connection, Overtaken, Transaction
from graph.neo4j.ledger import latest
from graph.neo4j.where import values

T = TypeVar("T")
K = TypeVar("K")

KEPT_SIGHTS = 16


class Seen:
    """The version of every document that an answer is made of."""

    def __init__(self) -> None:
        self.versions: dict[str, str] = {}

    def add(self, documents: Sequence[str], versions: Sequence[str]) -> None:
        """Note some; Overtaken when the answer would mix two versions."""
        for document, version in dict.fromkeys(zip(documents, versions, strict=True)):
            if self.versions.setdefault(document, version) != version:
                raise Overtaken


@dataclass(frozen=True, slots=True)
class Name:
    """A surface form: whose it is, and the words of its key."""

    entity: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Counts under one filter at one revision. What is asked for by word or entity is kept as it becomes known.

    length: the words of all passages. embedded: the passages with vectors. entity_vectors: the entities with one, once
    for each document. most: the largest number of entities in one passage. holding: passages by word. name_holding:
    names by word. names: the names by word. entities: by number, the passages that mention an entity, and the sum of
    1 + ln count over them.
    """

    passages: int
    sentences: int
    length: int
    embedded: int
    entity_vectors: int
    most: int
    holding: dict[str, int] = field(default_factory=dict)
    name_total: list[int] = field(default_factory=list)
    name_holding: dict[str, int] = field(default_factory=dict)
    names: dict[str, list[Name]] = field(default_factory=dict)
    entities: dict[int, tuple[int, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sight:
    """A question under way: its transaction, filter, counts, and what its answer is made of."""

    tx: Transaction
    where: Where
    facts: Facts
    seen: Seen

    def rows(self, text: str, /, **bound: object) -> list[Any]:
        """Rows with the filter bound."""
        return self.tx.rows(text, **values(self.where), **bound)

    def columns(self, text: str, /, **bound: object) -> list[Any]:
        """Collected columns with the filter bound."""
        return self.tx.columns(text, **values(self.where), **bound)


class Sights:
    """The counts of the latest revision, by filter."""

    def __init__(self) -> None:
        self._known: OrderedDict[Where, Facts] = OrderedDict()
        self._revision = -1
        self._lock = threading.Lock()

    def look(self, connection: Connection, where: Where, ask: Callable[[Sight], T]) -> T:
        """The answer to a question, in which every document is as one version has it."""

        def work(tx: Transaction) -> T:
            revision = latest(tx)
            sight = Sight(tx, where, self._facts(tx, where, revision), Seen())
            found = ask(sight)
            _settled(tx, sight.seen.versions, revision)
            return found

        return connection.read(work)

    def _facts(self, tx: Transaction, where: Where, revision: int) -> Facts:
        with self._lock:
            if revision != self._revision:
                self._known.clear()
                self._revision = revision
            known = self._known.get(where)
            if known is not None:
                self._known.move_to_end(where)
                return known
        found = Facts(*tx.columns(TOTALS, **values(where)))
        with self._lock:
            if revision == self._revision:
                self._known[where] = found
                while len(self._known) > KEPT_SIGHTS:
                    self._known.popitem(last=False)
        return found


def unknown(wanted: Iterable[K], known: dict[K, T]) -> list[K]:
    """What is not known yet, each once."""
    return [name for name in dict.fromkeys(wanted) if name not in known]


def _settled(tx: Transaction, versions: dict[str, str], revision: int) -> None:
    if not versions or latest(tx) == revision:
        return
    names, shown_now, revisions = tx.columns(STATES, ids=list(versions))
    now = dict(zip(names, zip(shown_now, revisions, strict=True), strict=True))
    for name, version in versions.items():
        shown, at = now.get(name, ("", 0))
        if shown != version or at > revision:
            raise Overtaken


TOTALS = f"""MATCH (d:Document) WHERE {schema.VISIBLE}
RETURN sum(d.passages), sum(d.sentences), sum(d.length), sum(CASE WHEN d.dimensions > 0 THEN d.passages ELSE 0 END),
 sum(d.entity_vectors), coalesce(max(d.most), 0)"""
STATES = """UNWIND $ids AS id MATCH (d:Document {graph: $graph, id: id})
RETURN collect(d.id), collect(coalesce(d.version, '')), collect(coalesce(d.revision, 0))"""

"""What one reader's filter lets be seen at one revision: counts, which are asked of the server once and then known."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from graph.model import Where
from graph.neo4j import schema
from graph.neo4j.connect import Connection, Overtaken, Transaction
from graph.neo4j.ledger import latest
from graph.neo4j.where import values

T = TypeVar("T")

KEPT_SIGHTS = 16


class Seen:
    """The version of every document that an answer is made of."""

    def __init__(self) -> None:
        self.versions: dict[str, str] = {}

    def add(self, document: str, version: str) -> None:
        """Note one; Overtaken when the answer would mix two versions."""
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

    `length` is the number of words of all passages, `embedded` the number of passages with vectors. `holding` counts
    passages by word and `name_holding` names; `names` holds the names by word; `entities` the passages that mention
    an entity, and the sum of 1 + ln count over them.
    """

    passages: int
    sentences: int
    length: int
    embedded: int
    holding: dict[str, int] = field(default_factory=dict)
    name_total: list[int] = field(default_factory=list)
    name_holding: dict[str, int] = field(default_factory=dict)
    names: dict[str, list[Name]] = field(default_factory=dict)
    entities: dict[str, tuple[int, float]] = field(default_factory=dict)


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
        ((passages, sentences, length, embedded),) = tx.rows(TOTALS, **values(where))
        found = Facts(passages, sentences, length, embedded)
        with self._lock:
            if revision == self._revision:
                self._known[where] = found
                while len(self._known) > KEPT_SIGHTS:
                    self._known.popitem(last=False)
        return found


def unknown(wanted: Iterable[str], known: dict[str, T]) -> list[str]:
    """What is not known yet, each once."""
    return [name for name in dict.fromkeys(wanted) if name not in known]


def _settled(tx: Transaction, versions: dict[str, str], revision: int) -> None:
    if not versions:
        return
    now = {name: (version, at) for name, version, at in tx.rows(STATES, ids=list(versions))}
    for name, version in versions.items():
        shown, at = now.get(name, (None, 0))
        if shown != version or at > revision:
            raise Overtaken


TOTALS = f"""MATCH (d:Document) WHERE {schema.VISIBLE}
RETURN sum(d.passages), sum(d.sentences), sum(d.length), sum(CASE WHEN d.dimensions > 0 THEN d.passages ELSE 0 END)"""
STATES = """UNWIND $ids AS id MATCH (d:Document {graph: $graph, id: id}) RETURN d.id, d.version, d.revision"""

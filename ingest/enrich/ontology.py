"""The kinds of entities and the relations that a language model is asked for."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from graph.errors import UsageError
from graph.types import digest

KINDS = ("person", "organisation", "place", "product", "document", "event", "law", "term", "other")
MAX_NAME_CHARS = 60
MAX_NAME_WORDS = 6
MAX_NAMES = 60
VALUES = frozenset(("date", "time", "amount", "number", "quantity", "money", "percentage"))
"""Kinds of what is a value, not a thing."""

_AROUND = " \t.,;:!?-–—()[]\"'“”‘’"


@dataclass(frozen=True, slots=True)
class Ontology:
    """Kinds of entities and names of relations; no relations means that the model chooses them.

    What is not of these is dropped if `strict`, and else kept.
    """

    kinds: tuple[str, ...] = KINDS
    relations: tuple[str, ...] = ()
    strict: bool = False

    @property
    def key(self) -> str:
        """Identify what is asked for."""
        return digest("ontology", *self.kinds, "", *self.relations, int(self.strict))

    def allows_kind(self, kind: str) -> bool:
        """Return whether an entity of this kind is kept."""
        return not self.strict or kind in self.kinds

    def allows_relation(self, predicate: str) -> bool:
        """Return whether a relation of this name is kept."""
        return not self.strict or not self.relations or predicate in self.relations


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    kinds: list[str] = list(KINDS)
    relations: list[str] = []
    strict: bool = False


def make_ontology(kinds: Sequence[str] = (), relations: Sequence[str] = (), strict: bool = False) -> Ontology:
    """Return the ontology of these names, each once; no kinds means the usual ones. UsageError for an unusable name."""
    return Ontology(_clean(kinds, "kind") or KINDS, _clean(relations, "relation"), strict)


def read_ontology(path: Path) -> Ontology:
    """Read `kinds`, `relations` and `strict` from a TOML file; UsageError if it cannot be read so."""
    hint = 'write kinds = ["person", "machine"], relations = ["maintains"] and strict = true or false'
    try:
        found = _File.model_validate(tomllib.loads(path.read_text("utf-8")))
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}", "name a TOML file") from error
    except ValidationError as error:
        place = ".".join(map(str, error.errors()[0]["loc"]))
        raise UsageError(f"{path} is no ontology: {place}: {error.errors()[0]['msg']}", hint) from error
    except ValueError as error:
        raise UsageError(f"{path} is no ontology: {' '.join(str(error).split())}", hint) from error
    return make_ontology(found.kinds, found.relations, found.strict)


def normalise_name(name: str) -> str:
    """Return the name of a kind or relation in lower case, its words parted by blanks, no punctuation around it."""
    return " ".join(name.replace("_", " ").split()).casefold().strip(_AROUND)


def is_usable_name(name: str) -> bool:
    """Return whether a normalised name is a few words."""
    return any(map(str.isalpha, name)) and len(name) <= MAX_NAME_CHARS and len(name.split()) <= MAX_NAME_WORDS


def _clean(names: Sequence[str], what: str) -> tuple[str, ...]:
    cleaned = tuple(dict.fromkeys(filter(None, map(normalise_name, names))))
    for name in cleaned:
        if not is_usable_name(name):
            raise UsageError(f"{name[:MAX_NAME_CHARS]!r} is no name of a {what}", "use one to three words")
        if name in VALUES and what == "kind":
            raise UsageError(f"a {name} is a value, not a thing that is an entity", "name kinds of things")
    if len(cleaned) > MAX_NAMES:
        raise UsageError(f"{len(cleaned)} {what}s are too many for a model", f"name at most {MAX_NAMES}")
    return cleaned

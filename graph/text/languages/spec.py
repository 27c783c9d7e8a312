"""What is declared of a language: the words that tell it, how its words inflect, and how questions and rules are put.

English is what everything else reads; a language declared here is read by its words alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

AskedKind = Literal[
    "yes or no", "money", "percentage", "length of time", "frequency", "time", "count", "quantity", "contact",
    "person", "place", "reason", "way", "definition", "list", "thing",
]  # fmt: skip
"""What a question asks for; "thing" if nothing of these."""


@dataclass(frozen=True, slots=True, eq=False)
class Inflection:
    """How the words of a language inflect; all without diacritics and in lower case.

    `endings` are removed from words, longest first, as long as a stem stays. `inserts` stand at the start of a word
    ("ge-spielt") or behind one of the `prefixes` ("ab-ge-stellt"). `plurals` are added to whole words. With
    `compounds` a word may be made of several; what only `bound` prefixes or `prefixes` precede is no part of it
    ("Ver-mieter").
    """

    endings: tuple[str, ...]
    plurals: tuple[str, ...] = ()
    inserts: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()
    bound: tuple[str, ...] = ()
    compounds: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Quantities:
    """The words for quantities: numerals by value, and regular expressions for the rest.

    `each` before a length of time makes it a frequency ("every two weeks"), and `relative` after one a time ("two weeks
    after the end"). `since` is before and `to` between the values of a range, `ranges` what may be between two values
    that are one. `limits` stand before a value and belong to it ("at most").
    """

    numerals: Mapping[str, int]
    magnitudes: str
    time_units: str
    currencies: str
    months: str
    days: str
    since: str
    to: str
    each: str
    relative: str
    clock: str
    ordinal_days: str
    per_cent: str
    every: str
    limits: str
    ranges: str


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """How texts state rules, as regular expressions.

    `instructs` opens an instruction ("Verwenden Sie"). `open` says that something holds in some cases only, and
    `conditions` under which. `attribute` before a noun makes it a certain one, unless it is `neutral`. `shares` follows
    a percentage that is one of something else. `restricts` precedes what alone a statement is about, and `opposes`
    begins a clause that says something else.
    """

    allows: str
    forbids: str
    requires: str
    exempts: str
    negates: str
    instructs: str
    open: str
    conditions: str
    restricts: str
    shares: str
    attribute: str
    neutral: str
    opposes: str
    defines: str


@dataclass(frozen=True, slots=True, eq=False)
class Asking:
    """How questions are put, as regular expressions.

    `kinds` are tried in order, and what matches is no word to be found in a text. `implied` are words of a kind that
    texts leave out, `named_by` the nouns for what an adjective asks (a weight for "wie schwer"), and `measures` the
    quantities of `graph.text.units` for it, any where it is not among them. `allowed` asks for permission, `forbidden`
    whether something is not allowed, `required` for a duty, `identity` who somebody is. `summaries` have a group
    `object`, in which `about` parts a document from a topic.
    """

    kinds: tuple[tuple[AskedKind, re.Pattern[str]], ...]
    implied: Mapping[AskedKind, str]
    named_by: Mapping[str, str]
    measures: Mapping[str, tuple[str, ...]]
    allowed: str
    forbidden: str
    required: str
    identity: str
    about: str
    summaries: tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Verdicts:
    """How yes, no, and neither of them are said."""

    yes: str
    no: str
    depends: str


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """A language that questions and texts may be in.

    `name` is the code of ISO 639-1. `function_words` (without diacritics, in lower case) say nothing of what a text is
    about; those of `shared` occur in other languages or in names too and do not tell this one. `letters` occur in few
    others. `person` is a regular expression for how people and firms are named, `actor` for how others are that act,
    and `place` for where, with a group `name`.
    """

    name: str
    function_words: frozenset[str]
    shared: frozenset[str]
    letters: str
    inflection: Inflection
    quantities: Quantities
    rules: Rules
    asking: Asking
    verdicts: Verdicts
    person: str
    actor: str
    place: str

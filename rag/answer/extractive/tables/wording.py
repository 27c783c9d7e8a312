"""Word a question by the names of a table's columns: "the cheapest article" is that with the lowest "Price EUR"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from graph.text.stemming import stems


@dataclass(frozen=True, slots=True)
class _Wording:
    """Words of a question, and with which superlative the columns that one of `columns` names are asked for."""

    said: re.Pattern[str]
    superlative: str
    columns: frozenset[str]


def _wording(said: str, superlative: str, columns: str) -> _Wording:
    return _Wording(re.compile(rf"\b(?:{said})\b", re.IGNORECASE), superlative, frozenset(stems(columns)))


_PRICES = "price cost costs fee fees rate charge charges amount premium rent fare tariff eur euro euros usd gbp"
_SPANS = "duration time days weeks hours minutes months delivery"
_DAYS = "joined started hired since founded built opened date year born birthday birth published released start entry"
_WORDINGS = (
    _wording(r"most expensive|dearest|priciest|costliest", "highest", _PRICES),
    _wording(r"cheapest|least expensive|lowest-priced|most affordable", "lowest", _PRICES),
    _wording(r"fastest|quickest", "shortest", _SPANS),
    _wording(r"slowest", "longest", _SPANS),
    _wording(r"heaviest", "highest", "weight mass kg"),
    _wording(r"lightest", "lowest", "weight mass kg"),
    _wording(r"tallest", "highest", "height size"),
    _wording(r"warmest|hottest", "highest", "temperature"),
    _wording(r"coldest", "lowest", "temperature"),
    _wording(r"most populous", "highest", "population inhabitants people"),
    _wording(r"(?:most )?fattening|most calories|highest in calories", "highest", "kcal calories energy"),
    _wording(r"fewest calories|lowest in calories", "lowest", "kcal calories energy"),
    _wording(r"oldest", "highest", "age"),
    _wording(r"youngest", "lowest", "age"),
    _wording(r"oldest|(?:joined|started|came|was hired|begun|began|opened) (?:the )?(?:first|earliest)|"
             r"(?:been|worked|work) (?:\w+ ){0,4}longest|longest[- ]serving", "earliest", _DAYS),
    _wording(r"youngest|newest|(?:joined|started|came|was hired|begun|began|opened) (?:the )?(?:last|latest)",
             "latest", _DAYS),
)  # fmt: skip
_COSTS = re.compile(r"\bcosts?\b", re.IGNORECASE)
_COST = frozenset(stems("cost costs"))


def word_for_columns(question: str, columns: Sequence[str]) -> str:
    """Return a question with the names of columns for the adjectives and verbs that stand for them."""
    named = [(name, frozenset(stems(name))) for name in columns if name]
    for wording in _WORDINGS:
        name = next((name for name, words in named if words & wording.columns), "")
        if name and wording.said.search(question):
            question = wording.said.sub(f"{wording.superlative} {name}", question, count=1)
            break
    priced = next((name for name, words in named if words & _WORDINGS[0].columns), "")
    if priced and not any(words & _COST for _, words in named):
        question = _COSTS.sub(f"have the {priced}", question, count=1)
    return question

"""Gold answers of which minimal pairs are made, and what can be said of them by plain rules."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import permutations

from tests.bench.pair_values import NUMBER

MAX_SHORT_WORDS = 6
MAX_STATEMENT_WORDS = 32
MAX_ITEMS = 8
_NAME = re.compile(r"[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*){0,3}")
WHO = re.compile(r"\bwho(?:m|se)?\b", re.IGNORECASE)
YES_NO = re.compile(r"(yes|no)\.?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Gold:
    """A question with its gold answer; `number` is its place in its set, by which the halves are told."""

    set: str
    number: int
    question: str
    answer: str
    aliases: tuple[str, ...] = ()

    @property
    def items(self) -> tuple[str, ...]:
        """The items of the answer; itself alone if it is no list."""
        return tuple(part.strip() for part in self.answer.split(";") if part.strip())

    @property
    def references(self) -> tuple[str, ...]:
        """The wordings that are right; the aliases of a list are its single items, which are not all of it."""
        return (self.answer,) if len(self.items) > 1 else (self.answer, *self.aliases)


def pick(key: str, count: int) -> int:
    """A number below `count` that depends on the key alone."""
    return int.from_bytes(sha256(key.encode()).digest()[:4]) % count


def is_short(gold: Gold) -> bool:
    return len(gold.items) == 1 and len(gold.answer.split()) <= MAX_SHORT_WORDS and not YES_NO.fullmatch(gold.answer)


def has_one_value(gold: Gold) -> bool:
    """Whether every wording that is right has the answer's number, or none has one."""
    numbers = {tuple(match.group().replace(",", "") for match in NUMBER.finditer(text)) for text in gold.references}
    return is_short(gold) and len(numbers) == 1


def is_name(gold: Gold) -> bool:
    return is_short(gold) and bool(_NAME.fullmatch(gold.answer)) and " and " not in gold.answer


def is_statement(gold: Gold) -> bool:
    """Whether the answer is one sentence."""
    size = len(gold.answer.split())
    return (
        len(gold.items) == 1
        and MAX_SHORT_WORDS < size <= MAX_STATEMENT_WORDS
        and not re.search(r"[.!?:]\s", gold.answer)
    )


def is_list(gold: Gold) -> bool:
    """Whether the answer lists two to eight things, none of which is part of another."""
    items = gold.items
    whole = all(item.count("(") == item.count(")") and len(item.split()) <= MAX_STATEMENT_WORDS for item in items)
    return 2 <= len(items) <= MAX_ITEMS and whole and not any(one in other for one, other in permutations(items, 2))


def other_names(gold: Gold, golds: Sequence[Gold]) -> list[str]:
    """Names of as many words that answer other questions of the set, and share no word with this one or its question.

    Who is asked for gets a person, what or where something else.
    """
    taken = {word.casefold() for word in re.findall(r"\w+", f"{gold.answer} {gold.question} {' '.join(gold.aliases)}")}
    return [
        other.answer
        for other in golds
        if other.set == gold.set
        and is_name(other)
        and len(other.answer.split()) == len(gold.answer.split())
        and bool(WHO.search(other.question)) == bool(WHO.search(gold.question))
        and not taken & {word.casefold() for word in re.findall(r"\w+", other.answer)}
    ]


def is_alike(item: str, items: Sequence[str]) -> bool:
    """Whether an item of another list looks like those of a list: no longer, and with a capital or digit if they
    have."""
    first, other = items[0][0], item[0]
    longest = max(len(one.split()) for one in items)
    return len(item.split()) <= longest and first.isupper() == other.isupper() and first.isdigit() == other.isdigit()


def listed(items: Sequence[str]) -> str:
    """Items as people list them: with commas and "and", or with semicolons if they have commas."""
    if any("," in item or " and " in item for item in items) and not all(
        re.fullmatch(r"[$€£(]?[\d ,.)-]+", item) for item in items
    ):
        return "; ".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}" if len(items) > 1 else items[0]

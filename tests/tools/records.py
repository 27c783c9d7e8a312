"""Records as tables and files of fields become them, "name: value; name: value", with questions about a field."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

_ASKED = (
    "What is the {field} of {of}?",
    "What is the {field} of {of}?",
    "Which {field} does {of} have?",
    "what {field} has {of}?",
    "What {field} is given for {of}?",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A record, a question that its text answers from `start` on with `answer`, and one that it does not answer."""

    text: str
    question: str
    answer: str
    start: int
    missed: str


class Records:
    """Makes records; the names of fields and the values are words of the texts."""

    def __init__(self, texts: Iterable[str], chance: random.Random) -> None:
        self.random = chance
        whole = " ".join(texts)
        self.nouns: list[str] = sorted(set(re.findall(r"\bthe ([a-z]{3,}) of\b", whole)))
        self.compounds: list[str] = sorted(
            set(re.findall(r"\bthe ([a-z]{3,} [a-z]{3,}) (?:of|is|was|in|has)\b", whole))
        )
        self.names: list[str] = sorted(set(re.findall(r"(?<=[a-z,] )[A-Z]\w+(?: [A-Z]\w+)*", whole)))

    def asked(self) -> Asked:
        """A record of three to seven fields with its two questions."""
        size = self.random.randint(4, 8)
        fields = list(dict.fromkeys(self._field() for _ in range(size)))
        *there, absent = fields if len(fields) > 1 else [*fields, self._field()]
        values = [self._value() for _ in there]
        place = self.random.randrange(len(there))
        subject = self.random.choice([other for other in range(len(there)) if other != place] or [place])
        start = sum(len(f"{field}: {value}; ") for field, value in zip(there[:place], values, strict=False))
        of = self._subject(there[subject], values[subject])
        shape = str(self.random.choice(_ASKED))
        return Asked(
            text="; ".join(f"{field}: {value}" for field, value in zip(there, values, strict=True)),
            question=shape.format(field=there[place], of=of),
            answer=values[place],
            start=start + len(there[place]) + 2,
            missed=shape.format(field=self._near(absent, there), of=of),
        )

    def _field(self) -> str:
        names = self.nouns if self.random.random() < 0.6 else self.compounds
        return names[self.random.randrange(len(names))]

    def _near(self, absent: str, there: list[str]) -> str:
        """The name of a field that is not there, at times one with another word before a name that is."""
        if self.random.random() < 0.3:
            absent = f"{self.random.choice(self.nouns)} {self.random.choice(there).split()[-1]}"
        return absent

    def _value(self) -> str:
        ways: tuple[Callable[[], str], ...] = (
            lambda: str(self.random.choice(self.names)),
            lambda: str(self.random.choice(self.compounds)),
            lambda: str(self.random.randint(1, 3000)),
            lambda: f"{self.random.choice('ABCDEFGHKLMPRSTW')}{self.random.choice(['', 'X', 'C'])}-{self._digits()}",
            lambda: (
                f"{self.random.randint(1990, 2026)}-{self.random.randint(1, 12):02}-{self.random.randint(1, 28):02}"
            ),
            lambda: f"{self.random.choice('£$€')}{self.random.randint(2, 9000):,}",
        )
        made: Callable[[], str] = self.random.choice(ways)
        return made()

    def _digits(self) -> str:
        return f"{self.random.randint(1, 99):02}"

    def _subject(self, field: str, value: str) -> str:
        named = value if value[0].isupper() else f"the {value}"
        return self.random.choice(
            (named, named, f"the {field} {value}", f"{named} at {self.random.choice(self.names)}")
        )

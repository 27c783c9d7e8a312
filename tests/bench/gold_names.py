"""Sentences with the names people marked in them: CrossNER (MIT) and WikiGold (CC BY 4.0)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.ner.protocol import Span
from tests.support.shared import DATA

DOMAINS = ("politics", "science", "music", "literature", "ai")
CROSSNER = DATA / "training" / "crossner"
WIKIGOLD = DATA / "training" / "wikigold" / "wikigold.conll.txt"
HELD = 5
"""Every how many-th document of WikiGold is never trained on."""

_FINE = {
    "person": "person politician writer musicalartist scientist researcher per",
    "organisation": "organisation politicalparty band university org",
    "place": "location country loc",
    "work": "book album song poem magazine academicjournal",
    "event": "event election conference",
    "product": "product programlang musicalinstrument",
    "term": "algorithm chemicalcompound chemicalelement discipline enzyme field literarygenre metrics musicgenre "
    "protein task theory",
    "": "misc award astronomicalobject",
}
KINDS = {fine: kind for kind, names in _FINE.items() for fine in names.split()}
"""The kind of a name by its tag in either set, in lower case; empty for all that is none of the others."""

_NO_BLANK_BEFORE = frozenset([*",.;:!?)]}%", "'s", "n't", "'", "..."])
_NO_BLANK_AFTER = frozenset("([{$#")


@dataclass(frozen=True, slots=True)
class Marked:
    """A text and the names in it, in order of place."""

    text: str
    names: tuple[Span, ...]

    def lower(self) -> Marked:
        """Without capitals; unchanged where that would move the names."""
        text = self.text.lower()
        return Marked(text, self.names) if len(text) == len(self.text) else self


def crossner(domain: str, *parts: str) -> list[Marked]:
    """The sentences of the parts (train, dev, test) of a domain."""
    return [_marked(rows) for part in parts for rows in _sentences(CROSSNER / f"{domain}_{part}.txt")]


def wikigold(held: bool) -> list[Marked]:
    """The sentences of every fifth document, or those of all others."""
    found, document = [], -1
    for rows in _sentences(WIKIGOLD):
        if rows[0][0] == "-DOCSTART-":
            document += 1
        elif (document % HELD == HELD - 1) == held:
            found.append(_marked(rows))
    return found


def _sentences(file: Path) -> Iterator[list[tuple[str, str]]]:
    """The (word, tag) rows of each sentence."""
    rows: list[tuple[str, str]] = []
    for line in [*file.read_text(encoding="utf-8").splitlines(), ""]:
        parts = line.split()
        if len(parts) >= 2:
            rows.append((parts[0], parts[-1]))
        elif rows:
            yield rows
            rows = []


def _marked(rows: Sequence[tuple[str, str]]) -> Marked:
    """The words written as people write them; a name goes on while its tag does and no B- begins another."""
    text, places = _written([word for word, _ in rows])
    names: list[Span] = []
    before = "O"
    for (start, end), (_, tag) in zip(places, rows, strict=True):
        position, _, fine = tag.partition("-")
        if position == "I" and fine == before.partition("-")[2]:
            names[-1] = Span(names[-1].start, end, names[-1].kind)
        elif position in ("B", "I"):
            names.append(Span(start, end, KINDS[fine.lower()]))
        before = tag
    return Marked(text, tuple(names))


def _written(words: Sequence[str]) -> tuple[str, list[tuple[int, int]]]:
    """The words joined with blanks where writing has them, and where each lies."""
    text, places = "", []
    quoted, close = False, True
    for word in words:
        if not (close or word in _NO_BLANK_BEFORE or (word == '"' and quoted)):
            text += " "
        places.append((len(text), len(text) + len(word)))
        text += word
        quoted ^= word == '"'
        close = word in _NO_BLANK_AFTER or (word == '"' and quoted)
    return text, places

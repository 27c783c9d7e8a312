"""Address cards (vCard): every card under a heading of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.text.clean import clean_line
from ingest.decode import decode
from ingest.load.spec import FormatSpec
from ingest.mail.content_lines import ContentLine, read_content_lines
from ingest.text_builder import TextBuilder
from ingest.types import LoadedText

SUFFIXES = (".vcf", ".vcard")
_START = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,20}BEGIN:VCARD\s", re.IGNORECASE)
_FIELDS = {
    "ORG": "Organization",
    "TITLE": "Job title",
    "ROLE": "Role",
    "EMAIL": "E-mail",
    "TEL": "Telephone",
    "ADR": "Address",
    "BDAY": "Birthday",
    "NICKNAME": "Nickname",
    "URL": "Website",
    "CATEGORIES": "Categories",
    "NOTE": "Note",
}
_USES = frozenset(("work", "home", "cell", "fax"))


def looks_like(data: bytes, suffix: str) -> float:
    starts = _START.match(data)
    return (0.95 if suffix in SUFFIXES else 0.85) if starts else 0.0


def load(data: bytes, name: str) -> list[LoadedText]:
    """Load one text, titled by the only card's name, else the file's name."""
    builder, names = TextBuilder(), []
    for card in _cards(read_content_lines(decode(data))):
        names.append(_name(card))
        builder.add("heading", names[-1], 1)
        builder.add("field", f"Name: {names[-1]}")
        for line in card:
            if line.name in _FIELDS and (value := _value(line)):
                builder.add("field", f"{_FIELDS[line.name]}{_use(line)}: {value}")
    text, blocks = builder.build()
    return [LoadedText(names[0] if len(names) == 1 else name, text, blocks=blocks)]


def _cards(lines: Iterator[ContentLine]) -> Iterator[list[ContentLine]]:
    card: list[ContentLine] = []
    for line in lines:
        if line.name in ("BEGIN", "END") and line.value.upper() == "VCARD":
            if card:
                yield card
            card = []
        else:
            card.append(line)
    if card:
        yield card


def _name(card: list[ContentLine]) -> str:
    """Return the formatted name, else the given name before the family name, else the organization."""
    for wanted in ("FN", "N", "ORG", "EMAIL"):
        for line in card:
            if line.name == wanted and (parts := line.components):
                named = [*parts[1:2], *parts[:1]] if wanted == "N" else parts
                return clean_line(" ".join(named))
    return "Card"


def _value(line: ContentLine) -> str:
    structured = line.name in ("ORG", "ADR")
    return " ".join((", ".join(line.components) if structured else line.text).split())


def _use(line: ContentLine) -> str:
    """Return what an address or number is for, in parentheses; older cards name it without saying that it is a type."""
    given = [part for key, value in line.parameters for part in (value if key == "TYPE" else key).lower().split(",")]
    uses = [part for part in dict.fromkeys(given) if part in _USES]
    return f" ({', '.join(uses)})" if uses else ""


FORMAT = FormatSpec("vcf", "VCF", "the cards of an address book", SUFFIXES, looks_like, load)

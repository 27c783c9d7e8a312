"""Common nouns of German texts."""

from __future__ import annotations

import pytest

from graph.types import Document
from ingest.extract.german_nouns import find_german_nouns, is_german
from ingest.extract.mention import FoundMention
from ingest.split import split
from rag.ner.rules import RuleTagger

LEASE = (
    "Die Kaution wird der Mieterin nach dem Auszug erstattet. Eine Hecke ist mit einer Schere zu schneiden, und zwar "
    "aus zwingenden gärtnerischen Ursachen. Alle Hunde sind an der Leine zu führen. Wegen Regen fällt es aus. "
    "Bewohner erhalten 14 Säcke. Die Säuberung ist Sache des Hauses. Frau Ilse Mahnke von den Stadtwerken Oldenfeld "
    "und Herr Krüger aus Bad Sulza leiten die Kranz & Bauer GmbH. Die IHK ist in Ludwigshafen, die Donau auch nicht."
)


def nouns(text: str) -> set[str]:
    document = Document.make("file.md", "", text)
    found = [FoundMention.make(p, span) for p in split(document) for span in RuleTagger().mentions(p.text)]
    keys = find_german_nouns(found)
    return {one.surface for one in found if one.key in keys}


def test_nouns_are_told_from_names() -> None:
    found = nouns(LEASE)
    assert {"Mieterin", "Auszug", "Schere", "Ursachen", "Leine", "Alle Hunde", "Wegen Regen", "Säcke"} <= found
    kept = {"Frau Ilse Mahnke", "Herr Krüger", "Bad Sulza", "Kranz & Bauer GmbH", "IHK", "Ludwigshafen", "Donau"}
    assert not kept & found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (LEASE, True),
        ("The mole of Marlow is in the hands of Oona Petrie and of nobody else, as it was.", False),
        ("Die", False),
    ],
)
def test_german_is_known_by_its_small_words(text: str, expected: bool) -> None:
    assert is_german(text) is expected

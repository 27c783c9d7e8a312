"""What a document shows to be hardly a name, and what stays one."""

from __future__ import annotations

import pytest

from graph.blocks import Block
from graph.entity_view import NO_NAME
from graph.types import Document, Meta
from ingest.extract.hardly_names import mark_hardly_names
from ingest.extract.mention import FoundMention
from ingest.split import split
from rag.ner.protocol import Span
from rag.ner.rules import RuleTagger


def hidden(text: str, title: str = "", blocks: tuple[Block, ...] = ()) -> list[str]:
    document = Document.make("file.md", title, text, meta=Meta(blocks=blocks))
    found = [FoundMention.make(p, span) for p in split(document) for span in RuleTagger().mentions(p.text)]
    if title:
        found.append(FoundMention.make(split(document)[0], Span(0, len(title)), True, True))
    return [one.surface for one in mark_hardly_names(document, found) if one.likely_kind == NO_NAME]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It opens on Tuesdays and in March, near Marlow.", ["Tuesdays", "March"]),
        ("Mooring Rules\n\nWe set rules for mooring at Marlow Pier.", ["Mooring Rules"]),
        ("We met the Mooring Rules today, which are rules for mooring.", []),
        ("The berth is free.\nLONG PIER\nA long pier is there.", ["LONG PIER"]),
        ("See https://mole.example/openmole for it. Then (MOLE) came, and (OpenMole).", []),
    ],
)
def test_capitals_are_explained_by_their_place(text: str, expected: list[str]) -> None:
    assert hidden(text) == expected


def test_the_head_of_a_table_and_posts_in_it_are_no_names() -> None:
    text = "Name | Berth | Remedy\nOona Petrie | Registrar | Sensor is broken\nTom Marlow | Quayside | Fenders"
    table = Block("table", 0, len(text), context="Name | Berth | Remedy")
    assert hidden(text, blocks=(table,)) == ["Berth", "Remedy", "Registrar", "Sensor"]


def test_a_heading_that_says_what_is_done_is_no_name() -> None:
    text = "Redirecting Boats\n\nTell Oona Petrie."
    assert hidden(text, blocks=(Block("heading", 0, 17, 1),)) == ["Redirecting Boats"]


def test_a_file_name_is_no_name_and_a_title_is() -> None:
    assert hidden("It rains.", title="mole_rules_v2") == ["mole_rules_v2"]
    assert hidden("It rains on the mole rules.", title="Mole Rules") == []

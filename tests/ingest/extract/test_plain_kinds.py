"""Kinds that names show by themselves."""

from __future__ import annotations

import pytest

from graph.types import Passage
from ingest.extract.mention import FoundMention
from ingest.extract.plain_kinds import settle_kinds
from rag.ner.protocol import Span


@pytest.mark.parametrize(
    ("name", "after", "given", "expected"),
    [
        ("Frau Ilse Mahnke", " kam.", "", "person"),
        ("Oona Petrie", " <oona@mole.example>", "", "person"),
        ("Oona Petrie", " came.", "", ""),
        ("Marlow Mole Ltd", " pays.", "place", "organisation"),
        ("Bank of Marlow", " pays.", "place", "organisation"),
        ("Mole Society", " met.", "none", "organisation"),
        ("Rules of the Mole Society", " hold.", "document", "document"),
        ("Quay Road", " is long.", "person", "place"),
        ("MOLE Tools", " run.", "person", ""),
        ("ASCII 12", " is it.", "document", ""),
        ("RFC 9110", " is it.", "document", "document"),
    ],
)
def test_a_name_shows_its_kind(name: str, after: str, given: str, expected: str) -> None:
    passage = Passage("p", "d", name + after, 0)
    one = FoundMention.make(passage, Span(0, len(name)), likely_kind=given)
    assert settle_kinds([one])[0].likely_kind == expected


def test_a_project_is_no_person() -> None:
    passage = Passage("p", "d", "Project Osprey began.", 0)
    assert settle_kinds([FoundMention.make(passage, Span(8, 14), likely_kind="person")])[0].likely_kind == ""

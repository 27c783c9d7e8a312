from __future__ import annotations

from tests.rag.retrieve.small import small


def test_entity_places_are_told_of_those_that_are_here() -> None:
    local = small([("Ada", ["Ada Bern"]), ("", ["Cleo"])])
    assert local.entity_places(["Cleo", "Aa", "Ada", "Zoe", ""]) == {"Ada": 0, "Cleo": 2}

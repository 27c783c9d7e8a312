"""What is in capitals and no name."""

from __future__ import annotations

import pytest

from rag.ner.rules import RuleTagger


def names(text: str) -> list[str]:
    return [text[span.start : span.end] for span in RuleTagger().mentions(text) if span.kind != "date"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("See https://mole.example/Harbour_Rules?id=Marlow and tell Oona Petrie.", ["Oona Petrie"]),
        ("Read [the Mole Handbook](/pages/Mole/Rules) first.", ["Mole Handbook"]),
        ('{% include "Berth.html" Marlow %} belongs to Marlow.', ["Marlow"]),
        ("4. NOTICE OF UNAUTHORISED MOORING. Tell Oona Petrie.", ["Oona Petrie"]),
        ("ASSIGNMENT\n\nIt goes to Marlow Ltd.", ["Marlow Ltd"]),
        ("NATO and the UK met in Marlow.", ["NATO", "UK", "Marlow"]),
        ("The buoy is 329A1D, the film has 271KB, and it says so in Section 10 and Fig. 7 of it.", []),
        ("Then I'm sure, and It's the Harbour Trust that knows.", ["Harbour Trust"]),
        ("Project Manager: We met in Marlow.\nOona Petrie: We left.", ["Marlow", "Oona Petrie"]),
        ("It lies on 34th Street, as the 5th Earl of Marlow said on the TV.", ["34th Street", "Earl of Marlow"]),
        ("call HomeAbout UsTopics HealthPierHarbourLaw or 516-248-3302Office", []),
        ("plates (Costwold, Marlow) and Part III of it", ["Costwold", "Marlow"]),
        ("we set N P to one and S P to two", []),
        ("They met, Uh, in Marlow, and Actually left.", ["Marlow"]),
        ("the iPhone, an e-Manual and Berth.com", ["iPhone", "e-Manual", "Berth.com"]),
        ("\nAerwick, LLC owns the mole of Chartmoor, Inc. today.", ["Aerwick, LLC", "Chartmoor, Inc"]),
        ("It lies at 0x80FFAA1C or 0x80-0xFF, in 64kB or 3.5MB, at 50K.", []),
        ("We say dNNN, YYYY-MM-DD, an N-line, the keys A-F and a bay marked V. here.", []),
        ("A class is [0-9a-fA-F] or 00-FF.", []),
        (
            'Say "--first-mole", "||sub", "+aaa +bbb", "[A-F]" or "44446" or "3x", and “#MoleWeek” or “1984”.',
            ["#MoleWeek", "1984"],
        ),
        ("MOORING A BOAT\n\nIt goes to Marlow Ltd.", ["Marlow Ltd"]),
        ("It is in Section 3.2 of the Marlow Act.", ["Marlow Act"]),
        ("the VX-1-infected crew and Marlow-based pilots", ["VX-1", "Marlow"]),
        (
            "Before Christmas the whole company went to see the Osprey\nSound Festival again.",
            ["Christmas", "Osprey\nSound Festival"],
        ),
        (
            "Sound Test\nA test of sound, for Contact Hansen only.\nContact Hansen.",
            ["Sound Test", "Contact Hansen", "Hansen"],
        ),
    ],
)
def test_only_names_are_found(text: str, expected: list[str]) -> None:
    assert names(text) == expected

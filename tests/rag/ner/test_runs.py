"""How far a name goes."""

from __future__ import annotations

import pytest

from rag.ner.rules import RuleTagger


def names(text: str) -> list[str]:
    return [text[span.start : span.end] for span in RuleTagger().mentions(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Set MOLE_HARBOUR_DEPTH, then call PIER_Close PIER_Open.", ["MOLE_HARBOUR_DEPTH", "PIER_Close", "PIER_Open"]),
        ("The macro pier_MOORING and _Marlow_ are two.", ["Marlow"]),
        ("It runs on Osprey 4.12.1 and on Quay.js 10.x.", ["Osprey 4.12.1", "Quay.js 10.x"]),
        ("It is under MOLE-2.1; later under Mole-3.0-or-later.", ["MOLE-2.1", "Mole-3.0-or-later"]),
        ("We met at the Marlow 7. Then we paid EUR 12.50.", ["Marlow 7", "EUR"]),
        ("One Bollard 500 g, then one Fender 2.5 kg.", ["Bollard", "Fender"]),
        ("It was made by Petrie & Söhne in Marlow.", ["Petrie & Söhne", "Marlow"]),
        (
            "Ask Oona Petrie & Tom Marlow about Harbour Trust & Co today.",
            ["Oona Petrie", "Tom Marlow", "Harbour Trust & Co"],
        ),
        ("There were Tom Petrie Apologies: Oona Marlow.", ["Tom Petrie", "Oona Marlow"]),
        ("He lets to the Lodger Flat 9, 31 Quay Lane.", ["Lodger", "Flat 9", "Quay Lane"]),
        ("It came from Mr Petrie of Quay Road.", ["Mr Petrie", "Quay Road"]),
        ("Send it to Weg 4, 5683 CB Marlow.", ["Weg 4", "Marlow"]),
        ("The block Marlow Pier      Petrie Mole stands there.", ["Marlow Pier", "Petrie Mole"]),
        ("It ends at Address 0x25AB8028 of Marlow.", ["Address", "Marlow"]),
        (
            "Name | Position held | Department of it | Room number | Since\nDr Oona Petrie | Pilot | x | 2 | 3",
            ["Position", "Department", "Room", "Since", "Dr Oona Petrie", "Pilot"],
        ),
        ("We start on 12 April, but no later.", ["12 April"]),
    ],
)
def test_a_name_ends_where_it_ends(text: str, expected: list[str]) -> None:
    assert names(text) == expected

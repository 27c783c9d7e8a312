"""What belongs to what in an enumeration."""

from __future__ import annotations

import pytest

from evals.judges.bound_pairs import find_crossed_pair


@pytest.mark.parametrize(
    ("reference", "claim", "found"),
    [
        ("Mia 7, Tom 9", "Mia 9, Tom 7", "Mia 9"),
        ("Mia 7, Tom 9", "Tom got nine and Mia seven.", ""),
        ("20 beds and 6 cots", "6 beds and 20 cots", "6 beds"),
        ("Members pay nothing, guests pay 15 pounds.", "Guests are free, members pay 15 pounds.", "Guests are free"),
        ("Mia 7, Tom 9", "Mia and Tom: 7 and 9 respectively", ""),
        ("open the valve and prime the pump", "open and prime the valve and the pump", ""),
    ],
)
def test_two_parts_that_cross_are_found(reference: str, claim: str, found: str) -> None:
    assert find_crossed_pair(reference, claim) == found

"""Names written out before their initials."""

from __future__ import annotations

import pytest

from rag.ner.written_out import find_written_out
from tests.support.growth import assert_grows_with_the_size


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ask the Harbours and Ferries Authority (HFA).", ["Harbours and Ferries Authority"]),
        ("An Island Support Allowance (“ISA”) is paid.", ["Island Support Allowance"]),
        ("sent over a ferry signal layer (FSL)", ["ferry signal layer"]),
        (
            "Memoranda of Mooring (MOMs) and Berth\nUse Agreements (BUAs)",
            ["Memoranda of Mooring", "Berth\nUse Agreements"],
        ),
        ("Bureau of the Pilots (BP, since 1908)", ["Bureau of the Pilots"]),
        ("Anna, Karl (AK)", []),
        ("the harbour (PDF)", []),
        ("(HFA)", []),
    ],
)
def test_the_words_with_the_initials_are_the_name(text: str, names: list[str]) -> None:
    assert [text[span.start : span.end] for span in find_written_out(text)] == names


@pytest.mark.parametrize("part", ["A (AB) ", "a of of ", "Of (OF) of "])
def test_time_grows_with_the_length(part: str) -> None:
    assert_grows_with_the_size(lambda size: find_written_out(part * size), 400)

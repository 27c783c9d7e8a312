"""Words that recognition ran together are parted, and what is no run of English words stays."""

from __future__ import annotations

import pytest

from ingest.glued_words import part_glued


@pytest.mark.parametrize(
    ("line", "parted"),
    [
        ("Ithasbecomeacommonculturetouse#tags", "It has become a common culture to use#tags"),
        ("weightedinMay.Sowehavereplacedthem", "weighted in May. So we have replaced them"),
        ("mostpopularsub-taskamongthethree", "most popular sub-task among the three"),
    ],
)
def test_words_are_parted(line: str, parted: str) -> None:
    assert part_glued(line) == parted


@pytest.mark.parametrize(
    "line",
    ["The boathouse opens at nine.", "Rechtsschutzversicherungsgesellschaft", "INV-2041-KLMNPQRSTVW", "pH", ""],
)
def test_other_lines_stay(line: str) -> None:
    assert part_glued(line) == line

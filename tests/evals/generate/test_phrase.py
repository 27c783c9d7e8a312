"""What of a sentence is taken over into a question."""

from __future__ import annotations

import pytest

from evals.generate.phrase import until_verb


@pytest.mark.parametrize(
    ("verb", "text", "kept"),
    [
        ("holds", "450 shares and lives in Xiamen", "450 shares"),
        ("was", "appointed in 2021 and has an office", "appointed in 2021"),
        ("was", "written and directed by Tom Aldery", "written and directed by Tom Aldery"),
        ("sells", "rope and paint", "rope and paint"),
        ("left", "Olm, and later joined the garage", "Olm"),
    ],
)
def test_a_second_verb_ends_the_phrase(verb: str, text: str, kept: str) -> None:
    assert until_verb(text, verb) == kept

"""Words that plain text parts at line ends are whole; compounds keep their hyphen."""

from __future__ import annotations

import pytest

from ingest.load.text import load


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("The guaran-\ntee holds.", "The guarantee\nholds."),
        ("  The guaran-\n  tee holds.", "  The guarantee\n  holds."),
        ("a text  with  guaran-\ntee", "a text  with  guarantee"),
        ("A well-\nknown brand.", "A well-known\nbrand."),
        ("die Vor-\nund Nachteile", "die Vor-\nund Nachteile"),
        ("die Versiche-\nrung", "die Versicherung"),
        ("run it --dry-\nrun", "run it --dry-\nrun"),
        ("to be done:\n\n- a\n- b", "to be done:\n\n- a\n- b"),
        ("the file INV-\n2041 and Smith-\nJones", "the file INV-\n2041 and Smith-\nJones"),
        ("see page 4 -\nit says so", "see page 4 -\nit says so"),
    ],
)
def test_a_parted_word_is_whole(source: str, expected: str) -> None:
    assert load(source.encode(), "a")[0].text == expected

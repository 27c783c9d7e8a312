"""Tags are alike whatever their case and composition, and stay as they were written."""

from __future__ import annotations

import pytest

from graph.errors import UsageError
from graph.tags import MAX_TAG_CHARS, remove_tags, require_tags, tag_key, unite_tags

COMPOSED, DECOMPOSED = "Caf\u00e9", "CAFE\u0301"


def test_the_first_spelling_of_a_tag_stays() -> None:
    assert unite_tags(("Board", COMPOSED), ("board", DECOMPOSED, "draft")) == ("Board", COMPOSED, "draft")
    assert remove_tags(("Board", COMPOSED, "draft"), ("BOARD", DECOMPOSED)) == ("draft",)
    assert tag_key("Straße") == tag_key("STRASSE")


def test_tags_are_cleaned() -> None:
    assert require_tags(["  annual\n report ", "Annual Report", DECOMPOSED]) == ("annual report", "CAF\u00c9")


@pytest.mark.parametrize("fault", ["", " \t", "x" * (MAX_TAG_CHARS + 1), "a\x1b[31m", "a\u202eb", "\udcff"])
def test_what_cannot_be_a_tag_is_refused_with_a_hint(fault: str) -> None:
    with pytest.raises(UsageError, match="the tag '") as caught:
        require_tags(["good", fault])
    assert caught.value.hint
    assert len(caught.value.message) < 120
    assert caught.value.message.isprintable()

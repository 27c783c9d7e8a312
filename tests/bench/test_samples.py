"""When the bench over the samples counts an answer as right."""

from __future__ import annotations

import pytest

from rag.types import Answer, Citation
from tests.bench.samples import is_right, says


@pytest.mark.parametrize(
    ("text", "form", "expected"),
    [
        ("The counter recorded 412 sea trout.", "412", True),
        ("The counter recorded 1,412 sea trout.", "412", False),
        ("The counter recorded 412,000 sea trout.", "412", False),
        ("It ends on 28\nmarch 2025.", "28 March 2025", True),
        ("The limit is 0.855 metres.", "0.85", False),
        ("It costs £6,480.", "£6,480", True),
        ("Lumen Foldings", "Lumen Fold", False),
    ],
)
def test_a_form_counts_as_whole_words_only(text: str, form: str, expected: bool) -> None:
    assert says(text, form) is expected


def test_a_verified_quote_counts_and_an_unverified_one_does_not() -> None:
    verified = Citation(1, "p", "Wilf Darnley saw a mink", 0, 23, verified=True)
    unverified = Citation(1, "p", "Wilf Darnley saw a mink")
    assert is_right(Answer("He did [1].", (verified,)), ["Darnley"])
    assert not is_right(Answer("He did [1].", (unverified,)), ["Darnley"])


def test_an_abstention_is_never_right() -> None:
    assert not is_right(Answer("Perhaps Darnley.", abstained=True), ["Darnley"])

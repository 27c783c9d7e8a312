from __future__ import annotations

import pytest

from graph.types import Passage
from rag.answer.extractive.evidence import candidates
from rag.answer.extractive.structure import only_repeats


@pytest.mark.parametrize(
    ("text", "repeats"),
    [("Subject: roof key", True), ("Roof key", False), ("The roof key hangs behind the door", False)],
)
def test_a_field_that_only_repeats_the_question(text: str, repeats: bool) -> None:
    (candidate,) = candidates([Passage("p", "d", text, 0)])
    assert only_repeats("Where is the roof key?", candidate) is repeats

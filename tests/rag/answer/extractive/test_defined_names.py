"""Names that a document calls by another word from their definition on."""

from __future__ import annotations

import pytest

from graph.types import Passage
from rag.answer.extractive.defined_names import name_as_defined

CONTRACT = 'between Harrow & Finch Ltd, 3 Dock Road ("the Employer") and Ms Lena Moor, 12 Elm Road ("the Employee").'


@pytest.mark.parametrize(
    ("asked", "text", "expected"),
    [
        ("How much leave does Lena get?", CONTRACT, {"d": "How much leave does the employee get?"}),
        ("When does Harrow & Finch pay?", CONTRACT, {"d": "When does the employer pay?"}),
        ("Who pays the water of Bob Fox?", "Tenant: Bob Fox", {"d": "Who pays the water of the tenant?"}),
        ("Who is Lena Moor?", CONTRACT, {}),
        ("When does the term start?", CONTRACT, {}),
    ],
)
def test_a_name_is_asked_for_as_its_document_calls_it(asked: str, text: str, expected: dict[str, str]) -> None:
    assert name_as_defined(asked, [Passage("p", "d", text, 0)]) == expected

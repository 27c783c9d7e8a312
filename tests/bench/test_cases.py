"""The bench of cases tells what is missing, what is wrong, and what the user was told."""

from __future__ import annotations

import pytest

from graph.types import Document, Passage
from tests.bench.cases import (
    DESCRIPTIONS,
    CaseDescription,
    StoredCase,
    check_passages,
    check_text,
    stands_in,
)


def _stored(text: str, *notes: str) -> StoredCase:
    document = Document.make("a.txt", "A", text)
    passage = Passage("p", document.id, text, 0, 0, 0, "A", "a.txt")
    return StoredCase((document,), (passage,), notes, ())


def test_every_description_is_well_formed() -> None:
    found = [CaseDescription.model_validate_json(path.read_text("utf-8")) for path in DESCRIPTIONS.glob("*.json")]
    assert found
    assert all(case.skipped or case != CaseDescription() for case in found)


def test_a_string_stands_in_a_text_as_whole_words() -> None:
    assert stands_in("8 m", "Beam | 8 m\nCrew")
    assert not stands_in("8 m", "up to 18 m")
    assert not stands_in("8 m", "8 mm")


@pytest.mark.parametrize(
    ("case", "faults"),
    [
        (CaseDescription(stored=("The mill",)), []),
        (CaseDescription(stored=("The weir",)), [True]),
        (CaseDescription(stored=(("a weir", "The mill"),)), []),
        (CaseDescription(absent=("mill",)), [True]),
        (CaseDescription(at_most={"i": 1}), [True]),
        (CaseDescription(together=(("mill", "oats"),)), []),
        (CaseDescription(together=(("mill", "oat"),)), [True]),
        (CaseDescription(sentences=("grinds oats.",)), []),
    ],
)
def test_faults_of_the_text_are_silent_without_a_note(case: CaseDescription, faults: list[bool]) -> None:
    stored = _stored("The mill grinds oats.")
    assert [one.silent for one in (*check_text(case, stored), *check_passages(case, stored))] == faults


def test_what_a_note_tells_is_not_silent() -> None:
    (fault,) = check_text(CaseDescription(stored=("The weir",)), _stored("The mill.", "1 picture was left out"))
    assert not fault.silent

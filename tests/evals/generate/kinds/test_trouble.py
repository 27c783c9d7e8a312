"""Signs of trouble are asked for: what they mean, or what to do about them."""

from __future__ import annotations

from pathlib import Path

from tests.evals.generate.sheets import answers, cases_of, lines_document

FAULTS = (
    ("item", "- Light blinks red: the water tank is empty or not pushed in."),
    ("item", "- Coffee is too weak: choose a finer grind."),
    ("item", "- Spare parts: ask the dealer for the catalogue."),
)
OTHER = lines_document("Grinder", ("paragraph", "The grinder was built in Turin."))


def test_a_sign_is_asked_for_with_its_meaning_or_its_remedy(tmp_path: Path) -> None:
    document = lines_document("Coffee machine", ("heading", "Faults"), *FAULTS)
    assert answers(cases_of(tmp_path, "trouble", document, OTHER)) == {
        "According to “Coffee machine”, what does it mean if the light blinks red?": "the water tank is empty or not "
        "pushed in",
        "According to “Coffee machine”, what should I do if the coffee is too weak?": "choose a finer grind",
    }


def test_pairs_under_another_heading_are_no_signs_of_trouble(tmp_path: Path) -> None:
    document = lines_document("Coffee machine", ("heading", "History"), *FAULTS)
    assert cases_of(tmp_path, "trouble", document, OTHER) == []

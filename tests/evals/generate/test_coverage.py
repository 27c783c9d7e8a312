"""What a set covers, and why documents yield nothing."""

from __future__ import annotations

from pathlib import Path

from evals.generate import GenerationConfig, generate_checked_cases
from evals.generate.coverage import NOT_DRAWN, NOTHING_TO_ASK, OTHER_LANGUAGE, REJECTED, Coverage
from evals.generate.kind_mix import parse_shares
from tests.evals.generate.films import filled

RULE = "You must renew your mooring permit within 30 days of a change of owner."
TWIN = "Every skipper must carry two life jackets on board."
RECORDS = {
    "Mooring": RULE,
    "Page 1": TWIN,
    "Page 2": TWIN,
    "Havenregels": "Wie wil de haven ’s nachts verlaten, moet een geldige pas van de havenmeester hebben.",
    "Figures": "12 | 7 | 40\n13 | 9 | 41\n14 | 2 | 42",
    "Poem": "Grey is the water and silver the sand, and nobody knows of the light.",
}


def coverage(folder: Path, records: dict[str, str], count: int) -> Coverage:
    store = filled(folder / "graph.db", records)
    made = generate_checked_cases(store, GenerationConfig(count, 0, parse_shares(["amount", "rule"])))
    store.close()
    return made.coverage


def test_every_document_is_covered_or_says_why_not(tmp_path: Path) -> None:
    found = coverage(tmp_path, RECORDS, 20)
    assert (found.documents, found.covered, found.sections, found.covered_sections) == (6, 1, 6, 1)
    assert {document.title: document.reason for document in found.silent} == {
        "Page 1": REJECTED,
        "Page 2": REJECTED,
        "Havenregels": OTHER_LANGUAGE,
        "Figures": NOTHING_TO_ASK,
        "Poem": NOTHING_TO_ASK,
    }
    assert dict(found.reasons) == {REJECTED: 2, NOTHING_TO_ASK: 2, OTHER_LANGUAGE: 1}


def test_a_full_set_leaves_documents_out(tmp_path: Path) -> None:
    found = coverage(tmp_path, {"Mooring": RULE, "Seals": "Visitors must not feed the grey seals near the slipway."}, 1)
    assert [document.reason for document in found.silent] == [NOT_DRAWN]
    assert found.covered == 1


def test_only_the_kinds_asked_for_are_drafted(tmp_path: Path) -> None:
    store = filled(tmp_path / "graph.db", RECORDS)
    made = generate_checked_cases(store, GenerationConfig(20, 0, parse_shares(["table"])))
    store.close()
    assert made.cases == ()
    assert made.rejected == ()
    assert {document.title: document.reason for document in made.coverage.silent}["Mooring"] == NOTHING_TO_ASK

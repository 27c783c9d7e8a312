"""What stands around a sentence in its passage."""

from __future__ import annotations

import pytest

from graph.types import Passage
from rag.answer.extractive.evidence import Candidate, candidates
from rag.answer.extractive.passage_reader import PassageReader
from rag.answer.extractive.read_sentences import read_evidence
from rag.answer.extractive.surroundings import heading_above, is_section_heading, names_of_columns

MANUAL = "\n\n".join(
    f"Chapter {number}: Pump P{number}\n\nMaintenance\n\nThe oil is changed every {hours} hours.\n\nLimits\n\n"
    f"The pressure is {number} bar."
    for number, hours in ((5, 250), (6, 300), (7, 350))
)
TABLE = "Prices\n\nTariff | Data | Price\nM | 10 GB | 9.99 €\nL | 50 GB | 19.99 €"


def placed(text: str, context: str = "") -> dict[tuple[int, int], Candidate]:
    passage = Passage("p", "d", text, 0, title="Manual", context=context)
    return {(one.rank, one.place): one for one in candidates((passage,))}


def test_a_sentence_stands_below_the_headings_before_it() -> None:
    by_place = placed(MANUAL, "Pumps › All")
    found = {one.text: heading_above(one, by_place) for one in by_place.values()}
    assert found["The oil is changed every 300 hours."] == "Manual\nChapter 6: Pump P6\nMaintenance\nPumps › All"
    assert found["The pressure is 7 bar."] == "Manual\nChapter 7: Pump P7\nLimits\nPumps › All"


@pytest.mark.parametrize(
    ("line", "is_heading"),
    [("4.2 Licence", True), ("Annex B: Fees", True), ("It ends here.", False), ("- an item", False), ("a | b", False)],
)
def test_headings_may_have_figures(line: str, is_heading: bool) -> None:
    first = placed(f"{line}\n\nText goes on.")[0, 0]
    assert is_section_heading(first) is is_heading


def test_a_row_stands_below_the_names_of_its_columns() -> None:
    by_place = placed(TABLE)
    row = next(one for one in by_place.values() if one.text.startswith("L |"))
    assert names_of_columns(row, by_place) == "Tariff | Data | Price"
    above = placed("L | 50 GB | 19.99 €", "Tariffs\nTariff | Data | Cost")
    assert names_of_columns(above[0, 0], above) == "Tariff | Data | Cost"


def test_the_sentence_below_the_heading_that_is_asked_about_is_read_as_the_best() -> None:
    passage = Passage("p", "d", MANUAL, 0, title="Manual")
    read = read_evidence("How often is the oil of pump P7 changed?", [passage], PassageReader())
    assert max(read, key=lambda one: one.score).candidate.text == "The oil is changed every 350 hours."

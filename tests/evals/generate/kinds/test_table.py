"""Cases over tables: each has one right answer, and says of which table it is asked where it has to."""

from __future__ import annotations

import re
from pathlib import Path

from graph.blocks import Block
from tests.evals.generate.sheets import HARBOUR_CUP, LAKE_CUP, PUMPS, answers, cases_of, table_document, text_document

LAKE, HARBOUR = "lake-cup-2019-race", "harbour-cup-2019-race"


def test_a_cell_is_asked_with_its_unit_and_its_line_is_the_gold(tmp_path: Path) -> None:
    cases = cases_of(tmp_path, "table", table_document("Pump data sheet", PUMPS))
    case = next(case for case in cases if case.question == "What is the price of P-300 in EUR?")
    assert (case.reference, case.aliases) == ("1,050", ("1050", "1,050 EUR"))
    assert [gold.quote for gold in case.gold] == ["P-300 | 380 | 2.2 | 1,050"]


def test_a_row_is_asked_by_its_value_and_as_the_extreme(tmp_path: Path) -> None:
    found = answers(cases_of(tmp_path, "table", table_document("Pump data sheet", PUMPS)))
    assert found["Which model has a power of 1.5 kW?"] == "P-200"
    assert found["In “Pump data sheet”, which model has the lowest flow?"] == "P-100"


def test_figures_over_two_rows_are_computed(tmp_path: Path) -> None:
    cases = cases_of(tmp_path, "table", table_document("Pump data sheet", PUMPS))
    prices = {"P-100": 410, "P-200": 690, "P-300": 1050, "P-350": 1480}
    asked = re.compile(r"What is the (difference in|combined) price (?:of|between) (\S+) and (\S+) in EUR")
    seen = [(match, case) for case in cases if (match := asked.match(case.question))]
    assert {match[1] for match, _ in seen} == {"difference in", "combined"}
    for match, case in seen:
        one, other = prices[match[2]], prices[match[3]]
        value = abs(one - other) if match[1] == "difference in" else one + other
        assert case.reference.replace(",", "") == str(value)
        assert len(case.gold) == 2


def test_a_row_of_two_tables_is_asked_with_the_title(tmp_path: Path) -> None:
    found = answers(cases_of(tmp_path, "table", table_document(LAKE, LAKE_CUP), table_document(HARBOUR, HARBOUR_CUP)))
    asked = {question: answer for question, answer in found.items() if "did Ada Voss have," in question}
    assert asked["How many points did Ada Voss have, according to “Lake Cup 2019 Race”?"] == "20"
    assert asked["How many points did Ada Voss have, according to “Harbour Cup 2019 Race”?"] == "9"
    assert all("2019 Race”" in question for question in found)


def test_tables_that_nothing_tells_apart_are_left_out(tmp_path: Path) -> None:
    other = table_document("results", HARBOUR_CUP)
    same = table_document("Results", LAKE_CUP)
    assert cases_of(tmp_path, "table", other, same) == []


def test_a_tie_has_no_extreme(tmp_path: Path) -> None:
    found = answers(cases_of(tmp_path, "table", table_document(LAKE, LAKE_CUP)))
    assert found["In “Lake Cup 2019 Race”, which driver has the most points?"] == "Ada Voss"
    assert found["In “Lake Cup 2019 Race”, which driver has the fewest laps?"] == "Eli Marsh"
    assert not any("the most laps" in question for question in found)
    assert not any("11 points" in question for question in found)


def test_rows_that_share_a_cell_are_counted(tmp_path: Path) -> None:
    cases = cases_of(tmp_path, "table", table_document(LAKE, LAKE_CUP))
    case = next(one for one in cases if "how many drivers have Bluefin as team" in one.question)
    assert case.reference == "2"
    assert len(case.gold) == 2


def test_totals_and_empty_cells_are_left_out(tmp_path: Path) -> None:
    text = "Region | Orders | Returns\nNorth | 120 | 7\nSouth | 80 | —\nEast | 95 | 4\nWest | 60 | 2\nTotal | 355 | 13"
    found = answers(cases_of(tmp_path, "table", table_document("Orders by region", text)))
    assert found["In “Orders by region”, which region has the most orders?"] == "North"
    assert not any("Total" in question or answer in ("Total", "355", "—") for question, answer in found.items())
    assert not any("returns" in question and "most" in question for question in found)


def test_years_as_columns(tmp_path: Path) -> None:
    text = "Operating revenue: | Year Ended December 31, 2018 Operating revenue: | Year Ended December 31, 2017 (a)"
    text += " Operating revenue:\nPassenger revenue | $37,706 | $34,460\nOther operating revenue | 2,360 | 2,210"
    text += "\nTotal operating revenue | 40,066 | 36,670"
    found = answers(cases_of(tmp_path, "table", table_document("Kite Air, annual report", text)))
    asked = "What figure is given for passenger revenue in the year ended December 31, 2018"
    assert found[f"{asked}, according to “Kite Air, annual report”?"] == "$37,706"
    assert not any("total" in question for question in found)


def test_people_are_asked_for_with_who(tmp_path: Path) -> None:
    text = "City | Mayor | Population (2006)\nOlm | Rui Moreira | 231,800\nTarn | Ilse Kraan | 48,100"
    found = answers(cases_of(tmp_path, "table", table_document("Cities of the river", text)))
    assert found["Who is the mayor of Tarn?"] == "Ilse Kraan"
    assert found["What was the population of Olm in 2006?"] == "231,800"
    assert found["In “Cities of the river”, which city has Rui Moreira as mayor?"] == "Olm"


def test_a_text_that_tells_another_value_makes_a_cell_doubtful(tmp_path: Path) -> None:
    letter = text_document("Letter", "From May on the price of the P-300 is 990 euros.")
    found = answers(cases_of(tmp_path, "table", table_document("Pump data sheet", PUMPS), letter))
    assert "What is the price of P-300 in EUR?" not in found
    assert "What is the price of P-200 in EUR?" in found


def test_a_hidden_table_is_never_used(tmp_path: Path) -> None:
    hidden = table_document("Pump data sheet", PUMPS, hidden=((0, len(PUMPS)),))
    cases = cases_of(tmp_path, "table", hidden, table_document(LAKE, LAKE_CUP))
    assert cases
    assert not any("P-" in case.question for case in cases)


def test_the_same_seed_gives_the_same_cases(tmp_path: Path) -> None:
    parts = table_document(LAKE, LAKE_CUP), table_document(HARBOUR, HARBOUR_CUP)
    first, again, other = (cases_of(tmp_path, "table", *parts, count=10, seed=seed) for seed in (3, 3, 4))
    assert first == again
    assert first != other


def test_names_of_columns_that_are_no_nouns_and_years_are_left_out(tmp_path: Path) -> None:
    text = "Keeper | Hired | Since | Left | Boats\n" + "\n".join(
        f"{name} | {year} | {year + 1} | {left} | {boats}"
        for name, year, left, boats in (
            ("Ada Voss", 2011, 3, 4),
            ("Ben Orlo", 2014, 5, 6),
            ("Cai Lund", 2018, 8, 9),
            ("Eli Marsh", 2020, 9, 2),
        )
    )
    found = answers(cases_of(tmp_path, "table", table_document("Keepers of the light", text)))
    assert found["In “Keepers of the light”, which keeper has the most boats?"] == "Cai Lund"
    assert not any(word in question for question in found for word in ("hired", "since", "left"))


def test_a_table_in_a_text_of_another_language_is_left_out(tmp_path: Path) -> None:
    prose = "Die Gäste des Hafens zahlen für jede Nacht am Steg, auch wenn sie erst in der Dunkelheit ankommen."
    rows = "Boot | Preis\nJolle Anna | 12\nKutter Berta | 30\nKahn Clara | 9\nFloß Dora | 7"
    text = f"{prose}\n\n{rows}"
    start = len(prose) + 2
    names = rows.splitlines()[0]
    blocks = (Block("paragraph", 0, len(prose)), Block("table", start, len(text), context=names))
    assert cases_of(tmp_path, "table", text_document("Hafenordnung", text, blocks)) == []

"""Dates before the entries of a timeline are told from years in sentences."""

from __future__ import annotations

import pytest

from ingest.drawn.dates import find_dated, is_date
from tests.ingest.drawn.test_beside import lines, read


@pytest.mark.parametrize(
    "text", ["2011", "2019 – present", "05/2011–06/2015", "March 2008 – May 2011", "seit 2003", "2015 bis heute"]
)
def test_dates_and_times_from_one_to_another(text: str) -> None:
    assert is_date(text)


@pytest.mark.parametrize("text", ["1200", "20191", "May", "2019 was dry", "from Moss", ""])
def test_other_texts_are_no_dates(text: str) -> None:
    assert not is_date(text)


def test_entries_are_those_with_a_date_among_many() -> None:
    texts = ["Work", "2019 – present Mate of the Havfrue", "2015 – 2019 Clerk in Bergen", "since 2003 Diver"]
    assert find_dated(texts) == [False, True, True, True]


def test_a_sentence_that_begins_with_a_year_is_no_entry() -> None:
    assert not any(find_dated(["The quay was built in", "2019 and mended in", "2021 after the storm", "of that year."]))


def test_entries_of_a_timeline_are_lines() -> None:
    entries = (
        "2020 – today Project manager of the harbour, eleven people",
        "2016 – 2020 Engineer of the locks in the river Weser",
        "03/2012 – 2016 Draughtsman, drawings of the bridges",
        "2011 Trainee in the harbour office of Bremen",
    )
    assert "\n".join(entries) in read(*lines(("Work", *entries), 40, 14))

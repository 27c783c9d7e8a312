from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from graph.types import Passage
from rag.answer.extractive.evidence import Candidate, candidates
from rag.answer.extractive.passage_evidence import MAX_SHOWN_WORDS, select_evidence
from rag.answer.extractive.passage_reader import SentenceReading
from rag.answer.extractive.read_sentences import ReadSentence, rank_sentences, says_something
from rag.answer.extractive.reader import SpanPrediction

PASSAGES = (
    Passage("p0", "d", "You need:\n- a passport\n- two photos\nThe office opens at nine. It is closed on Mondays.", 0),
    Passage("p1", "e", "# Parking\nCars may be left in the yard. Who pays for the gate?", 0),
)


def read(*scores: float) -> list[ReadSentence]:
    found = candidates(PASSAGES)
    assert len(found) == len(scores)
    readings = [SentenceReading(score, SpanPrediction(0, 0, -np.inf)) for score in scores]
    return [ReadSentence(*pair, pair[1].relevance) for pair in zip(found, readings, strict=True)]


def shown(*scores: float) -> list[str]:
    return [candidate.text for candidate in select_evidence(read(*scores))]


def test_neighbours_are_joined_and_the_passage_of_the_best_one_is_first() -> None:
    assert shown(-9, -9, -9, 3, 2.5, -9, 2.8, -9)[0] == "The office opens at nine. It is closed on Mondays."


def test_an_item_is_shown_with_its_list_and_what_introduces_it() -> None:
    assert shown(-9, 3, -9, -9, -9, -9, -9, -9) == ["You need:\n- a passport\n- two photos"]


def test_an_item_of_a_long_list_is_shown_alone_after_what_introduces_the_list() -> None:
    text = "You need:\n" + "\n".join(f"- document number {number} of thirteen" for number in range(13))
    found = candidates([Passage("p", "d", text, 0)])
    reading = SentenceReading(0.0, SpanPrediction(0, 0, 0.0))
    sentences = [ReadSentence(item, reading, 3.0 if "number 0" in item.text else -9.0) for item in found]
    assert [item.text for item in select_evidence(sentences)] == ["You need:\n- document number 0 of thirteen"]


def test_a_list_is_shown_below_its_heading_also_where_an_item_of_it_is_given() -> None:
    text = "3. What is not covered\n\n- Damage by frost\n- Filters and other parts\n\nWrite to the maker."
    found = candidates([Passage("p", "d", text, 0)])
    reading = SentenceReading(0.0, SpanPrediction(0, 0, 0.0))
    sentences = [ReadSentence(item, reading, 3.0 if "Filters" in item.text else -9.0) for item in found]
    expected = [text.rpartition("\n\n")[0]]
    assert [item.text for item in select_evidence(sentences)] == expected
    item = next(one for one in found if "Filters" in one.text)
    assert [one.text for one in select_evidence(sentences, [item])] == expected


def test_an_item_of_several_sentences_is_part_of_its_list() -> None:
    text = "Then:\n1. Show a passport.\n2. Wait ten minutes. The clerk calls you.\n3. Pay.\n\nThe fee is ten euros."
    found = candidates([Passage("p", "d", text, 0)])
    reading = SentenceReading(0.0, SpanPrediction(0, 0, 0.0))
    sentences = [ReadSentence(item, reading, 3.0 if "passport" in item.text else -9.0) for item in found]
    assert [item.text for item in select_evidence(sentences)] == [text.partition("\n\n")[0]]


def test_lines_that_break_off_and_more_than_a_few_sentences_are_left_out() -> None:
    text = "Bring a passport and two photos. Ring twice.\n- Mailing lists\n- Office chat\n\n" + " ".join(
        f"Room {number} is open to all who work here." for number in range(9)
    )
    found = candidates([Passage("p", "d", text, 0)])
    reading = SentenceReading(0.0, SpanPrediction(0, 0, 0.0))
    sentences = [ReadSentence(item, reading, 3.0 - 0.1 * number) for number, item in enumerate(found)]
    assert " ".join(item.text for item in select_evidence(sentences)) == (
        "Bring a passport and two photos. Ring twice. Room 0 is open to all who work here. Room 1 is open to all who "
        "work here."
    )


@pytest.mark.parametrize(
    ("best", "shown"),
    [("Oak", ["Room | Seats\nElm | 12\nOak | 20"]), ("Ash", ["Ash has seats for all."])],
)
def test_rows_of_a_table_that_are_further_behind_are_shown_after_a_row(best: str, shown: list[str]) -> None:
    text = "Room | Seats\nElm | 12\nOak | 20\n\nBring a lamp.\n\nAsh has seats for all. Yew has seats for none at all."
    found = candidates([Passage("p", "d", text, 0)])
    reading = SentenceReading(0.0, SpanPrediction(0, 0, 0.0))
    sentences = [ReadSentence(item, reading, 3.0 if best in item.text else -1.0) for item in found]
    assert [item.text for item in select_evidence(sentences)] == shown


def test_the_names_of_columns_are_no_evidence_by_themselves() -> None:
    text = "Room | Seats | Floor\nElm | 12 | 1\nOak | 20 | 2\n\nBring a lamp."
    found = candidates([Passage("p", "d", text, 0)])
    reading = SentenceReading(0.0, SpanPrediction(0, 0, 0.0))
    sentences = [ReadSentence(item, reading, 3.0 if "Room" in item.text else 0.1) for item in found]
    assert rank_sentences(sentences)[-1].candidate.text == "Room | Seats | Floor"


def test_a_row_is_shown_with_the_names_of_its_columns() -> None:
    table, row, names = "Elm | 12 | no\nOak | 20 | no\nYew | 3 | yes", "Yew | 3 | yes", "Room | Seats | Lift"
    reading = SentenceReading(0.0, SpanPrediction(0, 0, 0.0))
    for text, context, expected in (
        (f"Hall | Age | Use\nA | 1 | x\n\n{names}\n{table}", "", [names, row]),
        (table, names, [row]),
        ("Name | Ann\nAge | 41\nYew | 3", "", ["Yew | 3"]),
    ):
        found = candidates([Passage("p", "d", text, 0, context=context)])
        sentences = [ReadSentence(item, reading, 3.0 if "Yew" in item.text else -9.0) for item in found]
        assert [item.text for item in select_evidence(sentences)] == expected


def test_keywords_say_nothing() -> None:
    found = candidates([Passage("p", "d", "keywords: leave, vacation, jury duty\nowner: Ada Byron", 0)])
    assert [says_something(item) for item in found] == [False, True]


def test_sentences_far_behind_the_best_one_are_left_out() -> None:
    assert shown(-9, -9, -9, 3, -9, -9, -3, -9) == ["The office opens at nine."]


def test_headings_and_questions_do_not_stand_beside_the_evidence() -> None:
    assert shown(-9, -9, -9, 3, -9, 2.9, -9, 2.9) == ["The office opens at nine."]


def test_what_is_given_comes_first_and_the_words_are_bounded() -> None:
    long = [Passage(f"p{i}", "d", f"{'word ' * 59}end.", 0) for i in range(4)]
    found = candidates(long)
    reading = SentenceReading(0.0, SpanPrediction(0, 0, 0.0))
    sentences = [ReadSentence(candidate, reading, float(number)) for number, candidate in enumerate(found)]
    chosen = select_evidence(sentences, [found[0]])
    assert chosen[0] == found[0]
    assert sum(len(candidate.text.split()) for candidate in chosen) <= MAX_SHOWN_WORDS
    assert select_evidence(sentences, most=10) == [found[3]]


def test_what_is_given_stands_as_it_is_and_is_not_shown_twice() -> None:
    sentences = read(-9, -9, -9, 3, 2.5, -9, -9, -9)
    given = replace(sentences[3].candidate, start=sentences[3].candidate.start + 4, place=7)
    assert [candidate.text for candidate in select_evidence(sentences, [given])] == [
        "office opens at nine.",
        "It is closed on Mondays.",
    ]


def test_nothing_is_selected_from_nothing() -> None:
    assert select_evidence([]) == []


def test_running_lines_and_bare_numbers_stand_behind_what_says_something() -> None:
    pages = [
        Passage(f"p{i}", "d", f"Ferry Handbook, page {i}\n\nThe boat {word}.\n\n{i}.", 0)
        for i, word in enumerate("abc")
    ]
    found = candidates(pages)
    scores = [4.0 if "\n" not in item.text and "boat" not in item.text else 1.0 for item in found]
    reading = SentenceReading(0.0, SpanPrediction(0, 0, 0.0))
    sentences = [ReadSentence(item, reading, score) for item, score in zip(found, scores, strict=True)]
    chosen = " ".join(candidate.text for candidate in select_evidence(sentences))
    assert "The boat a." in chosen
    assert "Handbook" not in chosen


def test_a_sentence_that_lines_break_off_is_shown_whole() -> None:
    broken = [Passage("p", "d", "Press\nthe button\n, then turn the\nkey to the left.\n\nonly here\n- an item", 0)]
    found = candidates(broken)
    reading = SentenceReading(0.0, SpanPrediction(0, 0, 0.0))
    scores = [2.0 if item.text == "Press\nthe button" else -9.0 for item in found]
    sentences = [ReadSentence(item, reading, score) for item, score in zip(found, scores, strict=True)]
    assert [candidate.text for candidate in select_evidence(sentences)] == [
        "Press\nthe button\n, then turn the\nkey to the left."
    ]


def test_what_stands_in_two_passages_is_shown_once() -> None:
    twice = [
        Passage("p", "d", "The gate opens at nine.", 0),
        Passage("q", "e", "The gate  opens at nine. Ring twice.", 0),
    ]
    found = candidates(twice)
    reading = SentenceReading(0.0, SpanPrediction(0, 0, 0.0))
    sentences = [ReadSentence(item, reading, 1.0 - 0.1 * number) for number, item in enumerate(found)]
    assert [candidate.text for candidate in select_evidence(sentences)] == ["The gate opens at nine.", "Ring twice."]


@pytest.mark.parametrize(
    "line",
    [
        "How to Choose a Flight",
        "Leave",
        "- [The guide](https://example.org/guide)",
        "9.2",
        "(a)",
        "Who pays?",
        "# Parking",
    ],
)
def test_headings_links_and_numbers_say_nothing(line: str) -> None:
    passage = Passage("p", "d", f"{line}\n\nFlights are booked by phone.", 0)
    assert not says_something(Candidate(passage, 0, 0, 0, len(line)))


@pytest.mark.parametrize(
    "line", ["412", "90%", "- a passport", "Otto Lind, 3 Mill Lane", "Rent | 720", "It is closed."]
)
def test_items_rows_and_values_say_something(line: str) -> None:
    passage = Passage("p", "d", f"{line}\n\nFlights are booked by phone.", 0)
    assert says_something(Candidate(passage, 0, 0, 0, len(line)))


def scored(text: str, best: str) -> list[ReadSentence]:
    found = candidates([Passage("p", "d", text, 0)])
    reading = SentenceReading(0.0, SpanPrediction(0, 0, 0.0))
    return [ReadSentence(one, reading, 3.0 if one.text == best else -9.0) for one in found]


def test_a_heading_is_shown_with_what_stands_below_it() -> None:
    text = "The boat is old.\n\n4. Storing the boat\n\nKeep it dry.\n\n- no frost\n- no sun\n\n5. Selling it\n\nAsk us."
    sentences = scored(text, "4. Storing the boat")
    whole = "4. Storing the boat\n\nKeep it dry.\n\n- no frost\n- no sun"
    assert [one.text for one in select_evidence(sentences)] == [whole]
    heading = sentences[1].candidate
    assert select_evidence(sentences, [heading])[0].text == whole
    alone = scored("The boat is old.\n\n4. Storing the boat", "")
    assert select_evidence(alone, [alone[1].candidate])[0].text == "4. Storing the boat"


def test_an_entry_is_shown_with_its_time_and_speaker() -> None:
    text = "18:05 Ida: In! But when?\n18:09 Otto: The eleventh then? Fine. At three.\n18:11 Una: Good. See you."
    sentences = scored(text, "Fine.")
    assert [one.text for one in select_evidence(sentences)] == ["18:09 Otto: The eleventh then? Fine. At three."]
    given = next(one.candidate for one in sentences if one.candidate.text == "Fine.")
    assert select_evidence(sentences, [given])[0].text == "18:09 Otto: The eleventh then? Fine. At three."

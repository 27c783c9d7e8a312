"""Sentence bounds by rules."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.text.sentences import sentence_bounds

PIECES = st.sampled_from(
    [
        "Mr.",
        "U.S.",
        "The",
        "river",
        "3.14",
        "“Stop!”",
        "he",
        "said.",
        "\n",
        "\n\n",
        " ",
        "- ",
        "北京。",
        "a.m.",
        "?",
        "J.",
        "x",
    ]
)


@given(st.lists(PIECES, max_size=60).map(" ".join) | st.text(max_size=200))
def test_sentences_hold_everything_that_is_not_blank_once_and_in_order(text: str) -> None:
    found = sentence_bounds(text)
    assert all(text[a:b] == text[a:b].strip() != "" for a, b in found)
    assert all(left[1] <= right[0] for left, right in pairwise(found))
    assert "".join("".join(text[a:b].split()) for a, b in found) == "".join(text.split())


@pytest.mark.parametrize(
    "expected",
    [
        [
            "Mr. J. K. Rowling met Dr. Smith in the U.S.",
            "The U.S. Army paid $3.14 million.",
            "“Stop!” he said.",
            "Yes?",
        ],
        ["He was born on Jan. 5, 1990 in Washington, D.C.", "He lived there.", "It cost approx. five dollars etc."],
        ["He paid (see Fig. 3).", "“Quite so.”", "Then he left at 6.40 a.m. with his dog.", "It rained..."],
        ["Fish live c. 1990 m below.", "Vitamin C.", "It helps."],
        ["St. Mary's is old.", "No. 5 is new!", "Really?!", "Prof. Lee agrees (e.g. in vol. 2, pp. 3)."],
        ["Es gilt ab 1. Januar 2026 für alle.", "Frist ist der 31. März.", "Vom 5. bis 9. Mai ist zu.", "Im 3. Stock."],
        ["Stand: 1. April 2025.", "Wir sind 12.", "Das ist viel."],
        ["See page 3.", "May I ask?", "We sat in room 12.", "August was hot."],
        ["Gen. Grant of Acme Inc. won.", "Acme Co. sells oats.", "Smith et al. say so."],
        ["هل هذا صحيح؟", "نعم.", "यह सच है।", "हाँ।"],
    ],
)
def test_full_stops(expected: list[str]) -> None:
    text = " ".join(expected)
    assert [text[a:b] for a, b in sentence_bounds(text)] == expected


def test_scripts_without_spaces_end_at_their_own_marks() -> None:
    text = "北京是首都。上海很大！「对吗？」是"
    assert [text[a:b] for a, b in sentence_bounds(text)] == ["北京是首都。", "上海很大！", "「对吗？」", "是"]


def test_a_wrapped_line_goes_on_and_a_list_does_not() -> None:
    text = (
        "This line is wrapped at a margin here\nbecause it is longer than the column so\nit goes on. It ends.\n\n"
        "A list:\n- one thing\n- two things\n1. First\n2. Second"
    )
    assert [text[a:b] for a, b in sentence_bounds(text)] == [
        "This line is wrapped at a margin here\nbecause it is longer than the column so\nit goes on.",
        "It ends.",
        "A list:",
        "- one thing",
        "- two things",
        "1. First",
        "2. Second",
    ]


def test_a_wrapped_line_goes_on_with_a_day_and_a_list_does_not() -> None:
    wrapped = (
        "Die Versammlung trat in diesem Jahr am Dienstag, dem\n2. April zusammen und dankte allen\nHelfern des Festes."
    )
    listed = "Themen der Sitzung in diesem Monat\n1. Bericht\n2. Mai-Feier\n3. Wahl des Vorstands für das kommende Jahr"
    assert len(sentence_bounds(wrapped)) == 1
    assert len(sentence_bounds(listed)) == 4


def test_messages_and_entries_of_a_plan_are_apart() -> None:
    entries = [
        "[3/6, 18:14] Viktor: I bring the grill and the charcoal",
        "[3/6, 18:20] Margit: two salads",
        "[3/6, 19:01] Deniz: I have the big tent and twenty chairs",
        "[4/6, 07:45] Omar: keys are with me",
        "[4/6, 08:30] Paula: flight arr. 10:20, ref. QX7",
    ]
    text = "\n".join(entries)
    assert [text[a:b] for a, b in sentence_bounds(text)] == entries


def test_a_sentence_that_was_broken_at_its_markup_goes_on() -> None:
    text = (
        "You can pause live TV by using\nTimeshift\n. Activating this disables the\nBroadcasting\nfunction.\n"
        "Subtitle Mode\n: Turns subtitles on.\nAsk Ida Marsh,\nHead of Training.\nSize\n.5 mm\nLog in\nPress OK."
    )
    assert [text[start:end].replace("\n", " ") for start, end in sentence_bounds(text)] == [
        "You can pause live TV by using Timeshift .",
        "Activating this disables the Broadcasting function.",
        "Subtitle Mode : Turns subtitles on.",
        "Ask Ida Marsh, Head of Training.",
        "Size",
        ".5 mm",
        "Log in",
        "Press OK.",
    ]


def test_rows_of_a_table_are_sentences() -> None:
    text = "Name | Level\nLS-11 | 0.55\nLS-12 | 0.67"
    assert len(sentence_bounds(text)) == 3


def test_a_row_of_a_table_is_one_sentence_whatever_its_cells_hold() -> None:
    text = "Pumps\nname | note\nP-01 | It runs. It is new.\nP-02 | Dr. Moss\nThat is all. Good."
    found = [text[a:b] for a, b in sentence_bounds(text)]
    assert found == ["Pumps", "name | note", "P-01 | It runs. It is new.", "P-02 | Dr. Moss", "That is all.", "Good."]


def test_a_row_too_long_for_one_sentence_is_split_as_prose() -> None:
    text = f"P-01 | {'It runs. ' * 80}"
    assert len(sentence_bounds(text)) == 80

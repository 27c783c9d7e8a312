"""Texts side by side on a page are read one after the other; rows whose cells wrap are whole."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.load.pdf import load
from tests.support.drawn import Text, draw_pdf


def read(*texts: Text) -> str:
    (loaded,) = load(draw_pdf([texts]), "a")
    return loaded.text


def lines(texts: Sequence[str], x: float, step: float, top: float = 700) -> list[Text]:
    return [(x, top - step * number, 10, text) for number, text in enumerate(texts)]


MAIN = (
    "Mate on the vessel Havfrue, where she kept the log of",
    "every voyage and taught the use of the sextant to all",
    "apprentices. Clerk of the harbour office in the town of",
    "Bergen, in charge of the fees and of the berths for the",
    "yachts that visit in summer.",
)
BAR = ("Contact", "elin@example.org", "Norwegian", "German", "Radio", "Boat")


def test_the_bar_of_a_resume_is_read_apart() -> None:
    text = read(*lines(BAR, 40, 13), *lines(MAIN, 220, 12.2))
    assert " ".join(MAIN) in text
    assert "|" not in text
    assert text.index("Boat") < text.index("Mate on")


def test_an_address_stands_apart_from_the_references_beside_it() -> None:
    left, right = (
        ("Elin Tveit", "Strandgata 5", "4020 Stavanger"),
        ("Our ref.: KW-17", "Date: 5 March", "Phone: 040 123"),
    )
    pairs = zip(lines(left, 60, 13), lines(right, 360, 13), strict=True)
    assert read(*(one for pair in pairs for one in pair)) == "\n".join(left) + "\n\n" + "\n".join(right)


def test_rows_are_whole_whose_last_lines_stand_level() -> None:
    rows = [
        (("Action",), "Owner", "Due"),
        (("Ask three yards for an offer on the mast", "And compare them"), "Elin", "12 April"),
        (("Book the hall",), "Joar", "1 May"),
        (("Write to the insurer about the damage", "With photos of the keel"), "Petra", "Soon"),
    ]
    drawn: list[Text] = []
    y = 700.0
    for action, owner, due in rows:
        drawn += lines(action, 60, 12, y)
        y -= 12 * (len(action) - 1)
        drawn += [(330, y, 10, owner), (420, y, 10, due)]
        y -= 19
    whole = (" | ".join((" ".join(action), owner, due)) for action, owner, due in rows)
    assert read(*drawn) == "\n".join(whole)


def test_a_line_that_begins_with_a_day_goes_on_with_its_sentence() -> None:
    wrapped = (
        "Die Versammlung trat in diesem Jahr am Dienstag, dem",
        "2. April zusammen und dankte allen Helfern des Festes.",
    )
    assert read(*lines(wrapped, 60, 13)) == " ".join(wrapped)


def test_numbers_of_a_list_are_no_days() -> None:
    listed = ("1. Report of the board", "2. April fee of the members", "3. Election")
    assert read(*lines(("The agenda of this year is:", *listed), 60, 13)).endswith("\n".join(listed))


def test_a_short_cell_right_below_another_is_no_part_of_it() -> None:
    columns = (("Port", "Moss", "Bergen", "Oslo"), ("Ships", "11", "7", "15"))
    drawn = [one for x, texts in zip((60, 300), columns, strict=True) for one in lines(texts, x, 16)]
    assert read(*drawn) == "Port | Ships\nMoss | 11\nBergen | 7\nOslo | 15"


def test_letters_one_below_another_are_a_word() -> None:
    assert read(*lines("HOTEL", 60, 14)) == "HOTEL"

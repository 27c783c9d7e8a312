"""The bar of a résumé is read apart from the text beside it; labels, dates and columns of prose keep their order."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.drawn.side_bar import read_bar_apart
from ingest.drawn.words import Segment, Word
from tests.ingest.drawn.test_beside import lines, read
from tests.support.drawn import Text

SKILLS = ("Navigation", "Celestial sights", "Norwegian, German", "First aid", "Radio")
CONTACT = ("elin@example.org", "+47 912 34 567", "Strandgata 5", "4020 Stavanger")
JOBS = (
    "Mate on the vessel Havfrue, where she kept the log of",
    "every voyage and taught the use of the sextant to all.",
    "Clerk of the harbour office in the town of Bergen, where",
    "she set the fees of the berths in summer.",
)
SCHOOL = (
    "Nautical college of Bergen, graduated with a thesis on",
    "the tides of the inner fjord and how pilots note them.",
    "School of Moss.",
)


def heading(text: str, x: float, y: float) -> Text:
    return (x, y, 13, text)


def test_headings_drawn_before_both_columns_stand_above_their_own() -> None:
    text = read(
        (40, 760, 20, "Elin Tveit"),
        heading("Contact", 40, 720), heading("Experience", 220, 720),
        *lines(CONTACT, 40, 13, 704), *lines(JOBS, 220, 12.2, 704),
        heading("Skills", 40, 620), heading("Education", 220, 615),
        *lines(SKILLS, 40, 13, 604), *lines(SCHOOL, 220, 12.2, 599),
    )  # fmt: skip
    expected = ("Elin Tveit", "Contact", *CONTACT, "Skills", *SKILLS, "Experience", "Education", "School of Moss.")
    places = [text.index(part) for part in expected]
    assert places == sorted(places)
    assert "Contact Experience" not in text
    assert "\n\n".join(("Contact", "\n".join(CONTACT), "Skills", "\n".join(SKILLS))) in text
    assert " ".join(JOBS[:2]) in text


def test_short_lines_of_a_bar_stay_lines() -> None:
    bar = ("Bergen", "joar@example.org", "Born 1980", "Languages", "Norwegian", "English", "Danish", "Boat")
    text = read(*lines(JOBS, 50, 14), *lines(bar, 420, 11.5))
    assert "\n".join(bar) in text


def test_narrow_prose_is_joined() -> None:
    prose = ("The quay is closed", "in winter, since the", "ice breaks the posts", "and the ferry moves", "to Moss.")
    assert " ".join(prose) in read(*lines(prose, 50, 12))


def test_years_stay_beside_what_was_done_in_them() -> None:
    years = ("2019 – present", "2015 to 2019", "05/2011–06/2015", "March 2008 – May 2011", "since 2003")
    done = (*JOBS, SCHOOL[0])
    rows = [
        ((40, 700 - 30 * n, 10, year), (220, 700 - 30 * n, 10, text))
        for n, (year, text) in enumerate(zip(years, done, strict=True))
    ]
    text = read(*(one for row in rows for one in row))
    assert all(f"{year} {line}" in text.replace(" | ", " ") for year, line in zip(years, done, strict=True))


def test_the_bar_may_stand_on_the_right_below_a_line_over_both() -> None:
    summary = "Finance manager with fifteen years in food and paper, fond of clear words and of mornings."
    tongues, tools = ("Swedish", "English", "Portuguese", "French"), ("Excel", "Power BI", "SAP", "Python")
    text = read(
        (40, 775, 12, summary), heading("Work", 40, 740), heading("Languages", 430, 740),
        *lines(JOBS, 40, 12, 724), *lines(tongues, 430, 14, 724),
        heading("Studies", 40, 640), heading("Tools", 430, 633), *lines(SCHOOL, 40, 12, 624),
        *lines(tools, 430, 14, 617),
    )  # fmt: skip
    parts = (summary, "Work", "Studies", "Languages", "\n".join(tongues), "Tools", "\n".join(tools))
    assert [text.index(part) for part in parts] == sorted(text.index(part) for part in parts)


def test_labels_stay_beside_what_they_name() -> None:
    drawn: list[Text] = []
    for number, (label, first) in enumerate((("Berth", 0), ("Keel", 1), ("Mast", 2), ("Helm", 3), ("Boom", 0))):
        top = 700 - 40 * number
        drawn += [(40, top, 10, label), *lines((JOBS[first], "and more is said of it in the book."), 220, 12, top)]
    text = read(*drawn)
    places = [text.index(label) for label in ("Berth", "Keel", "Mast", "Helm", "Boom")]
    assert places == sorted(places)
    assert text.index("Berth") < text.index(JOBS[0]) < text.index("Keel") < text.index(JOBS[1]) < text.index("Mast")


def test_columns_of_the_same_width_keep_the_order_of_their_stories() -> None:
    first = [f"The first story tells of keel number {number} at length" for number in range(4)]
    second = [f"The second one tells of mast number {number} at length" for number in range(4)]
    text = read(
        *lines(first[:2], 40, 12, 700), *lines(first[2:], 330, 12, 700),
        *lines(second[:2], 40, 12, 640), *lines(second[2:], 330, 12, 640),
    )  # fmt: skip
    places = [text.index(line) for line in (*first, *second)]
    assert places == sorted(places)


def test_an_address_begins_a_line_of_its_own() -> None:
    letter = ("Harbour office of Moss", "post@example.org", "www.example.org", "Telephone 912 34 567")
    assert "\n".join(letter) in read(*lines(letter, 50, 12))


def test_an_address_at_the_end_of_a_sentence_stays_in_it() -> None:
    sentence = ("All who want to help at the feast in summer write to", "post@example.org before the end of May.")
    assert " ".join(sentence) in read(*lines(sentence, 50, 12))


def test_german_prose_in_a_narrow_column_is_joined() -> None:
    prose = (
        "Der Hafen bleibt im",
        "Winter geschlossen,",
        "weil das Eis die",
        "Pfosten bricht und",
        "Schiffe nicht fahren.",
    )
    assert " ".join(prose) in read(*lines(prose, 50, 12))


ITEMS = (
    "Sales of berths and of moorings in the harbour",
    "Costs of the ferry, its crew and the fuel it burns",
    "Repairs of the quay, the posts and the slipway",
    "Fees of the pilots who lead ships through the fjord",
    "Rent of the boat shed, the loft and both cranes",
)


def segments(*rows: Sequence[tuple[float, str]]) -> list[Segment]:
    """Return the texts of rows, drawn across one row after the other."""
    found: list[Segment] = []
    for number, row in enumerate(rows):
        for x, text in row:
            box = (x, 700 - 13.0 * number, x + 5.0 * len(text), 710 - 13.0 * number)
            found.append(Segment(len(found), number, [Word(text, box, number, 0)], box))
    return found


def test_amounts_of_a_statement_stay_beside_what_they_are_of() -> None:
    rows = [
        ((40, item), (390, "$"), (400, f"9{number},662"), (450, f"8{number},350")) for number, item in enumerate(ITEMS)
    ]
    drawn = segments(*rows)
    assert read_bar_apart(drawn) == drawn


def test_words_drawn_level_with_their_text_stay_beside_it() -> None:
    rows = [((40, item), (390, "Moss"), (440, "Bergen"), (490, "Oslo")) for item in ITEMS]
    drawn = segments(*rows)
    assert read_bar_apart(drawn) == drawn


def at(*texts: tuple[float, float, str]) -> list[Segment]:
    """Return texts at places, each from the left and the foot of the page, in the order in which they are drawn."""
    found: list[Segment] = []
    for x, y, text in texts:
        box = (x, y, x + 5.0 * len(text), y + 10.0)
        found.append(Segment(len(found), len(found), [Word(text, box, len(found), 0)], box))
    return found


def test_dates_set_a_little_lower_stay_with_their_jobs() -> None:
    rows = [((220, 700 - 40 * n, item), (40, 694 - 40 * n, f"since March {n}")) for n, item in enumerate(ITEMS)]
    drawn = at(*(text for row in rows for text in row))
    assert read_bar_apart(drawn) == drawn


def test_the_labels_of_a_plot_are_no_bar() -> None:
    prose = [(220.0, 700 - 14.0 * n, item) for n, item in enumerate(ITEMS)]
    axis = [(40.0, 697 - 12.0 * n, label) for n, label in enumerate("y43210")]
    drawn = at(*prose[:2], *axis, *prose[2:])
    assert read_bar_apart(drawn) == drawn


def test_fields_nearly_as_wide_as_the_text_are_no_bar() -> None:
    prose = [(330.0, 700 - 14.0 * n, item) for n, item in enumerate(ITEMS)]
    fields = [(40.0, 697 - 12.0 * n, f"Amount that is enclosed {n}") for n in range(4)] + [
        (40.0, 640.0, f"{ITEMS[0]}.")
    ]
    drawn = at(*prose[:2], *fields, *prose[2:])
    assert read_bar_apart(drawn) == drawn

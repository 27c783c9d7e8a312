"""Lines with places become paragraphs: columns apart, lines joined, cells kept apart."""

from __future__ import annotations

from ingest.reading_order import PlacedText, group_paragraphs


def line(text: str, left: float, top: float, width: float | None = None) -> PlacedText:
    return PlacedText(text, left, top, left + (width or 10 * len(text)), top + 20)


def test_lines_of_a_paragraph_are_joined_and_paragraphs_parted() -> None:
    lines = [line("Second part.", 0, 100), line("dow is open.", 0, 25), line("The win-", 0, 0), line("No. 7-", 0, 50)]
    assert list(group_paragraphs(lines)) == ["The window is open. No. 7-", "Second part."]


def test_two_columns_are_read_one_after_the_other_below_their_title() -> None:
    title = [line("A title across the page", 0, 0, 900)]
    left = [line(f"left {n}", 0, 40 + 24 * n, 400) for n in range(5)]
    right = [line(f"right {n}", 500, 40 + 24 * n, 400) for n in range(5)]
    mixed = [one for pair in zip(left, right, strict=True) for one in pair]
    assert list(group_paragraphs([*mixed, *title])) == [
        "A title across the page",
        "left 0 left 1 left 2 left 3 left 4",
        "right 0 right 1 right 2 right 3 right 4",
    ]


def test_cells_of_a_row_are_kept_apart_and_rows_are_lines() -> None:
    rows = [("Flat", "Deposit"), ("3B", "2,100"), ("4A", "1,980"), ("5C", "1,410"), ("6D", "1,200")]
    lines = [line(cell, 300 * n, 26 * row) for row, cells in enumerate(rows) for n, cell in enumerate(cells)]
    assert list(group_paragraphs(lines)) == ["Flat | Deposit\n3B | 2,100\n4A | 1,980\n5C | 1,410\n6D | 1,200"]


def test_nothing_gives_nothing() -> None:
    assert list(group_paragraphs([])) == []

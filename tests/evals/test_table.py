"""Tables as spreadsheets write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.table import read_rows, write_rows
from graph.errors import UsageError


def test_a_table_comes_back_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "new" / "table.csv"
    write_rows(path, ("id", "text"), [("1", "=1+1"), ("2", "two\nlines; and a “quote”"), ("3", "")])
    assert "'=1+1" in path.read_text("utf-8-sig")
    assert [row for _, row in read_rows(path, "id", "")] == [
        {"id": "1", "text": "=1+1"},
        {"id": "2", "text": "two\nlines; and a “quote”"},
        {"id": "3"},
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_that_of_the_header(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "table.csv"
    path.write_text(f"id{delimiter}text\n1{delimiter}one\n")
    assert read_rows(path, "id", "") == [(2, {"id": "1", "text": "one"})]


def test_what_is_no_such_table_is_one_clear_line(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    with pytest.raises(UsageError, match="cannot read"):
        read_rows(path, "id", "")
    path.write_bytes(b"id\n\xff\n")
    with pytest.raises(UsageError, match="not UTF-8"):
        read_rows(path, "id", "")
    path.write_text("name\none\n")
    with pytest.raises(UsageError, match="no column 'id'"):
        read_rows(path, "id", "")
    with pytest.raises(UsageError, match="cannot write"):
        write_rows(path / "below", ("id",), [])

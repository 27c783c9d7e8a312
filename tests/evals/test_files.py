from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evals.files import csv_header, read_delimited, read_json, read_jsonl, read_lines, read_tab_separated, read_table
from graph.errors import UsageError

Record = dict[str, Any]
READERS: dict[str, Callable[[Path], object]] = {
    "json": lambda path: read_json(path, list[Record]),
    "lines": lambda path: read_lines(path, Record),
    "published lines": lambda path: read_jsonl(path, Record),
    "table": read_table,
    "published table": read_delimited,
    "tabs": read_tab_separated,
}


def write(folder: Path, text: str, name: str = "data") -> Path:
    path = folder / name
    path.write_bytes(text.encode("utf-8"))
    return path


@pytest.mark.parametrize("name", READERS)
def test_what_is_no_text_file_is_named(tmp_path: Path, name: str) -> None:
    read = READERS[name]
    with pytest.raises(UsageError, match=r"cannot read .*gone"):
        read(tmp_path / "gone")
    with pytest.raises(UsageError, match="is a folder"):
        read(tmp_path)
    (tmp_path / "latin").write_bytes(b"\xe9")
    with pytest.raises(UsageError, match="latin is not UTF-8"):
        read(tmp_path / "latin")


def test_lines_are_read_past_blank_ones_and_a_mark_of_the_byte_order(tmp_path: Path) -> None:
    path = write(tmp_path, '\ufeff{"a": 1}\r\n\n  \n{"a": "\u2028"}\n')
    assert read_lines(path, Record) == read_jsonl(path, Record) == [{"a": 1}, {"a": "\u2028"}]


@pytest.mark.parametrize("name", ["lines", "published lines"])
def test_a_bad_line_is_named_with_its_number(tmp_path: Path, name: str) -> None:
    for bad in ('{"a"', "[1]"):
        with pytest.raises(UsageError, match="data, line 3: "):
            READERS[name](write(tmp_path, f'{{"a": 1}}\n\n{bad}\n'))


def test_only_what_is_published_must_hold_something(tmp_path: Path) -> None:
    empty, header = write(tmp_path, ""), write(tmp_path, "a,b\n", "header")
    assert read_lines(empty, Record) == []
    assert read_table(header) == []
    for name, path in (("published lines", empty), ("published table", header)):
        with pytest.raises(UsageError, match="holds no items"):
            READERS[name](path)


def test_rows_know_the_line_they_end_on(tmp_path: Path) -> None:
    first, second = read_table(write(tmp_path, 'a,b\n1,"x\ny"\n,\n2\n'))
    assert (first.line, first["b"], second.line, second["a"]) == (3, "x\ny", 5, "2")
    with pytest.raises(UsageError, match="data, line 5: there is no 'b'"):
        second["b"]


def test_quotation_marks_are_text_between_tabs(tmp_path: Path) -> None:
    assert read_tab_separated(write(tmp_path, '"a\tb"\n\n1\t2\t3\n')) == [['"a', 'b"'], ["1", "2", "3"]]


def test_the_header_of_what_cannot_be_read_is_empty(tmp_path: Path) -> None:
    assert csv_header(write(tmp_path, 'a,"b c"\n1,2\n')) == ["a", "b c"]
    assert csv_header(write(tmp_path, "")) == csv_header(tmp_path / "gone") == []

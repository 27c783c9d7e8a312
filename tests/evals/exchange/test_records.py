"""Files of records in JSON, JSON Lines, CSV and YAML."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.exchange.records import read_records
from graph.errors import UsageError
from tests.evals.exchange.files import text


def test_lines_keep_their_numbers(tmp_path: Path) -> None:
    found = read_records(text(tmp_path / "a.jsonl", '{"a": 1}\n\n{"a": 2}\n'))
    assert [record.place for record in found.records] == ["line 1", "line 3"]


def test_lines_are_found_under_any_name(tmp_path: Path) -> None:
    assert len(read_records(text(tmp_path / "a.txt", '{"a": 1}\n{"a": 2}\n')).records) == 2


def test_dotted_columns_are_fields_of_fields(tmp_path: Path) -> None:
    [record] = read_records(text(tmp_path / "a.csv", 'a.b,a.c,d\n1,"[2, 3]",\'=x\n')).records
    assert record.fields == {"a": {"b": "1", "c": [2, 3]}, "d": "=x"}


def test_a_short_text_of_yaml_that_stands_for_a_huge_one_is_refused(tmp_path: Path) -> None:
    levels = [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]" for level in range(1, 12)]
    with pytest.raises(UsageError, match="more than"):
        read_records(text(tmp_path / "a.yaml", "\n".join(["a0: &a0 [x, x]", *levels])))


def test_yaml_makes_nothing_but_plain_values(tmp_path: Path) -> None:
    [record] = read_records(text(tmp_path / "a.yml", "tests:\n  - {day: 2026-11-30, 1: yes}\n")).records
    assert record.fields == {"day": "2026-11-30", "1": True}
    with pytest.raises(UsageError):
        read_records(text(tmp_path / "b.yml", "tests: !!python/object/apply:os.getcwd []\n"))

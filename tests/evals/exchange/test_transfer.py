"""Recognising files, naming broken records, and writing what is read back."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from evals.exchange import tool_specs
from evals.exchange.transfer import LostField, read_exchange, writable_tools, write_exchange
from evals.types import Case, Gold
from graph.errors import UsageError
from tests.evals.exchange.files import lines, text

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Zs", "Zl", "Zp")), min_size=1, max_size=30)


def test_all_tools_are_found() -> None:
    assert list(tool_specs()) == ["deepeval", "langfuse", "langsmith", "openai-evals", "phoenix", "promptfoo", "ragas"]
    assert set(tool_specs()) - set(writable_tools()) == {"phoenix"}


@pytest.mark.parametrize("tool", writable_tools())
@given(pairs=st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=4, unique=True))
@example(pairs=[("0", "{{"), ("1", "{{question}}"), ("2", "a{%b")])
def test_what_is_written_is_recognised_and_read_back(tool: str, pairs: list[tuple[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cases.json"
        cases = [Case.make(question, reference, kind="imported") for question, reference in pairs]
        assert write_exchange(path, cases, tool).cases == len(cases)
        found = read_exchange(path)
    assert found.tool == tool
    assert [(record.case.question, record.case.reference) for record in found.records] == pairs


@pytest.mark.parametrize("tool", writable_tools())
def test_what_a_tool_carries_comes_back(tool: str, tmp_path: Path) -> None:
    gold = (Gold("p1", "Anna Brodie lit it.", "a.txt"),)
    case = Case.make("Who?", "Anna", gold, "imported", "by hand", aliases=("Brodie",))
    lost = {field.name for field in write_exchange(tmp_path / "c.json", [case], tool).lost}
    [record] = read_exchange(tmp_path / "c.json", tool).records
    assert lost == {"gold", "aliases", "origin"} - set(tool_specs()[tool].carries)
    assert (record.case.aliases == ("Brodie",)) == ("aliases" not in lost)
    assert [one.quote for one in record.case.gold] == ([] if "gold" in lost else ["Anna Brodie lit it."])


def test_unanswerable_cases_are_left_out_and_counted(tmp_path: Path) -> None:
    written = write_exchange(tmp_path / "c.jsonl", [Case.make("Who?", "Anna"), Case.make("Why?", "")], "ragas")
    assert (written.cases, written.unanswerable, written.lost) == (1, 1, (LostField("kind", 1),))


def test_what_is_lost_is_counted(tmp_path: Path) -> None:
    def record(number: int, *tags: str) -> dict[str, object]:
        return {"inputs": {"question": f"Q{number}?"}, "outputs": {"answer": "A"}, "metadata": {"tags": list(tags)}}

    found = read_exchange(lines(tmp_path / "c.jsonl", record(1, "a"), record(2), record(3, "b", "c")))
    assert found.lost == (LostField("metadata.tags", 2),)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.jsonl", '{"colour": "red"}\n', "of no known tool: its records have colour"),
        (
            "a.jsonl",
            '{"inputs": {"question": "Q?"}, "a": 1}\n{"inputs": {"x": 1}}\n',
            "line 2: there is no question",
        ),
        ("a.jsonl", '{"user_input": "Q?"}\n{"user_input": \n', "line 2: "),
        ("a.jsonl", '{"user_input": "Q?"}\n[1]\n', "line 2: this is no record"),
        ("a.json", '{"tests": [{"vars": {"question": "Q?"}}, {"vars": 3}]}', "record 2: the variables are no object"),
        ("a.json", "no JSON at all", "a.json: "),
        ("a.json", "[]", "holds no records"),
        ("a.json", '{"tests": 3', "a.json: "),
        ("a.yaml", "tests: [", "a.yaml: "),
        ("a.csv", "input,expected_output\n", "holds no records"),
    ],
)
def test_a_file_that_cannot_be_read_says_where_and_what_to_do(
    name: str, content: str, words: str, tmp_path: Path
) -> None:
    with pytest.raises(UsageError) as caught:
        read_exchange(text(tmp_path / name, content))
    assert words in caught.value.message
    assert caught.value.hint


def test_names_of_tools_are_checked(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no tool 'excel'"):
        read_exchange(lines(tmp_path / "a.jsonl", {"user_input": "Q?"}), "excel")
    with pytest.raises(UsageError, match="cannot be written for phoenix"):
        write_exchange(tmp_path / "b", [Case.make("Who?", "Anna")], "phoenix")

"""JSON as it is: nothing of an object lost, tables as tables, answers with their questions, linear time."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import Refused
from ingest.load.json import load
from ingest.types import LoadedText


def _texts(value: object) -> list[LoadedText]:
    return load((value if isinstance(value, str) else json.dumps(value)).encode(), "file")


def test_an_object_around_records_is_kept() -> None:
    order = {
        "order": "A-5521",
        "customer": {"name": "Elin Tveit"},
        "approved_by": "Petra Lind",
        "items": [{"sku": "R20", "description": "Rope"}, {"sku": "F1", "description": "Fender"}],
    }
    (text,) = _texts(order)
    assert "order: A-5521\ncustomer.name: Elin Tveit\napproved_by: Petra Lind" in text.text
    assert "sku | description\nR20 | Rope\nF1 | Fender" in text.text
    about, *records = _texts({"source": "the mill", "data": [{"text": "One."}, {"text": "Two."}]})
    assert about.text == "source: the mill"
    assert [one.text for one in records] == ["One.", "Two."]


def test_a_described_object_is_kept_whole() -> None:
    package = {"name": "ui", "description": "Screens.", "deps": {"leaflet": "1.9"}, "pumps": [{"p": 1}, {"p": 2}]}
    (text,) = _texts(package)
    assert (text.title, text.text) == ("ui", "Screens.\n\ndeps.leaflet: 1.9\n\npumps\n\np\n1\n2")


def test_ids_that_do_not_name_a_record_stay_in_its_text() -> None:
    assert [one.text for one in _texts([{"id": "x", "text": "One."}, {"id": "x", "text": "Two."}])] == [
        "One.\n\nid: x",
        "Two.\n\nid: x",
    ]


@pytest.mark.parametrize("keys", [("question", "answer"), ("q", "a"), ("prompt", "completion")])
def test_an_answer_has_its_question_as_context(keys: tuple[str, str]) -> None:
    rows = [dict(zip(keys, pair, strict=True)) for pair in (("What does it cost?", "340 kroner."), ("Where?", "Here."))]
    first, second = _texts("\n\n".join(map(json.dumps, rows)))
    assert (first.title, first.text, first.blocks[0].context) == (
        "What does it cost?",
        "340 kroner.",
        "What does it cost?",
    )
    assert second.title == "Where?"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('[["name", "age"], ["Ada", 36], ["Bo", 4]]', "name | age\nAda | 36\nBo | 4"),
        ('{"a": {"rows": [["x", "y"], ["p", "q"]]}, "b": 1}', "b: 1\n\na.rows\n\nx | y\np | q"),
        ('{"a": 1, "a": 2}', "a: 1\na: 2"),
        ('\ufeff{"n": 123456789012345678901234567890}', "n: 123456789012345678901234567890"),
        ("{'a': 'it\\'s \"so\"', b: True, 'c': None}", 'a: it\'s "so"\nb: true'),
        ('{"a": "tab\there"}', "a: tab\there"),
        ('{\n  // port\n  "port": 8123,\n  "owner": "S. Aune",\n}', "port: 8123\nowner: S. Aune"),
        ('{"Kvalvik": 118, "Sandnes": NaN}', "Kvalvik: 118\nSandnes: NaN"),
        ('"only a string"', "only a string"),
    ],
)
def test_json_of_any_shape_is_read(source: str, expected: str) -> None:
    assert _texts(source)[0].text == expected


@pytest.mark.parametrize("source", ['{"a"' + '\\"' * 100_000, "[1" + ",//   \n" * 40 + "x", "{" + "'\\'" * 50_000])
def test_hostile_json_is_refused_in_linear_time(source: str) -> None:
    with pytest.raises(Refused):
        _texts(source)


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text("abc ", min_size=1, max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "text", "a", "b"]), inner),
    max_leaves=12,
)


def _strings(value: object) -> list[str]:
    if isinstance(value, dict):
        return [leaf for item in value.values() for leaf in _strings(item)]
    if isinstance(value, list):
        return [leaf for item in value for leaf in _strings(item)]
    return [value] if isinstance(value, str) and value.strip() else []


@given(_VALUES)
def test_no_string_is_lost(value: object) -> None:
    kept = " ".join(" ".join(f"{one.title} {one.text}".split()) for one in _texts(json.dumps(value)))
    assert all(" ".join(leaf.split()) in kept for leaf in _strings(value))


ROWS = "name | height\nRax | 2007\nOrtler | 3905\nSorapis | 3205"


@pytest.mark.parametrize(
    "value",
    [
        {
            "columns": ["name", "height"],
            "index": [0, 1, 2],
            "data": [["Rax", 2007], ["Ortler", 3905], ["Sorapis", 3205]],
        },
        {"fields": ["name", "height"], "rows": [["Rax", 2007], ["Ortler", 3905], ["Sorapis", 3205]]},
        {"name": {"0": "Rax", "1": "Ortler", "2": "Sorapis"}, "height": {"0": 2007, "1": 3905, "2": 3205}},
        {"name": ["Rax", "Ortler", "Sorapis"], "height": [2007, 3905, 3205]},
    ],
)
def test_a_table_stored_by_its_columns_has_its_rows(value: object) -> None:
    (text,) = _texts(value)
    assert text.text == ROWS


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"tags": ["a", "b"], "authors": ["x", "y"]}, "tags: a\ntags: b\nauthors: x\nauthors: y"),
        ({"fields": ["a"], "rows": [["x", "y"], ["z", "w"]]}, "fields: a\n\nrows\n\nx | y\nz | w"),
    ],
)
def test_lists_that_are_no_table_stay_lists(value: object, text: str) -> None:
    assert _texts(value)[0].text == text


def test_a_conversation_is_one_text_in_which_an_answer_stands_below_its_question() -> None:
    asked = {"role": "user", "content": "When is it serviced?", "ts": 1}
    said = {"role": "assistant", "content": [{"type": "text", "text": "Every October."}]}
    (text,) = _texts([asked, said])
    assert text.text == "user: When is it serviced?\n\nassistant: Every October."
    assert text.blocks[1].context == "user: When is it serviced?"
    several = _texts("\n".join(json.dumps({"messages": [asked, said]}) for _ in range(2)))
    assert [one.text for one in several] == [text.text, text.text]
    assert len({one.locator for one in several}) == 2
    reviews = _texts([{"from": "Ida", "text": "Good."}, {"from": "Bo", "text": "Bad."}])
    assert [one.text for one in reviews] == ["Good.\n\nfrom: Ida", "Bad.\n\nfrom: Bo"]

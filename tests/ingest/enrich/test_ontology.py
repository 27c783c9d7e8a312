"""Ontologies and budgets as people write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.errors import UsageError
from ingest.enrich.budget import Budget, Forecast, Spending, parse_budget
from ingest.enrich.ontology import KINDS, Ontology, make_ontology, read_ontology
from ingest.enrich.request import reply_schema
from rag.llm.usage import Prices, Usage


def test_names_are_cleaned_and_each_kept_once() -> None:
    assert make_ontology([" Person", "person", "", "power_plant"], ["Works  for"]) == Ontology(
        ("person", "power plant"), ("works for",)
    )
    assert make_ontology() == Ontology(KINDS)
    assert make_ontology(["a"]).key != make_ontology(["a"], strict=True).key != make_ontology([], ["a"]).key


@pytest.mark.parametrize("names", [["x" * 61], ["12"], [f"kind {'i' * n}" for n in range(61)]])
def test_unusable_names_are_refused(names: list[str]) -> None:
    with pytest.raises(UsageError, match=r"no name of|too many"):
        make_ontology(names)


def test_an_ontology_is_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "ontology.toml"
    file.write_text('kinds = ["machine"]\nrelations = ["is part of"]\nstrict = true\n')
    assert read_ontology(file) == Ontology(("machine",), ("is part of",), True)
    schema = reply_schema(read_ontology(file))["$defs"]
    assert schema["NamedEntity"]["properties"]["kind"]["enum"] == ["machine"]
    assert schema["StatedRelation"]["properties"]["predicate"]["enum"] == ["is part of"]


@pytest.mark.parametrize("text", ["kinds = 3", "colour = 'red'", "kinds = [", "\xff"])
def test_a_file_that_is_no_ontology_is_one_fault_with_a_hint(tmp_path: Path, text: str) -> None:
    file = tmp_path / "ontology.toml"
    file.write_bytes(text.encode("latin-1"))
    with pytest.raises(UsageError, match="is no ontology") as raised:
        read_ontology(file)
    assert raised.value.hint.startswith("write kinds =")
    assert "\n" not in raised.value.message
    with pytest.raises(UsageError, match="cannot be read"):
        read_ontology(tmp_path / "none.toml")


def test_a_budget_is_read_and_refused() -> None:
    prices = Prices(1.0, 2.0)
    assert parse_budget(["calls=10", "money=0.5"], prices) == Budget(calls=10, money=0.5)
    for wrong in ("calls", "calls=0", "calls=-1", "calls=x", "cats=3", "minutes=nan", "tokens=inf"):
        with pytest.raises(UsageError, match="is no budget"):
            parse_budget([wrong], prices)
    with pytest.raises(UsageError, match="no prices"):
        parse_budget(["money=1"], Prices())


def test_spending_ends_where_the_budget_does() -> None:
    by_calls = Spending(Budget(calls=2), Prices())
    assert [by_calls.begin() for _ in range(3)] == [True, True, False]
    by_tokens = Spending(Budget(tokens=10), Prices())
    assert by_tokens.begin()
    by_tokens.add(Usage(6, 4))
    assert not by_tokens.begin()
    by_money = Spending(Budget(money=0.001), Prices(100.0, 0.0))
    assert by_money.begin()
    by_money.add(Usage(10, 0))
    assert not by_money.begin()
    assert by_money.is_over


def test_a_forecast_grows_with_what_is_asked() -> None:
    small, large = Forecast.of([400]), Forecast.of([400, 4000])
    assert (small.passages, large.passages) == (1, 2)
    assert large.usage.read > small.usage.read
    assert large.usage.written > 5 * small.usage.written

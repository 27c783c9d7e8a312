from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.extract.alias_resolution import resolve_aliases
from ingest.extract.mention import Variant
from tests.support.growth import assert_grows_with_the_size

keys = st.sampled_from("abcdefgh")
said = st.lists(st.builds(Variant, keys, keys, st.sampled_from(["acronym", "part"])))


def test_a_line_of_names_has_one_name() -> None:
    assert resolve_aliases([Variant("a", "b", "x"), Variant("b", "c", "x")], frozenset()) == {"a": "c", "b": "c"}


def test_the_title_is_the_name_of_its_group() -> None:
    assert resolve_aliases([Variant("a", "b", "x"), Variant("b", "c", "x")], frozenset("b")) == {"a": "b", "c": "b"}


def test_the_surer_rule_comes_first() -> None:
    assert resolve_aliases([Variant("a", "b", "acronym"), Variant("a", "c", "part")], frozenset()) == {"a": "b"}


def test_two_names_by_one_rule_leave_a_name_open() -> None:
    assert resolve_aliases([Variant("a", "b", "x"), Variant("a", "c", "x"), Variant("a", "d", "y")], frozenset()) == {}


@given(said, st.frozensets(keys))
def test_a_name_stands_for_one_that_stands_for_itself(variants: list[Variant], titles: frozenset[str]) -> None:
    names = resolve_aliases(variants, titles)
    assert all(name != key and name not in names for key, name in names.items())
    assert names.keys() | set(names.values()) <= {key for one in variants for key in (one.key, one.of)}


def test_a_long_line_of_names_is_resolved_in_time() -> None:
    def work(size: int) -> None:
        forth = [Variant(str(i), str(i + 1), "x") for i in range(size)]
        assert set(resolve_aliases(forth, frozenset()).values()) == {str(size)}

    assert_grows_with_the_size(work, 2_000)

"""Decisions make the same groups in any order, and what is decided to be different stays apart."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from graph.resolution.groups import EntityGroups, group_entities
from graph.types import Decision, DecisionState

STATES: tuple[DecisionState, ...] = ("same", "same", "same", "different", "proposed")
pairs = st.sampled_from(list(combinations("abcdefgh", 2)))
decisions = st.dictionaries(
    pairs, st.tuples(st.sampled_from(STATES), st.sampled_from([0.0, 0.5, 1.0])), max_size=16
).map(lambda held: [Decision(pair, state, "", score) for pair, (state, score) in held.items()])


def same(first: str, second: str, score: float = 1.0) -> Decision:
    return Decision((first, second), "same", "", score)


@given(decisions.flatmap(lambda held: st.tuples(st.just(held), st.permutations(held))))
def test_any_order_makes_the_same_groups(both: tuple[list[Decision], list[Decision]]) -> None:
    first, second = map(group_entities, both)
    assert first == second


@given(decisions)
def test_what_is_different_is_never_in_one_group(held: list[Decision]) -> None:
    groups = group_entities(held)
    for one in held:
        together = one.pair[1] in groups.members(one.pair[0])
        if one.state == "different":
            assert not together
        if one.state == "same":
            assert together != (one in groups.left_out)


@given(decisions)
def test_groups_part_the_entities(held: list[Decision]) -> None:
    groups = group_entities(held)
    for id_, group in groups.group_of.items():
        assert id_ in group
        assert len(group) > 1
        assert group == tuple(sorted(group))
        assert all(groups.group_of[other] == group for other in group)
    joined = {id_ for one in held if one.state == "same" for id_ in one.pair}
    assert set(groups.group_of) <= joined


def test_the_weaker_decision_is_left_out() -> None:
    apart = Decision(("a", "c"), "different", "", 0.0)
    groups = group_entities([same("a", "b", 0.5), same("b", "c", 0.9), apart])
    assert groups.members("b") == ("b", "c")
    assert groups.left_out == (same("a", "b", 0.5),)
    assert groups.members("a") == ("a",)
    assert groups.touched(["a", "b", "c"]) == [("b", "c")]


def test_no_decision_no_group() -> None:
    assert group_entities([]) == EntityGroups()
    assert EntityGroups().touched("ab") == []

"""What is proposed depends on the names and the decisions, and not on their order."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from graph.entity_view import EntityView
from graph.resolution.own_name import own_name
from graph.resolution.proposals import MIN_SCORE, Proposal, match_views, propose
from graph.text.names import name_key
from graph.types import Decision, DecisionState, Entity


def view(name: str, *aliases: str, kind: str = "") -> EntityView:
    return EntityView(Entity.make(name_key(name), kind), name, aliases, mentions=1, passages=1)


VIEWS = [
    view("Acme"),
    view("Acme Inc."),
    view("Acme Limited"),
    view("Marion Teague", "Teague"),
    view("M. Teague"),
    view("Rupert Teague", "Teague"),
    view("Teague"),
    view("ILC"),
    view("International Lamp Company", "Lamp Company"),
    view("Form 10"),
    view("Form 12"),
    view("3 May"),
    view("Portmellin"),
]


def names(found: list[Proposal]) -> set[tuple[str, ...]]:
    return {tuple(sorted((one.first.name, one.second.name))) for one in found}


def decided(first: EntityView, second: EntityView, state: DecisionState) -> Decision:
    low, high = sorted((first.entity.id, second.entity.id))
    return Decision((low, high), state, "", 1.0)


@given(st.permutations(VIEWS))
def test_any_order_proposes_the_same(views: list[EntityView]) -> None:
    assert propose(views) == propose(VIEWS)


def test_pairs_are_in_order_and_shown_from_a_score_on() -> None:
    found = propose(VIEWS)
    assert names(found) == {("M. Teague", "Marion Teague"), ("ILC", "International Lamp Company")}
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert all(one.pair == tuple(sorted(one.pair)) for one in found)


def test_a_name_that_fits_several_is_not_proposed() -> None:
    assert names(propose(VIEWS[:2])) == {("Acme", "Acme Inc.")}
    assert names(propose(VIEWS[:3])) == set()


def test_a_surname_alone_joins_nobody() -> None:
    assert propose([VIEWS[3], VIEWS[5], VIEWS[6]]) == []


def test_a_shared_alias_joins() -> None:
    first, second = view("World Health Organization", "WHO"), view("WHO")
    (found,) = propose([first, second])
    assert found.reason == "both are called WHO"
    mostly = replace(first, name="WHO", aliases=("World Health Organization",))
    assert propose([mostly, second])
    assert own_name(mostly) == "World Health Organization"
    assert own_name(replace(mostly, aliases=())) == "WHO"


def test_kinds_and_dates_stay_apart() -> None:
    first = view("Acme", kind="organisation")
    assert propose([first, view("Acme Inc.", kind="place")]) == []
    assert propose([first, view("Acme Inc.")])
    assert propose([view("May 3", kind="date"), view("May-3", kind="date")]) == []


def test_what_is_decided_is_not_proposed_again() -> None:
    acme, inc, other = VIEWS[0], VIEWS[1], view("Acme Mills")
    assert propose([acme, inc], [decided(acme, inc, "same")]) == []
    assert propose([acme, inc], [decided(acme, inc, "different")]) == []
    assert propose([acme, inc], [decided(acme, inc, "proposed")]) == propose([acme, inc])
    through = [decided(acme, other, "same"), decided(inc, other, "different")]
    assert propose([acme, inc, other], through) == []
    merged = [decided(acme, other, "same"), decided(inc, other, "same")]
    assert propose([acme, inc, other], merged) == []


def test_common_words_are_no_peoples_names() -> None:
    views = view("Travel Card"), view("Tom Travel Card")
    assert propose(views)
    assert match_views(*views, set())
    assert match_views(*views, {"card"}) is None


def test_a_name_of_common_words_is_less_sure() -> None:
    notices, notice = view("Ship Notices", "Notices"), view("Ship Notice(s)")
    sure = match_views(notices, notice, set())
    common = match_views(notices, notice, {"ship", "notices", "notice"})
    assert sure is not None
    assert common is not None
    assert common.score < sure.score
    word = match_views(view("Technology", "Our Technology"), view("Technology Co."), {"our", "technology"})
    assert word is not None
    assert word.score < MIN_SCORE


def test_a_third_that_fits_both_is_no_rival() -> None:
    long, short, plural = view("Virtual Server Instances", "VSIs"), view("VSI"), view("VSIs")
    found = propose([long, short, plural])
    assert names(found) == {
        ("VSI", "VSIs"),
        ("VSI", "Virtual Server Instances"),
        ("VSIs", "Virtual Server Instances"),
    }


def test_two_letters_join_places() -> None:
    pair = view("UF"), view("Unheard Falls")
    assert propose(pair) == []
    assert propose([replace(one, kind="place") for one in pair])


def test_groups_are_proposed_once() -> None:
    full, short, middle = view("John Ronald Tolkien"), view("J. Tolkien"), view("John R. Tolkien")
    found = propose([full, short, middle], [decided(full, middle, "same")])
    assert len(found) <= 1

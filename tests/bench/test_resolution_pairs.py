"""The labelled pairs are whole, and what is counted over them is right."""

from __future__ import annotations

from tests.bench.resolution_pairs import LabelledPair, describe_pairs, list_errors, read_pairs, score_pairs


def test_every_pair_is_labelled_once() -> None:
    halves = [read_pairs(half) for half in ("even", "odd")]
    assert all(len(half) > 150 for half in halves)
    every = [one for half in halves for one in half]
    assert len({one.place for one in every}) == len(every)
    assert {one.label for one in every} == {"same", "different", "unclear"}
    assert all(one.weight >= 1 and one.pair[0] < one.pair[1] for one in every)


def labelled(pair: tuple[str, str], label: str, weight: float = 1.0) -> LabelledPair:
    return LabelledPair("set", "odd", pair, label, weight)


def test_pairs_are_counted_without_the_unclear_ones() -> None:
    known = [
        labelled(("a", "b"), "same"),
        labelled(("b", "c"), "same", 3),
        labelled(("d", "e"), "different"),
        labelled(("f", "g"), "unclear"),
    ]
    found = score_pairs(known, {("set", ("a", "b")), ("set", ("d", "e")), ("set", ("f", "g"))})
    assert (found.precision, found.recall, found.f1, found.weighted_recall) == (0.5, 0.5, 0.5, 0.25)
    assert score_pairs(known, {one.place for one in known[:2]}).b_f1 == 1
    assert score_pairs(known, ()).b_f1 < 1


def test_figures_and_errors_are_of_one_half() -> None:
    scores = {one.place: 0.95 for one in read_pairs("even") if one.label == "same"}
    lines = list(describe_pairs(scores, "even", 0.95, 0))
    count = sum(one.label == "same" for one in read_pairs("even"))
    assert lines[0].startswith(f"even half of the labelled pairs: {count} same")
    assert f"{count} of {count} right" in lines[-1]
    assert list(list_errors(scores, "even")) == []
    assert len(list(list_errors({}, "even"))) == count

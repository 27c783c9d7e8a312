from __future__ import annotations

import json
import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.comparison.arena import Vote, Winner, rank_systems
from evals.comparison.duel import (
    MetricDuel,
    ModelDuel,
    feedback_votes,
    read_ballots,
    run_duels,
    run_labels,
    write_ballots,
)
from evals.human.feedback import make_feedback
from evals.types import Result, Run, Score
from graph.errors import ModelError, UsageError
from rag.llm.protocol import Completion, Message, Options
from tests.evals.parts import answered, case

VOTES = st.lists(
    st.tuples(st.integers(0, 9), st.sampled_from(["xy", "yz", "xz"]), st.sampled_from(["a", "b", "tie"])), min_size=1
)


def vote(question: object, a: str, b: str, winner: Winner | None) -> Vote:
    return Vote(str(question), a, b, winner, "test")


@dataclass(frozen=True, slots=True)
class Longer:
    """A judge that prefers the longer answer wherever it stands."""

    name: str = "longer"

    def complete(
        self, messages: Sequence[Message], schema: Mapping[str, Any] | None = None, options: Options = Options()
    ) -> Completion:
        one, two = messages[-1].content.partition("Answer 1:\n")[2].split("\n\nAnswer 2:\n")
        return Completion(json.dumps({"reason": "length", "better": self.better(one, two)}), self.name)

    def better(self, one: str, two: str) -> str:
        return "1" if len(one) > len(two) else "2"

    def stream(self, messages: Sequence[Message], options: Options = Options()) -> Iterator[str]:
        raise NotImplementedError


class First(Longer):
    """A judge that always prefers the first."""

    def better(self, one: str, two: str) -> str:
        return "1"


class Down(Longer):
    """A judge that cannot be reached."""

    def better(self, one: str, two: str) -> str:
        raise ModelError("nobody listens", "start it")


class Confused(Longer):
    """A judge that does not keep to the form."""

    def better(self, one: str, two: str) -> str:
        return "both"


def run(name: str, texts: list[str], value: float = 0.5) -> Run:
    results = [
        Result(case(f"Question {place}?", "x"), answered(text), (Score("m", "offline", value),))
        for place, text in enumerate(texts)
    ]
    return Run(name, "2026-01-01T00:00:00+00:00", name, (), tuple(results))


def test_two_systems_have_the_odds_of_their_votes() -> None:
    cast = [vote(i, "x", "y", "a") for i in range(30)] + [vote(i, "y", "x", "a") for i in range(10)]
    first, second = rank_systems([*cast, vote("t", "x", "y", "tie"), vote("none", "x", "y", None)])
    # With the tie cast and the tie added: 31 wins to 11.
    assert first.strength - second.strength == pytest.approx(400 * math.log10(31 / 11), abs=1e-6)
    assert first.strength + second.strength == pytest.approx(3000)
    assert [(one.name, one.wins, one.losses, one.ties) for one in (first, second)] == [
        ("x", 30, 10, 1),
        ("y", 10, 30, 1),
    ]
    assert first.low < first.strength < first.high
    assert first.elo > second.elo
    assert first.elo + second.elo == pytest.approx(3000)


def test_strengths_come_back_from_simulated_votes_and_the_interval_holds_them() -> None:
    true = {"x": 1600.0, "y": 1500.0, "z": 1400.0}
    held = []
    for seed in range(20):
        chance = random.Random(seed)
        cast = []
        for question in range(150):
            for a, b in (("x", "y"), ("y", "z"), ("z", "x")):
                odds = 1 / (1 + 10 ** ((true[b] - true[a]) / 400))
                cast.append(vote(question, a, b, "a" if chance.random() < odds else "b"))
        found = rank_systems(cast, samples=200)
        held += [one.low <= true[one.name] <= one.high for one in found]
        assert all(abs(one.strength - true[one.name]) < 90 for one in found)
    assert sum(held) / len(held) > 0.85


@given(VOTES)
@settings(max_examples=25)
def test_sides_do_not_matter_and_everything_is_finite(drawn: list[tuple[int, str, Winner]]) -> None:
    cast = [vote(question, pair[0], pair[1], winner) for question, pair, winner in drawn]
    other: dict[Winner | None, Winner] = {"a": "b", "b": "a", "tie": "tie"}
    turned = [replace(one, a=one.b, b=one.a, winner=other[one.winner]) for one in cast]
    found = rank_systems(cast, samples=50)
    assert [replace(one, elo=0.0) for one in rank_systems(turned, samples=50)] == [
        replace(one, elo=0.0) for one in found
    ]
    assert all(math.isfinite(one.low) and one.low <= one.strength <= one.high for one in found)
    assert sum(one.wins for one in found) == sum(one.losses for one in found)


def test_without_a_vote_there_is_nothing_to_tell() -> None:
    with pytest.raises(UsageError, match="no vote"):
        rank_systems([vote(1, "x", "y", None)])


def test_a_model_is_asked_in_both_orders() -> None:
    a, b = run("a", ["long answer", "x", "same"]), run("b", ["short", "longest answer", "same"])
    assert [one.winner for one in run_duels([a, b], ModelDuel(Longer()), "longer")] == ["a", "b", "tie"]
    swayed = run_duels([a, b], ModelDuel(First()), "first")
    assert [one.winner for one in swayed] == ["tie", "tie", "tie"]
    assert [one.reason.startswith("the verdict depends on the order") for one in swayed] == [True, True, False]


@pytest.mark.parametrize(("judge", "told"), [(Down(), "nobody listens"), (Confused(), "validation error")])
def test_a_judge_that_fails_casts_no_vote_and_says_why(judge: Longer, told: str) -> None:
    (found,) = run_duels([run("a", ["yes"]), run("b", ["no"])], ModelDuel(judge), "judge")
    assert found.winner is None
    assert told in found.reason


def test_a_metric_judges_beyond_its_margin() -> None:
    a, b = run("a", ["yes"], 0.6), run("b", ["no"], 0.5)
    assert run_duels([a, b], MetricDuel("m"), "m")[0].winner == "a"
    assert run_duels([a, b], MetricDuel("m", 0.2), "m")[0].winner == "tie"
    assert run_duels([a, b], MetricDuel("unknown"), "m")[0].winner is None
    unscored = replace(b, results=(replace(b.results[0], scores=()),))
    assert run_duels([unscored, a], MetricDuel("m"), "m")[0].winner == "b"


def test_every_two_runs_meet_and_runs_of_one_name_are_told_apart() -> None:
    runs = [run("a", ["1", "2"]), run("b", ["3", "4"]), replace(run("a", ["5", "6"]), id="other")]
    assert run_labels(runs) == ["a (a)", "b", "a (other)"]
    assert len(run_duels(runs, MetricDuel("m"), "m")) == 6


def test_people_judge_blind_and_their_votes_find_their_runs(tmp_path: Path) -> None:
    path = tmp_path / "ballots.jsonl"
    a, b = run("a", [f"good {i}" for i in range(20)]), run("b", [f"bad {i}" for i in range(20)])
    assert write_ballots(path, [b, a]) == 20
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    on_the_left = [line["left"].startswith("good") for line in lines]
    assert 2 < sum(on_the_left) < 18
    assert read_ballots(path) == []
    for line in lines[:19]:
        line["winner"] = "left" if line["left"].startswith("good") else "right"
    path.write_text("\n".join(map(json.dumps, lines)))
    first, second = rank_systems(read_ballots(path), samples=50)
    assert (first.name, first.wins, second.name, second.wins) == ("a", 19, "b", 0)


def test_feedback_votes_for_the_model_that_was_liked() -> None:
    good, bad = replace(answered("1874"), model="x"), replace(answered("1900"), model="y")
    said = [
        make_feedback("When?", good, "up"),
        make_feedback("when? ", bad, "down"),
        make_feedback("Who?", bad, "down"),
        make_feedback("When?", good, "down"),
    ]
    assert [(one.a, one.b, one.winner) for one in feedback_votes(said)] == [("x", "y", "a")]

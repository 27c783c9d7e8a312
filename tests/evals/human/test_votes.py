"""Votes belong to the collection of the runs that they are about."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from evals.human.votes import MIGRATIONS, VoteBook, open_ballots
from evals.jsonl import to_json
from evals.types import Result, Run
from graph.database import Database
from tests.evals.parts import answered, case

ASKED = case("Question?", "x")
RUNS = (
    Run("a", "", "a", (), (Result(ASKED, answered("a")),)),
    Run("b", "", "b", (), (Result(ASKED, answered("b")),)),
)


def test_votes_of_one_collection_are_not_those_of_another(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    (ballot,) = open_ballots(RUNS, [])
    with closing(VoteBook(path)) as own, closing(VoteBook(path, "other")) as other:
        own.cast(ballot, RUNS, "left", "Ada")
        assert other.ballots(RUNS) == []
        assert other.votes(RUNS) == []
        other.cast(ballot, RUNS, "right", "Ada")
        assert [one.winner for one in own.ballots(RUNS)] == ["left"]
        assert [one.winner for one in other.ballots(RUNS)] == ["right"]


def test_votes_of_before_there_were_collections_go_to_that_of_their_runs(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    Database(path, "votes", MIGRATIONS[:1]).close()
    (ballot,) = open_ballots(RUNS, [])
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO votes VALUES (?, 'a', 'b', 'Ada', ?)", (ASKED.id, to_json(ballot)))
    with closing(VoteBook(path, "other")) as other, closing(VoteBook(path)) as own:
        other.adopt({"a": "other"}.__getitem__)
        assert [one.case_id for one in other.ballots(RUNS)] == [ASKED.id]
        assert own.ballots(RUNS) == []

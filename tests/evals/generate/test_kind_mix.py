from __future__ import annotations

import pytest

from evals.generate import GenerationConfig, generate_checked_cases
from evals.generate.kind_mix import default_shares, parse_shares
from graph.errors import UsageError
from graph.sqlite.store import SqliteStore


def test_shares_are_those_asked_for(films: SqliteStore) -> None:
    shares = parse_shares(["bridge=3", "single=1"])
    kinds = [case.kind for case in generate_checked_cases(films, GenerationConfig(8, 0, shares)).cases]
    assert (kinds.count("bridge"), kinds.count("single")) == (6, 2)
    assert parse_shares([]) == default_shares()
    for wrong in ("poem", "bridge=", "bridge=nan", "bridge=-1"):
        with pytest.raises(UsageError):
            parse_shares([wrong])

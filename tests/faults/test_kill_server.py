"""A server that is killed outright in the middle of an ingest has lost nothing that it acknowledged."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.kill_server import HASTY, PATIENT, Own, kills


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.usefixtures("minilm")
def test_killed_and_resumed_equals_undisturbed(own: Own, papers: Path, tmp_path: Path) -> None:
    made, equal = kills(own, tmp_path, [str(papers)], [HASTY, PATIENT])
    assert equal
    assert [one.check for one in made] == [()] * 2
    assert all(one.kept >= one.seen for one in made)
    assert any(one.seen for one in made), "no kill came after a document was written"
    assert [one.code for one in made] == [5, 0]
    told = made[0].told
    error, hint = [line for line in told.splitlines() if line.startswith(("error: ", "  hint: "))]
    assert "cannot be reached at bolt://127.0.0.1" in error or "went away" in error
    assert hint
    assert "Traceback" not in told

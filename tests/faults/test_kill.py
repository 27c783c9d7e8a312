"""An ingest that is killed outright leaves a healthy store, and ends where an undisturbed one ends."""

from __future__ import annotations

import pytest

from tests.bench.kill import kills
from ui.samples.questions import SAMPLE_DOCUMENTS


@pytest.mark.slow
@pytest.mark.usefixtures("minilm")
def test_killed_and_resumed_equals_undisturbed() -> None:
    made = kills([str(SAMPLE_DOCUMENTS)], 3)
    assert [kill.check for kill in made] == [()] * 3
    assert [kill.equal for kill in made] == [True] * 3
    assert any(kill.documents for kill in made), "no kill came after a document was written"

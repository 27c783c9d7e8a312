from __future__ import annotations

from ui.web.try_limit import FREE_TRIES, PAUSE_SECONDS, WINDOW_SECONDS, TryLimit


def test_a_few_wrong_tries_are_free_and_further_ones_wait() -> None:
    now, pauses = [0.0], list[float]()
    limit = TryLimit(lambda: now[0], pauses.append)
    for _ in range(FREE_TRIES):
        limit.wait()
        limit.count_wrong()
    assert pauses == []
    limit.wait()
    limit.wait()
    assert pauses == [PAUSE_SECONDS] * 2
    now[0] = WINDOW_SECONDS
    limit.wait()
    assert len(pauses) == 2

from __future__ import annotations

import threading

import pytest

from graph.lru_cache import LRUCache


def test_the_least_recently_used_value_goes_first() -> None:
    cache: LRUCache[str, int] = LRUCache(2)
    cache.put("a", 1)
    cache.put("b", 2)
    assert cache.get("a") == 1
    cache.put("c", 3)
    assert (cache.get("a"), cache.get("b"), cache.get("c")) == (1, None, 3)
    cache.put("a", 4)
    cache.put("d", 5)
    assert (cache.get("a"), cache.get("c"), cache.get("d")) == (4, None, 5)


def test_a_value_is_made_once_until_it_is_forgotten() -> None:
    cache: LRUCache[str, str] = LRUCache(2)
    made = iter("xyz")
    assert [cache.get_or_make("a", lambda: next(made)) for _ in range(2)] == ["x", "x"]
    cache.discard("a")
    cache.discard("never kept")
    assert cache.get_or_make("a", lambda: next(made)) == "y"
    cache.clear()
    assert cache.get_or_make("a", lambda: next(made)) == "z"


def test_what_fails_is_not_kept() -> None:
    cache: LRUCache[str, float] = LRUCache(2)
    with pytest.raises(ZeroDivisionError):
        cache.get_or_make("a", lambda: 1 / 0)
    assert cache.get("a") is None


def test_a_value_is_made_while_others_are_read() -> None:
    cache: LRUCache[str, int] = LRUCache(2)
    cache.put("b", 2)

    def read_meanwhile() -> int:
        found: list[int | None] = []
        reader = threading.Thread(target=lambda: found.append(cache.get("b")))
        reader.start()
        reader.join()
        return found[0] or 0

    assert cache.get_or_make("a", read_meanwhile) == 2

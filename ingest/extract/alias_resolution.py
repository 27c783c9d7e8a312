"""One name for each of a document's names that have several."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from ingest.extract.mention import Variant


def resolve(said: Iterable[Variant], titles: frozenset[str]) -> dict[str, str]:
    """The one name for each that has several.

    Of a name's rules the surest counts; where that gives it to several names it stays open. Names that stand for one
    another are known by the title among them, or else by the one that stands for no other.
    """
    by_rule: defaultdict[str, dict[str, set[str]]] = defaultdict(dict)
    for one in said:
        by_rule[one.key].setdefault(one.rule, set()).add(one.of)
    parent: dict[str, str] = {}
    for key, rules in by_rule.items():
        of = next(iter(rules.values()))
        if len(of) == 1 and (target := next(iter(of))) != key and _last(target, parent) != key:
            parent[key] = target
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for key in parent:
        groups[_last(key, parent)].append(key)
    resolved: dict[str, str] = {}
    for last, keys in groups.items():
        titled = [key for key in (last, *keys) if key in titles]
        name = titled[0] if titled else last
        resolved.update((key, name) for key in (last, *keys) if key != name)
    return resolved


def _last(key: str, parent: dict[str, str]) -> str:
    """The end of the line that begins with a name; the line is shortened, so that a long one is not walked again."""
    passed = []
    while key in parent:
        passed.append(key)
        key = parent[key]
    parent.update((one, key) for one in passed)
    return key

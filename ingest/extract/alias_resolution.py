"""Resolve the variants of each name in a document to one name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from ingest.extract.mention import Variant


def resolve_aliases(said: Iterable[Variant], titles: frozenset[str]) -> dict[str, str]:
    """Map each variant name to its canonical name.

    Only a name's most reliable rule counts; if that rule gives several targets, the name stays unresolved. A group of
    variants is named by the title among them, else by the name that is a variant of no other.
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
    """Return the end of a chain of variants, compressing the path so that a long one is not walked again."""
    passed = []
    while key in parent:
        passed.append(key)
        key = parent[key]
    parent.update((one, key) for one in passed)
    return key

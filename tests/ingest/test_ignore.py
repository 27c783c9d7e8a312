"""Patterns by gitignore's rules."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.ignore import IgnorePatterns, parse_pattern


def decides(lines: str, path: str) -> bool | None:
    """What the lines say of a path; a slash at its end makes it a folder."""
    return IgnorePatterns.parse(lines.split("\n")).decide(path.rstrip("/").split("/"), path.endswith("/"))


@pytest.mark.parametrize(
    ("line", "matching", "other"),
    [
        ("*.py", ["a.py", "below/a.py"], ["a.pyc", "py"]),
        ("/*.py", ["a.py"], ["below/a.py"]),
        ("old/", ["old/", "below/old/"], ["old", "older/"]),
        ("docs/old", ["docs/old", "docs/old/"], ["below/docs/old"]),
        ("**/old", ["old", "a/old", "a/b/old"], ["a/older"]),
        ("a/**", ["a/b", "a/b/c"], ["a/", "b/a/c"]),
        ("a/**/b", ["a/b", "a/x/b", "a/x/y/b"], ["a/x/c", "b"]),
        ("a/*/b", ["a/x/b"], ["a/b", "a/x/y/b"]),
        ("draft-?.[a-c][!0-9]", ["draft-1.bx"], ["draft-1.dx", "draft-1.b1", "draft-12.bx"]),
        (r"\#notes", ["#notes"], ["notes"]),
        (r"\!notes", ["!notes"], ["notes"]),
        (r"a\*b", ["a*b"], ["axb"]),
        ("blank   ", ["blank"], ["blank   "]),
        ("blank\\ ", ["blank "], ["blank"]),
        ("[open", ["[open"], ["o"]),
        ("[]x]y", ["]y", "xy"], ["y"]),
        ("B\u00fccher", ["Bu\u0308cher/", "B\u00fccher"], ["Bucher"]),
        ("Bu\u0308cher", ["B\u00fccher"], []),
    ],
)
def test_a_pattern_matches(line: str, matching: list[str], other: list[str]) -> None:
    assert [decides(line, path) for path in matching] == [True] * len(matching)
    assert [decides(line, path) for path in other] == [None] * len(other)


def test_the_last_pattern_that_matches_decides() -> None:
    assert decides("*.md\n!keep.md", "keep.md") is False
    assert decides("!keep.md\n*.md", "keep.md") is True
    assert decides("# *.md\n\n", "# *.md") is None


@given(st.text("ab*?", min_size=1, max_size=8), st.text("ab", min_size=1, max_size=8))
@settings(max_examples=200, deadline=None)
def test_names_match_as_expressions_do(pattern: str, name: str) -> None:
    if re.fullmatch(r"\*\*", pattern):
        return
    expression = "".join({"*": ".*", "?": "."}.get(character, character) for character in pattern)
    expression = re.sub(r"(\.\*)+", ".*", expression)
    assert bool(decides(pattern, name)) == bool(re.fullmatch(expression, name))


@given(st.text("a/*?[]!-\\ #é\n", max_size=30), st.text("a/é", min_size=1, max_size=12))
@settings(max_examples=200, deadline=None)
def test_any_line_is_understood_in_some_way(line: str, path: str) -> None:
    assert decides(line, path) in (True, False, None)


def test_a_hostile_pattern_takes_few_steps() -> None:
    pattern = parse_pattern("/".join(["**", "*a" * 60 + "b"] * 20))
    assert pattern is not None
    assert not pattern.matches(["a" * 200] * 30, False)

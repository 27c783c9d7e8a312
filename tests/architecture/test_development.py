"""The map of the code names only what is there, and what the shape of the code is held to."""

from __future__ import annotations

import re

import pytest

from tests.architecture.shape import CHECKS, ROOT

TEXT = (ROOT / "docs" / "development.md").read_text(encoding="utf-8")
_PATH = re.compile(r"`((?:graph|rag|ingest|evals|ui|tests)/[\w/.]*)`")
_NAMED = re.compile(r"`(\w+)` (?:of|in) `([\w/]+\.py)`")


def test_every_path_of_the_map_exists() -> None:
    named = set(_PATH.findall(TEXT))
    assert len(named) > 40
    assert sorted(path for path in named if not (ROOT / path).exists()) == []


def test_every_name_of_the_map_is_defined_where_it_says() -> None:
    named = _NAMED.findall(TEXT)
    assert len(named) > 12
    missing = []
    for name, path in named:
        defined = rf"^(?:class |def )?{name}\b(?:[(:\[ ]| =)"
        if not re.search(defined, (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE):
            missing.append(f"{name} in {path}")
    assert missing == []


def test_every_line_of_the_tree_exists() -> None:
    tree = re.search(r"```\n(graph/.*?)```", TEXT, re.DOTALL)
    assert tree is not None
    folders: list[str] = []
    missing: list[str] = []
    for line in tree[1].splitlines():
        indent = len(line) - len(line.lstrip())
        folders = folders[: indent // 2]
        names = re.match(r"(?:\S+  ?(?=\S+(?:/|\.py)(?:\s|$)))*\S+", line.strip())
        assert names is not None
        paths = ["/".join([*folders, name]) for name in names[0].split()]
        missing.extend(path for path in paths if not (ROOT / path).exists())
        folders.append(names[0].split()[0].rstrip("/"))
    assert missing == []


@pytest.mark.parametrize("check", CHECKS)
def test_the_code_keeps_its_shape(check: str) -> None:
    assert CHECKS[check]() == []

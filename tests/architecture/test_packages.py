"""Every larger package that is asked for is used: docs/packages.md names the feature and its tests, which exist."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.architecture.test_source import TREES

ROOT = Path(__file__).parents[2]
WANTED = {
    "neo4j",
    "langchain",
    "sentence-transformers",
    "openai",
    "spacy",
    "ragas",
    "streamlit",
    "torch",
    "trl",
    "peft",
    "gguf",
}
# What is pointed at our graph from outside: the product does not import it, the tests do.
POINTED = {"langchain-neo4j", "neo4j-graphrag"}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def rows() -> dict[str, tuple[str, list[str]]]:
    """By package what one sees of it, and its tests."""
    text = (ROOT / "docs" / "packages.md").read_text(encoding="utf-8")
    found = re.findall(r"^\| `([a-z0-9-]+)` \| ([^|]+) \| ([^|]+) \|$", text, re.MULTILINE)
    return {name: (seen, re.findall(r"`([^`]+)`", tests)) for name, seen, tests in found}


ROWS = rows()
NAMED = sorted({test for _, tests in ROWS.values() for test in tests})


def imported(trees: Iterable[ast.Module]) -> set[str]:
    """The packages that modules import, by the first part of their name, wherever the import stands."""
    names: set[str] = set()
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                names |= {one.name.split(".")[0] for one in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module.split(".")[0])
    return names


def test_every_package_has_a_feature_and_a_test() -> None:
    assert ROWS.keys() == WANTED | POINTED
    assert all(len(seen.split()) > 3 and tests for seen, tests in ROWS.values())


def test_every_package_is_asked_for_and_imported() -> None:
    extras = PROJECT["project"]["optional-dependencies"].values()
    asked = [*PROJECT["project"]["dependencies"], *(one for lines in extras for one in lines)]
    assert {Requirement(line).name for line in asked} >= WANTED
    assert imported(TREES.values()) >= {name.replace("-", "_") for name in WANTED}
    assert {Requirement(line).name for line in [*asked, *PROJECT["dependency-groups"]["test"]]} >= POINTED


@pytest.mark.parametrize("name", sorted(POINTED))
def test_what_is_pointed_at_our_graph_is_imported_by_its_tests(name: str) -> None:
    for test in ROWS[name][1]:
        tree = ast.parse((ROOT / test.split("::")[0]).read_text(encoding="utf-8"))
        assert name.replace("-", "_") in imported([tree])


@pytest.mark.parametrize("named", NAMED)
def test_a_named_test_exists(named: str) -> None:
    file, *parts = named.split("::")
    body = ast.parse((ROOT / file).read_text(encoding="utf-8")).body
    if not parts:
        assert any(isinstance(node, ast.FunctionDef) and node.name.startswith("test_") for node in body)
    for part in parts:
        assert part.startswith(("test_", "Test"))
        found = [node for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == part]
        assert found, f"{file} has no {part}"
        body = found[0].body

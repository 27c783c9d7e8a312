"""Every larger package that is asked for is used: docs/packages.md names the feature and its tests, which exist."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.architecture.test_source import TREES

ROOT = Path(__file__).parents[2]
WANTED = {"neo4j", "langchain", "sentence-transformers", "openai", "spacy", "ragas", "streamlit", "torch"}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def rows() -> dict[str, tuple[str, list[str]]]:
    """By package what one sees of it, and its tests."""
    text = (ROOT / "docs" / "packages.md").read_text(encoding="utf-8")
    found = re.findall(r"^\| `([a-z0-9-]+)` \| ([^|]+) \| ([^|]+) \|$", text, re.MULTILINE)
    return {name: (seen, re.findall(r"`([^`]+)`", tests)) for name, seen, tests in found}


ROWS = rows()
NAMED = sorted({test for _, tests in ROWS.values() for test in tests})


def imported() -> set[str]:
    """The packages that the product imports, by the first part of their name, wherever the import stands."""
    names: set[str] = set()
    for tree in TREES.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                names |= {one.name.split(".")[0] for one in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module.split(".")[0])
    return names


def test_every_package_has_a_feature_and_a_test() -> None:
    assert ROWS.keys() == WANTED
    assert all(len(seen.split()) > 3 and tests for seen, tests in ROWS.values())


def test_every_package_is_asked_for_and_imported() -> None:
    asked = [*PROJECT["dependencies"], *(one for lines in PROJECT["optional-dependencies"].values() for one in lines)]
    assert {Requirement(line).name for line in asked} >= WANTED
    assert imported() >= {name.replace("-", "_") for name in WANTED}


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

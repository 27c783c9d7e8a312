"""Stores are found by their names, without importing what they need."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from graph.errors import UsageError
from graph.store_spec import StoreOptions
from graph.stores import find_store_by_scheme, require_store, store_names


def test_the_packages_of_the_folder_are_found() -> None:
    assert {"neo4j", "sqlite"} <= set(store_names())


def test_an_unknown_store_is_one_line_that_lists_the_others() -> None:
    with pytest.raises(UsageError, match=r"no store 'papyrus' \(choose from .*neo4j.*sqlite"):
        require_store("papyrus")


def test_finding_the_stores_imports_neither_them_nor_other_modules_of_the_graph() -> None:
    program = (
        "import json, sys\nimport graph.stores\ngraph.stores.store_names()\nprint(json.dumps(sorted(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    modules = set(json.loads(told.stdout))
    assert {"graph.neo4j", "graph.sqlite"} <= modules
    assert modules & {"neo4j", "numpy", "sqlite3", "graph.neo4j.store", "graph.sqlite.store", "graph.pagerank"} == set()


@pytest.mark.parametrize("name", store_names())
def test_every_store_knows_its_own_locations(name: str, tmp_path: Path) -> None:
    spec = require_store(name)
    options = StoreOptions(tmp_path, "bolt://example.org", "me", "hush", "own", "mine")
    assert spec.locate(options).store == name
    assert all(find_store_by_scheme(scheme) is spec for scheme in spec.schemes)
    assert "hush" not in repr(options)

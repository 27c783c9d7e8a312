"""What the tests of the doors stand on: homes to run commands in."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from graph.copy import copy_graph
from graph.sqlite.store import SqliteStore
from tests.support.command import Home, home
from tests.support.neo4j_fixture import neo4j
from ui.settings import Settings
from ui.settings_schema import IngestSettings, StoreSettings
from ui.stores import locate_store
from ui.tuned_models import TunedModels

__all__ = ["neo4j"]

LIGHTHOUSE = """The Skerry Light was built in 1874 by Marion Teague on the northern reef of Osprey Sound.
Marion Teague had studied under the engineer Rupert Calloway in Portmellin.

The lamp of the Skerry Light burned whale oil until 1902, when it was converted to paraffin.
"""
KEEPER = """# Keepers

Alasdair Finch kept the Skerry Light from 1911 to 1938. He was born in Portmellin in 1882.

Rupert Calloway designed the harbour of Portmellin, which was opened on 4 May 1861.
"""
REGISTER = "name,role,since\nOona Petrie,harbour master of Portmellin,2009\nSilas Drew,pilot of Osprey Sound,2014\n"


@pytest.fixture
def empty(tmp_path: Path, model_cache: Path) -> Home:
    """A home where nothing has been ingested."""
    return home(tmp_path, model_cache)


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Home:
    """A home with three documents, for tests that only read."""
    made = home(tmp_path_factory.mktemp("library"), model_cache)
    papers = made.folder / "papers"
    papers.mkdir()
    (papers / "lighthouse.txt").write_text(LIGHTHOUSE)
    (papers / "keepers.md").write_text(KEEPER)
    (papers / "register.csv").write_text(REGISTER)
    ran = made.run("ingest", papers)
    assert ran.code == 0, ran
    return made


@pytest.fixture
def two_versions(library: Home, tmp_path: Path) -> Settings:
    """A data folder whose graph was copied for a version that is not in use."""
    own = Settings(data_dir=tmp_path / "kept", store=StoreSettings(patience=0.5), ingest=IngestSettings(tagger="rules"))
    TunedModels(own).folder_of("v1").mkdir(parents=True)
    with closing(SqliteStore(library.data / "graph.db")) as source:
        for version in ("", "v1"):
            with closing(SqliteStore(locate_store(own, version).file or Path())) as store:
                copy_graph(source, store)
    return own


def documents_of(settings: Settings, version: str) -> list[str]:
    """The documents in the graph of a version of the embedder, in order."""
    with closing(SqliteStore(locate_store(settings, version).file or Path())) as store:
        return [document.id for document in store.documents()]

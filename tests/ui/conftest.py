"""What the tests of the doors stand on: homes to run commands in."""

from __future__ import annotations

from collections.abc import Iterator
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
from ui.workspace import Workspace

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


HANDBOOK = """---
tags: [lake]
---
# Quarry Lake Handbook

Edda Marsh dug the Quarry Lake in 1921. The prices are in [the list](prices.csv).

| Season | Opens |
|---|---|
| Summer | 8:00 |
"""
PRICES = "item,price\nDay ticket,4.50\nBoat hire,12.00\n"
MAIL = """From: Edda Marsh <edda@example.org>
To: lake@example.org
Subject: Gauge readings
Date: Mon, 11 Mar 2024 10:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="cut"

--cut
Content-Type: text/plain

The readings of the Quarry Lake are attached. Silas Drew took them. See handbook.md, not old-handbook.md.
--cut
Content-Type: text/markdown
Content-Disposition: attachment; filename="readings.md"

# Readings

The gauge read 312 cm.
--cut--
"""


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Home:
    """A home with a mail and its attachment, a handbook, and a list that lies in two files; for reading only."""
    made = home(tmp_path_factory.mktemp("desk"), model_cache)
    papers = made.folder / "papers"
    papers.mkdir()
    (papers / "handbook.md").write_text(HANDBOOK)
    (papers / "a-prices.csv").write_text(PRICES)
    (papers / "prices.csv").write_text(PRICES)
    (papers / "mail.eml").write_text(MAIL)
    ran = made.run("ingest", papers, "--tag", "Weir")
    assert ran.code == 0, ran
    return made


@pytest.fixture
def desk_space(desk: Home) -> Iterator[Workspace]:
    """The workspace of that home."""
    with Workspace(Settings(data_dir=desk.data)) as space:
        yield space

"""The embedder is changed on the command line: what is said, the way on, and words alone while its server is down."""

from __future__ import annotations

from pathlib import Path

from tests.support.command import Home, home, is_one_fault
from tests.support.embedding_server import EMBEDDING_MODEL, embedder_variables, embedding_server
from tests.ui.conftest import KEEPER

QUESTION = "Who kept the Skerry Light from 1911 to 1938?"


def test_another_embedder(tmp_path: Path, model_cache: Path) -> None:
    own: Home = home(tmp_path, model_cache)
    (own.folder / "keepers.md").write_text(KEEPER)
    assert own.run("store", "reembed").out == "there are no documents to embed\n"
    assert own.run("ingest", "keepers.md").code == 0
    assert "already" in own.run("store", "reembed").out
    with embedding_server() as server:
        more = embedder_variables(server.url)
        is_one_fault(own.run("ask", QUESTION, more=more), 5, "MiniLM", EMBEDDING_MODEL, "graphloop store reembed")
        is_one_fault(own.run("ingest", "keepers.md", more=more), 5, "graphloop store reembed")
        ran = own.run("store", "reembed", "--json", more=more)
        assert ran.data == {
            "state": "embedded",
            "embedder": f"remote/{EMBEDDING_MODEL}",
            "dimensions": 64,
            "documents": 1,
        }
        assert "Alasdair Finch" in own.run("ask", QUESTION, more=more).out
        sent = len(server.requests)
        assert own.run("ingest", "keepers.md", more=more).code == 0
        assert [request.body["input"] for request in server.requests[sent:]] in ([], [["dimensions"]])
    is_one_fault(own.run("ask", QUESTION, more=more), 1, "cannot be reached")
    assert "Alasdair Finch" in own.run("ask", QUESTION, "--retriever", "bm25", more=more).out

"""A small graph, its retriever, and a LangChain chat model at a server of this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import openai
import pytest
from langchain_core.documents import Document
from langchain_openai import ChatOpenAI

from graph.sqlite.store import SqliteStore
from ingest.extract.rules import Extractor
from ingest.langchain import ingest_langchain
from ingest.ledger import Ledger
from rag.embed.protocol import Embedder
from rag.ner.rules import RuleTagger
from rag.retrieve import build_retriever
from rag.retrieve.spec import RetrieverParts
from rag.types import Retriever

TEXTS = {
    "Skerry Point": "The lighthouse at Skerry Point was finished in 1874. Anna Brodie lit its lamp for 31 years.",
    "Anna Brodie": "Anna Brodie was born in Calder Bay. She kept a diary of every storm.",
    "Mill Lane": "The bakery on Mill Lane opens at six and sells rye bread from Tuesday to Saturday.",
}

MakeChat = Callable[..., ChatOpenAI]


@pytest.fixture(scope="session")
def retriever(minilm: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Retriever]:
    """The graph retriever over three documents."""
    folder = tmp_path_factory.mktemp("langchain")
    store, ledger, tagger = SqliteStore(folder / "graph.db"), Ledger(folder / "journal.db"), RuleTagger()
    documents = [
        Document(page_content=text, metadata={"source": f"{title}.pdf", "title": title, "page": 0})
        for title, text in TEXTS.items()
    ]
    ingest_langchain(documents, store, minilm, Extractor(tagger), ledger)
    yield build_retriever("graph", RetrieverParts(store, minilm, tagger))
    store.close()
    ledger.close()


@pytest.fixture
def chat_at() -> Iterator[MakeChat]:
    """Makes a ChatOpenAI at a base URL, which tries nothing again, and closes its connections."""
    made: list[openai.DefaultHttpxClient] = []

    def make_chat(url: str, **fields: Any) -> ChatOpenAI:
        made.append(openai.DefaultHttpxClient())
        fields = {"model": "m", "api_key": "sk-of-the-test", "max_retries": 0, "timeout": 20, **fields}
        return ChatOpenAI(base_url=url, http_client=made[-1], **fields)

    yield make_chat
    for client in made:
        client.close()

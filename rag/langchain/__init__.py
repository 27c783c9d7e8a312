"""LangChain adapters in both directions: our retrievers and embedders for its chains, and its chat models and
embeddings for our questions.

Nothing of LangChain is imported until one of these is created (extra `langchain`).
"""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING, Any

from graph.errors import ModelError
from graph.types import EVERYTHING, Filter
from rag.llm.call import CALL_DEADLINE
from rag.types import Retriever

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings
    from langchain_core.language_models import BaseChatModel

    from rag.embed.protocol import Embedder
    from rag.langchain.embedder import LangChainEmbedder
    from rag.langchain.embeddings import EmbedderEmbeddings
    from rag.langchain.model import LangChainModel
    from rag.langchain.retriever import GraphRetriever


def as_retriever(retriever: Retriever, k: int = 8, where: Filter = EVERYTHING) -> GraphRetriever:
    """Wrap one of our retrievers as LangChain's `BaseRetriever`: its documents are the k best passages, best first."""
    _need()
    from rag.langchain.retriever import GraphRetriever

    return GraphRetriever(find=retriever, k=k, where=where)


def as_language_model(model: BaseChatModel | str, deadline: float = CALL_DEADLINE, **fields: Any) -> LangChainModel:
    """Wrap a LangChain chat model as our language model; a name such as "openai:gpt-5" is initialized with the fields.

    A whole reply must end within `deadline` seconds. Raises ModelError if there is no such chat model or its package is
    not installed.
    """
    _need()
    from rag.langchain.model import LangChainModel, init_named_model

    return LangChainModel(init_named_model(model, fields) if isinstance(model, str) else model, deadline)


def as_embedder(embeddings: Embeddings, name: str) -> LangChainEmbedder:
    """Wrap LangChain embeddings as our embedder; `name` identifies the weights, vectors of other names must not be
    mixed."""
    _need()
    from rag.langchain.embedder import LangChainEmbedder

    return LangChainEmbedder(embeddings, name)


def as_embeddings(embedder: Embedder) -> EmbedderEmbeddings:
    """Wrap one of our embedders as LangChain's `Embeddings`, for libraries that search our vectors with them."""
    _need()
    from rag.langchain.embeddings import EmbedderEmbeddings

    return EmbedderEmbeddings(embedder)


def _need() -> None:
    if importlib.util.find_spec("langchain_core") is None:
        raise ModelError("LangChain is not installed", "pip install 'graphloop[langchain]'")

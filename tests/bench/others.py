"""What others do with the same texts: BM25 of the bm25s library, and LangChain's ensemble of BM25 and vectors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from rag.embed.protocol import Embedder
from rag.langchain import as_embeddings
from tests.bench.corpus import Corpus

if TYPE_CHECKING:
    from langchain_core.documents import Document

Rank = Callable[[str, int], list[str]]
"""The records for a question, best first, from so many results."""


def bm25s(corpus: Corpus) -> Rank:
    """bm25s as it comes (Lucene's formula, k1 1.5, b 0.75), English stop words left out; title and text as one."""
    documents = list(corpus.store.documents())
    index = _Words([_joined(document.title, document.text) for document in documents])
    records = [corpus.records[document.id] for document in documents]
    return lambda question, k: list(dict.fromkeys(records[place] for place in index.best(_tokens(question), k)))


def ensemble(corpus: Corpus, embed: Embedder, depth: int) -> Rank:
    """LangChain's EnsembleRetriever with its defaults over its retrievers of words and of vectors, .5 and .5.

    Documents are the stored passages with their titles, vectors those of the store. The BM25 in LangChain's retriever
    is that of bm25s with its tokenizer: better than the default, which parts words at blanks and keeps their case.
    """
    from langchain_classic.retrievers.ensemble import EnsembleRetriever
    from langchain_community.retrievers.bm25 import BM25Retriever
    from langchain_community.retrievers.knn import KNNRetriever
    from langchain_core.documents import Document

    passages = list(corpus.store.passages())
    texts = [_joined(passage.title, passage.text) for passage in passages]
    told: list[dict[str, Any]] = [{"record": corpus.records[passage.document_id]} for passage in passages]
    documents = [Document(page_content=text, metadata=one) for text, one in zip(texts, told, strict=True)]
    words = BM25Retriever(vectorizer=_Words(texts), docs=documents, preprocess_func=_tokens, k=depth)
    rows = corpus.store.vectors([passage.id for passage in passages], "passage")
    vectors = KNNRetriever(embeddings=as_embeddings(embed), index=rows, texts=texts, metadatas=told, k=depth)
    both = EnsembleRetriever(retrievers=[words, vectors], weights=[0.5, 0.5])

    def rank(question: str, k: int) -> list[str]:
        return list(dict.fromkeys(found.metadata["record"] for found in both.invoke(question)[:k]))

    return rank


class _Words:
    """A bm25s index, asked as LangChain's BM25Retriever asks its vectorizer."""

    def __init__(self, texts: Sequence[str]) -> None:
        from bm25s import BM25

        self._index = BM25()
        self._size = len(texts)
        self._index.index([_tokens(text) for text in texts], show_progress=False)

    def best(self, tokens: Sequence[str], k: int) -> list[int]:
        """The places of the k best texts that share a word with the question."""
        known = [token for token in tokens if token in self._index.vocab_dict]
        if not known:
            return []
        asked = min(k, self._size)
        places, scores = self._index.retrieve([known], k=asked, show_progress=False)
        return [int(place) for place, score in zip(places[0], scores[0], strict=True) if score > 0]

    def get_top_n(self, tokens: list[str], documents: list[Document], n: int) -> list[Document]:
        return [documents[place] for place in self.best(tokens, n)]


def _tokens(text: str) -> list[str]:
    from bm25s import tokenize

    found: list[list[str]] = tokenize([text], stopwords="en", return_ids=False, show_progress=False)
    return found[0]


def _joined(title: str, text: str) -> str:
    return f"{title}\n{text}" if title else text

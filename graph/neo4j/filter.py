"""A reader's filter as parameters of `schema.VISIBLE`, and as tokens in the full-text indexes."""

from __future__ import annotations

from collections.abc import Iterable

from graph.date_range import AFTER_DATES
from graph.text.languages.expansion import SearchedWords
from graph.types import Document, Filter, digest

# Lucene allows 1024 clauses; a filter with more values is left to the condition on documents.
MAX_FILTER_VALUES = 200


def filter_parameters(where: Filter) -> dict[str, object]:
    """Return the parameters of `schema.VISIBLE`."""
    return {
        "collection": where.collection,
        "documents": _listed(where.documents),
        "sources": _listed(where.sources),
        "formats": _listed(where.formats),
        "languages": _listed(where.languages),
        "tags": _listed(where.tags),
        "access": _listed(where.access),
        "since": where.since,
        "until": None if where.until is None else where.until + AFTER_DATES,
    }


def _listed(held: Iterable[str] | None) -> list[str] | None:
    return None if held is None else list(held)


def scope_tokens(graph: str, document: Document) -> str:
    """Return the tokens of a document's passages that filters match."""
    meta = document.meta
    pairs = [("graph", graph), ("collection", document.collection), ("document", document.id)]
    pairs += [("source", document.source), ("format", meta.format), ("language", meta.language)]
    pairs += [("tag", tag) for tag in meta.tags]
    pairs += [("access", label) for label in meta.access] or [("open", "")]
    return " ".join(_token(*pair) for pair in pairs)


def name_tokens(graph: str, collection: str) -> str:
    """Return the tokens of a name."""
    return f"{_token('graph', graph)} {_token('collection', collection)}"


def passages_query(graph: str, where: Filter, words: Iterable[str]) -> str:
    """Return the passage index query for any of the words, within the filter."""
    return " ".join([names_query(graph, where, words), *_filter(where)])


def spelling_query(graph: str, where: Filter, word: str, reach: int) -> str:
    """Return the passage index query for words similar to an alphabetic word, within the filter."""
    return " ".join([_within(graph, where), f"+words:{word}~{reach}", *_filter(where)])


def forms_query(graph: str, where: Filter, query: SearchedWords) -> str:
    """Return the passage index query for words that may be forms of a query's, within the filter."""
    asked = [*(f"words:*{stem}*" for stem in query.stems), *(f"words:{start}*" for start in query.starts)]
    asked += [f'words:"{end}"' for end in query.ends]
    return " ".join([_within(graph, where), f"+({' '.join(asked)})", *_filter(where)])


def _filter(where: Filter) -> list[str]:
    fields = (
        ("document", where.documents),
        ("source", where.sources),
        ("format", where.formats),
        ("language", where.languages),
        ("tag", where.tags),
    )
    asked = [(kind, held) for kind, held in fields if held is not None and len(held) <= MAX_FILTER_VALUES]
    terms = [_any([_token(kind, value) for value in held]) for kind, held in asked]
    if where.access is not None and len(where.access) <= MAX_FILTER_VALUES:
        terms.append(_any([_token("open", ""), *(_token("access", label) for label in where.access)]))
    return terms


def names_query(graph: str, where: Filter, words: Iterable[str]) -> str:
    """Return the name index query for any of the words, within the graph and collection."""
    found = " ".join(f'words:"{word}"' for word in words)
    return f"{_within(graph, where)} +({found})"


def _within(graph: str, where: Filter) -> str:
    within = ("graph", graph) if where.collection is None else ("collection", where.collection)
    return f"{_any([_token('graph', graph)])} {_any([_token(*within)])}"


def _any(tokens: list[str]) -> str:
    return f"+scope:({' '.join(tokens or ['none'])})^0"


def _token(kind: str, value: str) -> str:
    return digest(kind, value)

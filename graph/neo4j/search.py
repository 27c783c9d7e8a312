"""Rank passages by words and entities by names, with the scores of `graph.bm25` and `graph.entity_search`.

The full-text indexes only find where a word occurs; small sets are counted here and large ones by the server.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from graph import entity_search
from graph.bm25 import K1, B
from graph.csr import top_k
from graph.idf import bm25_idf
from graph.neo4j import schema
from graph.neo4j.filter import forms_query, names_query, passages_query, spelling_query
from graph.neo4j.filter_stats import SurfaceForm, unknown
from graph.neo4j.filtered_view import Neo4jView
from graph.text.languages.expansion import SearchedWords, WordGroup, read_query
from graph.text.languages.vocabulary import Vocabulary
from graph.text.spelling import find_similar_words, max_edits, rank_spellings
from graph.text.words import words
from graph.types import Filter

Ranked = list[tuple[str, float]]
# Extra candidates to score, since Lucene rounds text lengths.
EXTRA_CANDIDATES = 100
# Passages read to find the spellings of a word.
MAX_SPELLING_PASSAGES = 200
# Passages whose words are read to find the forms of those of a query.
MAX_FORM_PASSAGES = 200


def rank_passages(sight: Neo4jView, text: str, k: int, few: int) -> Ranked:
    """Return the k best passages by BM25; if at most `few` are visible, all that contain a word are scored."""
    query = read_query(text)
    if not query.words or k <= 0 or not sight.facts.length:
        return []
    groups = query.group(_find_forms(sight, query, few))
    held = list(dict.fromkeys(word for group in groups for word in group.words))
    if sight.facts.passages <= few:
        found = sight.columns(SCAN_PASSAGES_QUERY, asked=[f" {word} " for word in held])
    else:
        asked = passages_query(sight.tx.graph, sight.where, held)
        bound = {"index": schema.PASSAGE_INDEX, "query": asked, "most": 2 * k + EXTRA_CANDIDATES}
        found = sight.columns(WORD_HITS_UNFILTERED_QUERY if sight.apart else WORD_HITS_QUERY, **bound)
        _count_passages(sight, [group.words for group in groups])
    return _scored(sight, found, groups, k)


def _scored(sight: Neo4jView, found: list[Any], groups: Sequence[WordGroup], k: int) -> Ranked:
    ids, held, *of_documents = found
    if of_documents:
        sight.seen.add(*of_documents)
    texts = [text.split() for text in held]
    lengths = np.array([len(text) for text in texts], np.float32)
    norm = K1 * (1 - B + B * lengths / (sight.facts.length / sight.facts.passages))
    scores = np.zeros(len(ids))
    for group in groups:
        counts = np.array([sum(map(text.count, group.words)) for text in texts], np.float64)
        holding = sight.facts.holding.get(_key(group.words), int(np.count_nonzero(counts)))
        scores += group.weight * float(bm25_idf(sight.facts.passages, holding)) * counts / (counts + norm)

    return [(ids[place], float(scores[place])) for place in top_k(scores, k, ids.__getitem__)]


def _count_passages(sight: Neo4jView, groups: Iterable[Sequence[str]]) -> None:
    """Fetch how many visible passages contain a word of each group."""
    by_key = {_key(group): group for group in groups}
    wanted = unknown(list(by_key), sight.facts.holding)
    asked = [{"word": key, "query": passages_query(sight.tx.graph, sight.where, by_key[key])} for key in wanted]
    if asked:
        bound = {"index": schema.PASSAGE_INDEX, "asked": asked}
        sight.facts.holding.update(
            sight.rows(WORD_COUNTS_UNFILTERED_QUERY if sight.apart else WORD_COUNTS_QUERY, **bound)
        )


def _key(group: Sequence[str]) -> str:
    return " ".join(group)


def _find_forms(sight: Neo4jView, query: SearchedWords, few: int) -> set[str]:
    """Return the words of visible passages that may be forms of the query's; none where these are searched as they
    stand. Of many passages only those that Lucene ranks first are read."""
    if query.language is None or not (query.stems or query.ends):
        return set()
    if sight.facts.passages <= few:
        parts = [*query.stems, *(f" {start}" for start in query.starts), *(f" {end} " for end in query.ends)]
        _, held, *of_documents = sight.columns(SCAN_PASSAGES_QUERY, asked=parts)
    else:
        asked = forms_query(sight.tx.graph, sight.where, query)
        bound = {"index": schema.PASSAGE_INDEX, "query": asked, "most": MAX_FORM_PASSAGES}
        _, held, *of_documents = sight.columns(WORD_HITS_UNFILTERED_QUERY if sight.apart else WORD_HITS_QUERY, **bound)
    if of_documents:
        sight.seen.add(*of_documents)
    known = {word for text in held for word in text.split()}
    return known & Vocabulary(known).find_forms(query)


def find_spellings(sight: Neo4jView, word: str) -> list[str]:
    """Return words of visible passages within reach of a word, best match first.

    Of many passages only those that Lucene ranks first are read.
    """
    asked = "".join(words(word)[:1])
    if not max_edits(asked) or not sight.facts.length:
        return []
    query = spelling_query(sight.tx.graph, sight.where, asked, max_edits(asked))
    bound = {"index": schema.PASSAGE_INDEX, "query": query, "most": MAX_SPELLING_PASSAGES}
    _, held, *of_documents = sight.columns(WORD_HITS_UNFILTERED_QUERY if sight.apart else WORD_HITS_QUERY, **bound)
    if of_documents:
        sight.seen.add(*of_documents)
    distances = find_similar_words(asked, {other for text in held for other in text.split()})
    _count_passages(sight, [(other,) for other in sorted(distances)])
    return rank_spellings(distances, sight.facts.holding)


def rank_entities(sight: Neo4jView, text: str, k: int, few: int) -> Ranked:
    """Return the k entities whose names share most words with the text."""
    asked = set(entity_search.query_words(text))
    if not asked or k <= 0 or not sight.facts.passages:
        return []
    if sight.facts.passages <= few:
        _learn_all(sight)
    else:
        _learn_total(sight)
        _learn_names(sight, asked)
    facts = sight.facts
    hits = {name: None for word in sorted(asked) for name in facts.names.get(word, ())}
    if sight.facts.passages > few:
        _count_names(sight, {word for name in hits for word in name.words})
    known = sorted({word for name in hits for word in name.words})
    weights = dict(
        zip(known, bm25_idf(facts.name_total[0], [facts.name_holding.get(w, 0) for w in known]), strict=True)
    )
    found: dict[str, tuple[float, float]] = {}
    for name in hits:
        matched = sum(float(weights[word]) for word in name.words if word in asked)
        share = round(matched / sum(float(weights[word]) for word in name.words), 6)
        if (share, round(matched, 6)) > found.get(name.entity, (0.0, 0.0)):
            found[name.entity] = (share, round(matched, 6))
    ordered = sorted((-share, -weight, entity) for entity, (share, weight) in found.items())
    return [(entity, -share) for share, _, entity in ordered[:k]]


def _learn_all(sight: Neo4jView) -> None:
    """Fetch every visible name, when there are few."""
    facts = sight.facts
    if facts.name_total:
        return
    names = _names(sight.rows(ALL_NAMES_QUERY))
    for name in names:
        for word in name.words:
            facts.names.setdefault(word, []).append(name)
    facts.name_holding.update({word: len(held) for word, held in facts.names.items()})
    facts.name_total.append(len(names))


def _learn_total(sight: Neo4jView) -> None:
    """Fetch the number of visible names."""
    if sight.facts.name_total:
        return
    # Names of versions being written or deleted are counted for that moment.
    whole = sight.where == Filter(collection=sight.where.collection)
    ((count,),) = sight.rows(NAME_COUNT_QUERY if whole else VISIBLE_NAME_COUNT_QUERY)
    sight.facts.name_total.append(count)


def _learn_names(sight: Neo4jView, asked: Iterable[str]) -> None:
    """Fetch the visible names that contain each of these words."""
    graph, where, known = sight.tx.graph, sight.where, sight.facts.names
    wanted = [{"word": word, "query": names_query(graph, where, [word])} for word in unknown(sorted(asked), known)]
    if wanted:
        bound = {"index": schema.NAME_WORD_INDEX, "asked": wanted}
        for word, rows in sight.rows(NAMES_UNFILTERED_QUERY if sight.apart else NAMES_QUERY, **bound):
            known[word] = _names(rows)
            sight.facts.name_holding[word] = len(rows)


def _count_names(sight: Neo4jView, held: Iterable[str]) -> None:
    """Fetch how many visible names contain each of these words."""
    graph, where, known = sight.tx.graph, sight.where, sight.facts.name_holding
    wanted = [{"word": word, "query": names_query(graph, where, [word])} for word in unknown(sorted(held), known)]
    if wanted:
        bound = {"index": schema.NAME_WORD_INDEX, "asked": wanted}
        known.update(sight.rows(WORD_COUNTS_UNFILTERED_QUERY if sight.apart else NAME_WORD_COUNTS_QUERY, **bound))


def _names(rows: list[Any]) -> list[SurfaceForm]:
    return [SurfaceForm(entity, tuple(held.split())) for entity, held in rows]


_SHOWN = f"MATCH (d:Document)-[:HAS]->(p) WHERE p.version = d.version AND {schema.VISIBLE}"
_NAMED = f"EXISTS {{ (n)<-[r:NAMES]-(d:Document) WHERE r.version = d.version AND {schema.VISIBLE} }}"
_COLUMNS = "RETURN collect(p.id), collect(p.words), collect(d.id), collect(d.version)"
SCAN_PASSAGES_QUERY = f"""MATCH (d:Document) WHERE {schema.VISIBLE} MATCH (d)-[:HAS]->(p:Passage)
WHERE p.version = d.version AND any(word IN $asked WHERE p.words CONTAINS word)
{_COLUMNS}"""
WORD_HITS_QUERY = f"""CALL db.index.fulltext.queryNodes($index, $query) YIELD node AS p
{_SHOWN} WITH p, d LIMIT $most
{_COLUMNS}"""
_FIRST = "CALL db.index.fulltext.queryNodes($index, $query, {limit: $most}) YIELD node AS p"
WORD_HITS_UNFILTERED_QUERY = f"{_FIRST} RETURN collect(p.id), collect(p.words)"
_EACH = "UNWIND $asked AS one CALL (one) { CALL db.index.fulltext.queryNodes($index, one.query) YIELD node"
WORD_COUNTS_QUERY = f"{_EACH} AS p {_SHOWN} RETURN count(*) AS holding }} RETURN one.word, holding"
WORD_COUNTS_UNFILTERED_QUERY = f"{_EACH} RETURN count(*) AS holding }} RETURN one.word, holding"
ALL_NAMES_QUERY = f"""MATCH (d:Document) WHERE {schema.VISIBLE}
MATCH (d)-[r:NAMES]->(n:Name) WHERE r.version = d.version
WITH DISTINCT n RETURN n.entity, n.words"""
NAME_COUNT_QUERY = """MATCH (n:Name) WHERE n.graph = $graph AND n.collection IS NOT NULL
 AND ($collection IS NULL OR n.collection = $collection) RETURN count(n)"""
VISIBLE_NAME_COUNT_QUERY = f"""MATCH (d:Document) WHERE {schema.VISIBLE} MATCH (d)-[r:NAMES]->(n:Name)
WHERE r.version = d.version RETURN count(DISTINCT n)"""
_COLLECTED = "RETURN collect([n.entity, n.words]) AS names } RETURN one.word, names"
NAMES_QUERY = f"{_EACH} AS n WITH n WHERE {_NAMED} {_COLLECTED}"
NAMES_UNFILTERED_QUERY = f"{_EACH} AS n {_COLLECTED}"
NAME_WORD_COUNTS_QUERY = f"{_EACH} AS n WITH n WHERE {_NAMED} RETURN count(n) AS holding }} RETURN one.word, holding"

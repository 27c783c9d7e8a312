"""Read everything stored of a document, vectors included."""

# ruff: noqa: S608 (what is put into statements is written here; values are bound)

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from graph.held_state import ReadSource
from graph.join import join_subgraphs
from graph.sqlite import codec
from graph.sqlite.filter import encode_list, filter_condition
from graph.sqlite.read import DOCUMENT_COLUMNS, PASSAGE_SELECT, build_document, build_passage
from graph.types import (
    Document,
    Entity,
    Filter,
    Fragment,
    Kind,
    Mention,
    Relation,
    Sentence,
    Subgraph,
    Vectors,
)

DOCUMENT_JOIN = "JOIN passages ON passages.number = {table}.passage WHERE passages.document = ?"


def read_subgraph(database: ReadSource, document_ids: Iterable[str], where: Filter) -> Subgraph:
    """Return the visible ones of these documents, each read in its own transaction."""
    allowed, values = filter_condition(where)
    query = f"SELECT number, {DOCUMENT_COLUMNS} FROM documents WHERE id = ? AND {allowed}"
    parts: list[Subgraph] = []
    for name in dict.fromkeys(document_ids):
        with database.read() as connection:
            row = connection.execute(query, (name, *values)).fetchone()
            if row is not None:
                parts.append(read_document_part(connection, row[0], build_document(row[1:])))
    return join_subgraphs(parts)


def read_document_part(connection: sqlite3.Connection, number: int, held: Document) -> Subgraph:
    """Return the part of the graph that stems from one document."""
    rows = connection.execute(
        "SELECT number, id FROM passages WHERE document = ? ORDER BY ordinal, start, id", (number,)
    ).fetchall()
    passages: dict[int, str] = dict(rows)
    found = connection.execute(
        f"{PASSAGE_SELECT} WHERE passages.document = ? ORDER BY passages.ordinal, passages.start, passages.id",
        (number,),
    )
    sentences = dict(_sentences(connection, number, passages))
    mentions, entities = _mentions(connection, number, passages)
    names = {known: entity.id for known, entity in entities.items()}
    return Subgraph(
        documents=(held,),
        passages=tuple(map(build_passage, found)),
        sentences=tuple(sentence for passage in passages for sentence in sentences[passage]),
        entities=tuple(sorted(entities.values(), key=lambda entity: entity.id)),
        mentions=mentions,
        relations=_relations(connection, number, passages, names),
        fragments=_fragments(connection, number, passages, names),
        vectors=_vectors(connection, number, passages, sentences, names),
    )


def _sentences(
    connection: sqlite3.Connection, number: int, passages: dict[int, str]
) -> Iterable[tuple[int, list[Sentence]]]:
    query = f"SELECT bounds.passage, bounds FROM bounds {DOCUMENT_JOIN.format(table='bounds')}"
    for passage, blob in connection.execute(query, (number,)):
        bounds = codec.unpack_integers(blob).reshape(-1, 2).tolist()
        yield passage, [Sentence(passages[passage], ordinal, *pair) for ordinal, pair in enumerate(bounds)]


def _mentions(
    connection: sqlite3.Connection, number: int, passages: dict[int, str]
) -> tuple[tuple[Mention, ...], dict[int, Entity]]:
    query = (
        "SELECT mentions.passage, mentions.start, mentions.end, in_title, mentions.kind, origin, entities.number, "
        "entities.id, key, entities.kind, sense, collection FROM mentions JOIN names ON names.number = mentions.name "
        f"JOIN entities ON entities.number = names.entity {DOCUMENT_JOIN.format(table='mentions')} "
        "ORDER BY ordinal, passages.start, passages.id, in_title DESC, mentions.start, mentions.end, entities.id"
    )
    entities: dict[int, Entity] = {}
    mentions: list[Mention] = []
    for passage, start, end, in_title, kind, origin, entity, *row in connection.execute(query, (number,)):
        entities[entity] = Entity(*row)
        mentions.append(Mention(passages[passage], row[0], start, end, bool(in_title), kind, origin))
    return tuple(mentions), entities


def _relations(
    connection: sqlite3.Connection, number: int, passages: dict[int, str], names: dict[int, str]
) -> tuple[Relation, ...]:
    query = (
        "SELECT subject, predicate, object, relations.passage, weight, relations.start, relations.end, origin "
        f"FROM relations {DOCUMENT_JOIN.format(table='relations')}"
    )
    found = (
        Relation(names[subject], predicate, names[target], passages[passage], *rest)
        for subject, predicate, target, passage, *rest in connection.execute(query, (number,))
    )
    place = {passage: order for order, passage in enumerate(passages.values())}
    return tuple(sorted(found, key=lambda r: (place[r.passage_id], r.subject_id, r.predicate, r.object_id, r.weight)))


def _fragments(
    connection: sqlite3.Connection, number: int, passages: dict[int, str], names: dict[int, str]
) -> tuple[Fragment, ...]:
    query = (
        "SELECT entity, fragments.passage, fragments.text, origin FROM fragments "
        f"{DOCUMENT_JOIN.format(table='fragments')}"
    )
    found = (
        Fragment(names[entity], passages[passage], text, origin)
        for entity, passage, text, origin in connection.execute(query, (number,))
    )
    place = {passage: order for order, passage in enumerate(passages.values())}
    return tuple(sorted(found, key=lambda f: (place[f.passage_id], f.entity_id, f.text)))


def _vectors(
    connection: sqlite3.Connection,
    number: int,
    passages: dict[int, str],
    sentences: dict[int, list[Sentence]],
    names: dict[int, str],
) -> dict[Kind, Vectors]:
    (dimensions,) = connection.execute("SELECT dimensions FROM origin").fetchone()
    of_passages = f"SELECT passage, vector FROM passage_vectors {DOCUMENT_JOIN.format(table='passage_vectors')}"
    of_sentences = f"SELECT passage, vectors FROM sentence_vectors {DOCUMENT_JOIN.format(table='sentence_vectors')}"
    of_entities = "SELECT entity, vector FROM entity_vectors WHERE entity IN (SELECT value FROM json_each(?))"
    blobs: dict[int, bytes] = dict(connection.execute(of_passages, (number,)))
    under: dict[int, bytes] = dict(connection.execute(of_sentences, (number,)))
    known: dict[int, bytes] = dict(connection.execute(of_entities, (encode_list(names),)))
    whole_sentences = [sentence.id for passage in passages if passage in under for sentence in sentences[passage]]
    named = sorted(known, key=lambda entity: names[entity])
    held: dict[Kind, tuple[list[str], list[bytes]]] = {
        "passage": ([passages[p] for p in passages if p in blobs], [blobs[p] for p in passages if p in blobs]),
        "sentence": (whole_sentences, [under[passage] for passage in passages if passage in under]),
        "entity": ([names[entity] for entity in named], [known[entity] for entity in named]),
    }
    return {
        kind: Vectors(tuple(ids), codec.unpack_vectors(data, dimensions)) for kind, (ids, data) in held.items() if ids
    }

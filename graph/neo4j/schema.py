"""Every label, relationship type, property and index of the graph in Neo4j; document content is only ever a value.

(:Document)-[:HAS]->(:Passage)-[:HAS]->(:Sentence), (:Passage)-[:NEXT]->(:Passage)
(:Passage)-[:MENTIONS]->(:Entity), (:Passage)-[:DESCRIBES]->(:Entity), (:Document)-[:NAMES]->(:Name)
(:Entity)-[:NAMED]->(:Name), (:Entity)-[:RELATES]->(:Entity), (:Entity)-[:SAME_AS]->(:Entity)

Every node carries the name of its graph. Nodes of a document carry the version they were written with and are visible
only while the document names that version, so a document is replaced by setting one property of one node. (:Write)
names a version that is deleted unless its document names it; (:Change) is the log; (:Store) the origin; (:Correction)
what people correct of an entity, (:RelationCorrection) of a relation.
"""

from __future__ import annotations

import re

from graph.date_range import AFTER_DATES
from graph.errors import StoreError, StoreUnavailable
from graph.types import Kind

# 2: passages and documents record hidden text; without the property, nothing is hidden.
# 3: documents record their blocks and date, passages their context; without the property, there are none.
# 4: mentions record their kind, relations their words, and both and fragments the model that found them.
SCHEMA_VERSION = 4
MIN_SERVER_VERSION = (5, 26)
MAX_VECTOR_DIMENSIONS = 4096

NODE_LABELS = (
    *("Store", "Document", "Passage", "Sentence", "Entity", "Name", "Change", "Write"),
    *("Correction", "RelationCorrection"),
)
RELATIONSHIP_TYPES = ("HAS", "NEXT", "MENTIONS", "DESCRIBES", "NAMES", "NAMED", "RELATES", "SAME_AS")

PASSAGE_INDEX = "graphloop_passage_words"
NAME_WORD_INDEX = "graphloop_name_words"

_WHITESPACE = "OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace', `fulltext.eventually_consistent`: false}}"
_TRIPLE = "(n.graph, n.subject, n.predicate, n.object)"
SCHEMA_STATEMENTS = (
    "CREATE CONSTRAINT graphloop_store IF NOT EXISTS FOR (n:Store) REQUIRE n.graph IS UNIQUE",
    "CREATE CONSTRAINT graphloop_document IF NOT EXISTS FOR (n:Document) REQUIRE (n.graph, n.id) IS UNIQUE",
    "CREATE CONSTRAINT graphloop_passage IF NOT EXISTS FOR (n:Passage) REQUIRE (n.graph, n.id, n.version) IS UNIQUE",
    "CREATE CONSTRAINT graphloop_entity IF NOT EXISTS FOR (n:Entity) REQUIRE (n.graph, n.id) IS UNIQUE",
    "CREATE CONSTRAINT graphloop_name IF NOT EXISTS FOR (n:Name) REQUIRE (n.graph, n.id) IS UNIQUE",
    "CREATE CONSTRAINT graphloop_change IF NOT EXISTS FOR (n:Change) REQUIRE (n.graph, n.revision) IS UNIQUE",
    "CREATE CONSTRAINT graphloop_write IF NOT EXISTS FOR (n:Write) REQUIRE (n.graph, n.version) IS UNIQUE",
    "CREATE CONSTRAINT graphloop_correction IF NOT EXISTS FOR (n:Correction) REQUIRE (n.graph, n.entity) IS UNIQUE",
    f"CREATE CONSTRAINT graphloop_related IF NOT EXISTS FOR (n:RelationCorrection) REQUIRE {_TRIPLE} IS UNIQUE",
    "CREATE INDEX graphloop_numbers IF NOT EXISTS FOR (n:Entity) ON (n.graph, n.number)",
    "CREATE INDEX graphloop_documents IF NOT EXISTS FOR (n:Document) ON (n.graph)",
    "CREATE INDEX graphloop_entities IF NOT EXISTS FOR (n:Entity) ON (n.graph, n.collection)",
    "CREATE INDEX graphloop_names IF NOT EXISTS FOR (n:Name) ON (n.graph, n.collection)",
    "CREATE INDEX graphloop_relations IF NOT EXISTS FOR ()-[r:RELATES]-() ON (r.passage)",
    f"CREATE FULLTEXT INDEX {PASSAGE_INDEX} IF NOT EXISTS FOR (n:Passage) ON EACH [n.words, n.scope] {_WHITESPACE}",
    f"CREATE FULLTEXT INDEX {NAME_WORD_INDEX} IF NOT EXISTS FOR (n:Name) ON EACH [n.words, n.scope] {_WHITESPACE}",
)
KIND_LABELS: dict[Kind, str] = {"passage": "Passage", "sentence": "Sentence", "entity": "Entity"}

# Documents visible to a reader; a document without a version does not exist.
VISIBLE = f"""d.graph = $graph AND d.version IS NOT NULL
 AND ($collection IS NULL OR d.collection = $collection)
 AND ($documents IS NULL OR d.id IN $documents)
 AND ($sources IS NULL OR d.source IN $sources)
 AND ($formats IS NULL OR d.format IN $formats)
 AND ($languages IS NULL OR d.language IN $languages)
 AND ($tags IS NULL OR any(tag IN d.tags WHERE tag IN $tags))
 AND ($access IS NULL OR size(d.access) = 0 OR any(label IN d.access WHERE label IN $access))
 AND ($since IS NULL OR (coalesce(d.date, '') <> '' AND d.date + '{AFTER_DATES}' >= $since))
 AND ($until IS NULL OR (coalesce(d.date, '') <> '' AND d.date <= $until))"""


def embedding_property(dimensions: int) -> str:
    """Return the property indexed for vectors of this many dimensions."""
    return f"embedding_{int(dimensions)}"


def vector_index(kind: Kind, dimensions: int) -> str:
    """Return the name of the vector index of passages, sentences or entities."""
    return f"graphloop_{kind}_vectors_{int(dimensions)}"


def vector_statements(dimensions: int) -> tuple[str, ...]:
    """Return the statements that create the vector indexes for this many dimensions: cosine, not quantised."""
    if not 0 < dimensions <= MAX_VECTOR_DIMENSIONS:
        raise StoreError(
            f"Neo4j indexes vectors of 1 to {MAX_VECTOR_DIMENSIONS} dimensions, not of {dimensions}",
            "choose an embedder with fewer dimensions, or the SQLite store",
        )
    options = (
        f"{{`vector.dimensions`: {int(dimensions)}, `vector.similarity_function`: 'cosine', "
        "`vector.quantization.enabled`: false}"
    )
    return tuple(
        f"CREATE VECTOR INDEX {vector_index(kind, dimensions)} IF NOT EXISTS "
        f"FOR (n:{label}) ON (n.{embedding_property(dimensions)}) OPTIONS {{indexConfig: {options}}}"
        for kind, label in KIND_LABELS.items()
    )


def index_names(statements: tuple[str, ...]) -> frozenset[str]:
    """Return the names created by these statements; a constraint is an index of the same name."""
    return frozenset(re.findall(r"graphloop_\w+", " ".join(statements)))


def is_queried_by_name(name: str) -> bool:
    """Return whether queries use this index by name, as they do full-text and vector indexes."""
    return name in (PASSAGE_INDEX, NAME_WORD_INDEX) or "_vectors_" in name


def check_server_version(agent: str) -> None:
    """Raise StoreUnavailable for a server older than the oldest supported one."""
    name, _, version = agent.partition("/")
    parts = tuple(int(part) for part in version.split("-")[0].split(".")[:2] if part.isdecimal())
    if name != "Neo4j" or parts < MIN_SERVER_VERSION:
        raise StoreUnavailable(
            f"the server is {agent or 'of an unknown kind'}; Neo4j 5.26 or later is needed", "upgrade the server"
        )

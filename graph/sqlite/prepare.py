"""Check and pack a document's part of a graph before the write lock is taken, to hold the lock briefly."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass

from graph.errors import Unstorable
from graph.invariants import find_faults
from graph.sqlite.codec import pack_integers, pack_vectors
from graph.text.names import name_key
from graph.text.words import words
from graph.types import Document, Entity, Kind, Matrix, Mention, Passage, Sentence, Subgraph

UNSTORABLE_HINT = "the fault is in what made this part; nothing was written"


@dataclass(frozen=True, slots=True)
class PackedPassage:
    """A passage with the data stored beside it; vectors are None if the part has none."""

    passage: Passage
    sentences: int
    bounds: bytes
    words: Counter[str]
    vector: Matrix | None
    sentence_vectors: Matrix | None


@dataclass(frozen=True, slots=True)
class PreparedPart:
    """A checked part: names are surface forms by entity id, with the words of their keys."""

    document: Document
    passages: tuple[PackedPassage, ...]
    entities: tuple[Entity, ...]
    names: dict[tuple[str, str], tuple[str, ...]]
    mentions: tuple[tuple[Mention, str], ...]
    graph: Subgraph
    entity_vectors: dict[str, bytes]
    dimensions: int


def prepare_document(document_id: str, part: Subgraph) -> PreparedPart:
    """Check and pack a part; Unstorable reports the first fault."""
    if [document.id for document in part.documents] != [document_id]:
        raise Unstorable(f"a part for document {document_id} must hold that document and no other", UNSTORABLE_HINT)
    document = part.documents[0]
    found = list(find_faults(document, part))
    if found:
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        raise Unstorable(f"document {document.source}: {found[0]}{more}", UNSTORABLE_HINT)
    texts = {passage.id: passage.text for passage in part.passages}
    mentions = tuple(
        (mention, (document.title if mention.in_title else texts[mention.passage_id])[mention.start : mention.end])
        for mention in dict.fromkeys(part.mentions)
    )
    mentioned = {mention.entity_id for mention in part.mentions}
    return PreparedPart(
        document=document,
        passages=tuple(_pack(document, part)),
        entities=tuple(entity for entity in dict.fromkeys(part.entities) if entity.id in mentioned),
        names={
            (entity, surface): tuple(sorted(set(words(name_key(surface)))))
            for entity, surface in sorted({(mention.entity_id, surface) for mention, surface in mentions})
        },
        mentions=mentions,
        graph=part,
        entity_vectors=_entity_vectors(part, mentioned),
        dimensions=max((vectors.matrix.shape[1] for vectors in part.vectors.values() if vectors.ids), default=0),
    )


def _pack(document: Document, part: Subgraph) -> Iterable[PackedPassage]:
    sentences: defaultdict[str, list[Sentence]] = defaultdict(list)
    for sentence in sorted(part.sentences, key=lambda sentence: sentence.ordinal):
        sentences[sentence.passage_id].append(sentence)
    vectors, of_sentences = _Rows(part, "passage"), _Rows(part, "sentence")
    for passage in part.passages:
        own = sentences[passage.id]
        yield PackedPassage(
            passage=passage,
            sentences=len(own),
            bounds=pack_integers([place for sentence in own for place in (sentence.start, sentence.end)]),
            words=Counter(words(f"{document.title}\n{passage.context}\n{passage.text}")),
            vector=vectors.of([passage.id]),
            sentence_vectors=of_sentences.of([sentence.id for sentence in own]),
        )


def _entity_vectors(part: Subgraph, mentioned: Set[str]) -> dict[str, bytes]:
    known = part.vectors.get("entity")
    rows = zip(known.ids, known.matrix, strict=True) if known is not None else ()
    return {name: pack_vectors(row) for name, row in rows if name in mentioned}


class _Rows:
    """The vectors of one kind, by id; consecutive rows are returned as a view."""

    def __init__(self, part: Subgraph, kind: Kind) -> None:
        known = part.vectors.get(kind)
        self._matrix = known.matrix if known is not None else None
        self._places = {name: place for place, name in enumerate(known.ids)} if known is not None else {}

    def of(self, ids: Sequence[str]) -> Matrix | None:
        """Return the rows of these ids; None if any of them has no vector."""
        places = [self._places.get(name, -1) for name in ids]
        if self._matrix is None or not self._places or -1 in places:
            return None
        first = places[0] if places else 0
        if places == list(range(first, first + len(places))):
            return self._matrix[first : first + len(places)]
        return self._matrix[places]

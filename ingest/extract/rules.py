"""Rule-based extraction of entities, mentions and relations from one document, with names resolved within it.

A passage's title names what the passage is about. A name that is a variant of another in the same document is a mention
of that other entity. Where the text equates the two ("World Health Organization (WHO)") it is also a mention of its own
entity, so that documents using either name are connected.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graph.text.names import strip_disambiguation
from graph.text.words import STOP_WORDS
from graph.types import Document, Entity, Mention, Passage, Sentence, Subgraph
from ingest.extract.alias_resolution import resolve_aliases
from ingest.extract.mention import FoundMention
from ingest.extract.relations import extract_relations
from ingest.extract.variants import find_variants
from rag.ner.protocol import Span, Tagger

VERSION = "3"
_TITLE_WORDS = 10


class Extractor:
    """Extracts entities and mentions from a document's passages, and relations where sentences are parsed."""

    def __init__(self, tagger: Tagger, parses: bool = True) -> None:
        self._tagger = tagger
        self._parses = parses
        self.name = f"extract/{VERSION}/{tagger.name}{'+relations' if parses else ''}"

    def __call__(self, document: Document, passages: Sequence[Passage], sentences: Sequence[Sentence]) -> Subgraph:
        ordered = sorted(passages, key=lambda passage: passage.start)
        found = [one for passage in ordered for one in self._found(passage)]
        said = find_variants(found, [passage.text for passage in ordered])
        names = resolve_aliases(said, frozenset(one.key for one in found if one.whole))
        known: dict[tuple[str, str], Entity] = {}

        def entity(key: str, kind: str) -> Entity:
            if (key, kind) not in known:
                known[key, kind] = Entity.make(key, kind, collection=document.collection)
            return known[key, kind]

        meant = [(one, entity(names.get(one.key, one.key), one.kind)) for one in found]
        given = dict.fromkeys(one for variant in said for one in variant.sites if one.key in names)
        mentions = [*meant, *((one, entity(one.key, one.kind)) for one in given)]
        return Subgraph(
            entities=tuple(known.values()),
            mentions=tuple(
                Mention(one.passage.id, meaning.id, one.span.start, one.span.end, one.in_title)
                for one, meaning in mentions
            ),
            relations=tuple(dict.fromkeys(extract_relations(ordered, sentences, meant))) if self._parses else (),
        )

    def _found(self, passage: Passage) -> Iterator[FoundMention]:
        seen = set()
        for span, whole in self._title_spans(passage.title):
            one = FoundMention.make(passage, span, in_title=True, whole=whole)
            if one.key and one.key not in seen:
                seen.add(one.key)
                yield one
        for span in self._tagger.mentions(passage.text):
            one = FoundMention.make(passage, span)
            if one.key and one.key not in STOP_WORDS:
                yield one

    def _title_spans(self, title: str) -> Iterator[tuple[Span, bool]]:
        """Yield the whole of a short title first, then the names in it."""
        plain = strip_disambiguation(title).strip()
        begin = title.find(plain) if plain else -1
        if plain and begin >= 0 and len(plain.split()) <= _TITLE_WORDS:
            yield Span(begin, begin + len(plain)), True
        yield from ((span, False) for span in self._tagger.mentions(title))

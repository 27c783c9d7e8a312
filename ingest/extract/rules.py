"""Rule-based extraction of entities, mentions and relations from documents, with names resolved within each of them.

A passage's title names what the passage is about. A name that is a variant of another in the same document is a mention
of that other entity. Where the text equates the two ("World Health Organization (WHO)") it is also a mention of its own
entity, so that documents using either name are connected.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from graph.entity_view import NO_NAME
from graph.text.names import strip_disambiguation
from graph.text.words import STOP_WORDS
from graph.types import Entity, Mention, Passage, Subgraph
from ingest.extract.alias_resolution import resolve_aliases
from ingest.extract.hardly_names import mark_hardly_names
from ingest.extract.mention import FoundMention
from ingest.extract.plain_kinds import settle_kinds
from ingest.extract.protocol import SplitDocument
from ingest.extract.relations import NamedSentence, draw_sentences, extract_relations
from ingest.extract.variants import find_variants
from rag.ner.kinds import KindModel, NameVerdict
from rag.ner.merged import merge_spans
from rag.ner.protocol import Span, Tagger
from rag.ner.truecase import truecase

VERSION = "5"
_TITLE_WORDS = 10
# A date is an entity of its own kind.
_AS_STORED = {"work": "document", "date": ""}


class Extractor:
    """Extracts entities and mentions from a document's passages, and relations where sentences are parsed.

    With `kinds`, mentions get a kind where the document's language can be read, those that are hardly names `NO_NAME`.
    """

    def __init__(self, tagger: Tagger, parses: bool = True, kinds: KindModel | None = None) -> None:
        self._tagger = tagger
        self._parses = parses
        self._kinds = kinds
        judged = f"+{kinds.name}" if kinds else ""
        self.name = f"extract/{VERSION}/{tagger.name}{judged}{'+relations' if parses else ''}"

    def __call__(self, documents: Sequence[SplitDocument]) -> list[Subgraph]:
        found = [self._named(document) for document in documents]
        if not self._parses:
            return [graph for graph, _ in found]
        related = extract_relations([sentences for _, sentences in found])
        return [
            replace(graph, relations=tuple(dict.fromkeys(relations)))
            for (graph, _), relations in zip(found, related, strict=True)
        ]

    def _named(self, split: SplitDocument) -> tuple[Subgraph, Sequence[NamedSentence]]:
        """Return the entities and mentions of a document, and its sentences that may relate them."""
        document = split.document
        ordered = sorted(split.passages, key=lambda passage: passage.start)
        kinds = self._kinds if self._kinds is not None and self._kinds.reads(document.text) else None
        judged = settle_kinds([one for passage in ordered for one in self._found(passage, kinds)])
        found = mark_hardly_names(document, judged)
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
        graph = Subgraph(
            entities=tuple(known.values()),
            mentions=tuple(
                Mention(one.passage.id, meaning.id, one.span.start, one.span.end, one.in_title, one.likely_kind)
                for one, meaning in mentions
            ),
        )
        return graph, draw_sentences(ordered, split.sentences, meant) if self._parses else ()

    def _found(self, passage: Passage, kinds: KindModel | None) -> Iterator[FoundMention]:
        seen = set()
        titled = list(self._title_spans(passage.title))
        verdicts = _judge(kinds, passage.title, [span for span, _ in titled])
        for (span, whole), verdict in zip(titled, verdicts, strict=True):
            kind = _likely_kind(span, verdict)
            one = FoundMention.make(passage, span, True, whole, kind if kind != NO_NAME else "")
            if one.key and one.key not in seen:
                seen.add(one.key)
                yield one
        text = truecase(passage.text) if self._parses else passage.text
        named = self._tagger.mentions(passage.text)
        if text != passage.text:
            named = merge_spans(named, self._tagger.mentions(text))
        for span, verdict in zip(named, _judge(kinds, text, named), strict=True):
            one = FoundMention.make(passage, span, likely_kind=_likely_kind(span, verdict))
            if one.key and one.key not in STOP_WORDS:
                yield one

    def _title_spans(self, title: str) -> Iterator[tuple[Span, bool]]:
        """Yield the whole of a short title first, then the names in it."""
        plain = strip_disambiguation(title).strip()
        begin = title.find(plain) if plain else -1
        if plain and begin >= 0 and len(plain.split()) <= _TITLE_WORDS:
            yield Span(begin, begin + len(plain)), True
        yield from ((span, False) for span in self._tagger.mentions(title))


def _judge(kinds: KindModel | None, text: str, spans: Sequence[Span]) -> Sequence[NameVerdict | None]:
    return [None] * len(spans) if kinds is None else kinds.judge(text, spans)


def _likely_kind(span: Span, verdict: NameVerdict | None) -> str:
    if span.kind:
        return _AS_STORED.get(span.kind, span.kind)
    if verdict is None:
        return ""
    return verdict.sure_kind if verdict.is_name else NO_NAME

"""Documents for the tests of extraction, and what is found in them."""

from __future__ import annotations

from collections.abc import Sequence

from graph.types import Document, Passage, Sentence, Subgraph
from ingest.extract.protocol import Extract, SplitDocument
from ingest.extract.rules import Extractor
from ingest.split import PASSAGE_CHARS, split, split_sentences
from rag.ner.protocol import Tagger
from rag.ner.rules import RuleTagger


def taken(
    text: str, title: str = "", size: int = PASSAGE_CHARS, tagger: Tagger | None = None
) -> tuple[Subgraph, list[Passage]]:
    """A document's entities, mentions and relations, and its passages."""
    document = Document.make("file.txt", title, text)
    passages = split(document, size)
    sentences = [sentence for passage in passages for sentence in split_sentences(passage)]
    return extract_from(Extractor(tagger or RuleTagger()), document, passages, sentences), passages


def extract_from(
    extract: Extract, document: Document, passages: Sequence[Passage], sentences: Sequence[Sentence]
) -> Subgraph:
    """What one document holds."""
    (found,) = extract([SplitDocument(document, passages, sentences)])
    return found


def named(text: str, title: str = "", tagger: Tagger | None = None) -> dict[str, set[str]]:
    """For each name as it stands in the text, titles left out, the keys of the entities it is a mention of."""
    graph, passages = taken(text, title, tagger=tagger)
    texts = {passage.id: passage.text for passage in passages}
    keys = {entity.id: entity.key for entity in graph.entities}
    found: dict[str, set[str]] = {}
    for mention in graph.mentions:
        if not mention.in_title:
            surface = texts[mention.passage_id][mention.start : mention.end]
            found.setdefault(surface, set()).add(keys[mention.entity_id])
    return found

"""Entities, mentions and relations of one document by rules, names resolved within the document.

A passage's title names what the passage speaks of. A surname, a first name or an acronym that stands for exactly one
fuller name of the same document is a mention of that fuller name. Two neighbouring names in a sentence are related by
the words between them; a sentence that begins with a pronoun has the title as its subject.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from graph.model import Document, Entity, Mention, Passage, Relation, Sentence, Subgraph
from graph.names import name_key, plain_title
from graph.words import STOP_WORDS
from rag.models.tag.protocol import Span, Tagger

VERSION = "1"
_TITLE_WORDS = 10
_BETWEEN_WORDS = 8
_PRONOUN = re.compile(r"^\W*(?:he|she|it|they|his|her|its|their)\b\s*", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\s*\(\s*[\"'“]?([A-Z][A-Za-z.&-]{1,9})[\"'”]?\s*[,;)]")


@dataclass(frozen=True, slots=True)
class Found:
    """A name in a passage's text or title before it is resolved."""

    passage: Passage
    span: Span
    key: str
    in_title: bool = False

    @property
    def kind(self) -> str:
        return "date" if self.span.kind == "date" else ""


class Extractor:
    """Turns a document's passages into entities, mentions and relations."""

    def __init__(self, tagger: Tagger) -> None:
        self._tagger = tagger
        self.name = f"extract/{VERSION}/{tagger.name}"

    def __call__(self, document: Document, passages: Sequence[Passage], sentences: Sequence[Sentence]) -> Subgraph:
        found = [one for passage in passages for one in self._found(passage)]
        fuller = _fuller_names(found) | _acronyms(found)
        mentions: list[tuple[Found, Entity]] = [
            (one, Entity.make(fuller.get(one.key, one.key), one.kind, collection=document.collection)) for one in found
        ]
        return Subgraph(
            entities=tuple(dict.fromkeys(entity for _, entity in mentions)),
            mentions=tuple(
                Mention(one.passage.id, entity.id, one.span.start, one.span.end, one.in_title)
                for one, entity in mentions
            ),
            relations=tuple(dict.fromkeys(_relations(passages, sentences, mentions))),
        )

    def _found(self, passage: Passage) -> Iterator[Found]:
        seen = set()
        for span in self._title_spans(passage.title):
            key = name_key(passage.title[span.start : span.end])
            if key and key not in seen:
                seen.add(key)
                yield Found(passage, span, key, in_title=True)
        for span in self._tagger.mentions(passage.text):
            key = name_key(passage.text[span.start : span.end])
            if key and key not in STOP_WORDS:
                yield Found(passage, span, key)

    def _title_spans(self, title: str) -> Iterator[Span]:
        """The whole of a short title first, then the names within it."""
        plain = plain_title(title).strip()
        begin = title.find(plain) if plain else -1
        if plain and begin >= 0 and len(plain.split()) <= _TITLE_WORDS:
            yield Span(begin, begin + len(plain))
        yield from self._tagger.mentions(title)


def _fuller_names(found: Sequence[Found]) -> dict[str, str]:
    """Single words that begin or end exactly one longer name of the document, with that name's key.

    The title's own name wins over other candidates, as most of a text is about what its title names.
    """
    titles = {one.key for one in found if one.in_title}
    longer: dict[str, set[str]] = {}
    for key in {one.key for one in found if not one.kind and " " in one.key}:
        parts = key.split()
        for part in {parts[0], parts[-1]} if len(parts) <= 4 else {parts[-1]}:
            longer.setdefault(part, set()).add(key)
    resolved = {}
    for key in {one.key for one in found if " " not in one.key and not one.kind and not one.in_title}:
        candidates = longer.get(key, set())
        titled = candidates & titles
        chosen = titled if len(titled) == 1 else candidates
        if len(chosen) == 1 and len(key) > 2 and key not in titles:
            resolved[key] = next(iter(chosen))
    return resolved


def _acronyms(found: Sequence[Found]) -> dict[str, str]:
    """Acronyms given in brackets after a name whose initials they are: World Health Organization (WHO)."""
    resolved = {}
    for one in found:
        if one.in_title or one.kind:
            continue
        match = _IN_BRACKETS.match(one.passage.text, one.span.end)
        if match and " " in one.key and _is_acronym(match.group(1), one.key):
            resolved[name_key(match.group(1))] = one.key
    return resolved


def _is_acronym(short: str, key: str) -> bool:
    letters = "".join(c for c in short if c.isupper()).casefold()
    parts = key.split()
    initials = "".join(part[0] for part in parts)
    content = "".join(part[0] for part in parts if part not in STOP_WORDS)
    return len(letters) >= 2 and letters in (initials, content)


def _relations(
    passages: Sequence[Passage], sentences: Sequence[Sentence], mentions: Sequence[tuple[Found, Entity]]
) -> Iterator[Relation]:
    texts = {passage.id: passage.text for passage in passages}
    titles: dict[str, Entity] = {}
    inside: dict[str, list[tuple[Span, Entity]]] = {}
    for one, entity in mentions:
        if one.in_title:
            titles.setdefault(one.passage.id, entity)
        else:
            inside.setdefault(one.passage.id, []).append((one.span, entity))
    for sentence in sentences:
        text = texts[sentence.passage_id]
        named = [(s, e) for s, e in inside.get(sentence.passage_id, ()) if sentence.start <= s.start < sentence.end]
        title = titles.get(sentence.passage_id)
        pronoun = _PRONOUN.match(text[sentence.start : sentence.end])
        if title is not None and pronoun:
            named.insert(0, (Span(sentence.start, sentence.start + pronoun.end()), title))
        for (left, subject), (right, object_) in pairwise(named):
            predicate = " ".join(text[left.end : right.start].split()).strip(" ,;:()[]\"'“”–-")
            if subject != object_ and predicate and len(predicate.split()) <= _BETWEEN_WORDS:
                yield Relation(subject.id, predicate, object_.id, sentence.passage_id)

"""Relations between the names of a sentence: what its dependency tree states of two of them.

"He", "she" or "it" at the head of a sentence stands for the passage's title if the passage itself names that first.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from graph.relation_view import PRONOUN_FOR_TITLE
from graph.types import Entity, Passage, Relation, Sentence
from ingest.extract.mention import FoundMention
from ingest.extract.nouns import Names
from ingest.extract.statements import find_statements
from rag.dependency_parser import Token, is_english, parse_trees
from rag.ner.protocol import Span

MIN_WORDS, MAX_WORDS = 4, 60
MAX_CHARS, MAX_TOKENS = 600, 120
"""Trees of longer sentences are deep and seldom right."""

MAX_SENTENCES = 2_000
"""Sentences of one document that are parsed, drawn evenly: parsing takes longer than all else."""

BATCH_SENTENCES = 256
"""Sentences whose trees are held at once."""

_MIN_LOWERCASE = 0.3
_NO_PROSE = re.compile(r"[|{}\\●•▪◦]|\]\(|\n[ \t]*\n|\n[ \t]*(?:[-*•▪·]|\d+[.)])\s")
# After a speaker, before an amount, and in "Leeds-based" a name is nothing that a sentence speaks of.
_NO_HEAD = re.compile(r":|\s?[$€£]\d|[-–]\w")
_TIMES = frozenset("after at before between by during from in on since through throughout till to until within".split())
_BARE = frozenset(("be at", "be by", "be in", "be on", "be until"))
_BLANK = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class NamedSentence:
    """A sentence of a passage with its names, by spans of the passage's text."""

    sentence: Sentence
    text: str
    names: Sequence[tuple[Span, Entity]]


def draw_sentences(
    passages: Sequence[Passage], sentences: Sequence[Sentence], mentions: Sequence[tuple[FoundMention, Entity]]
) -> Sequence[NamedSentence]:
    """Return the English sentences of a document that have several names; mentions in order of position.

    Of more than `MAX_SENTENCES` such sentences every so many are taken.
    """
    found = list(_named_sentences(passages, sentences, mentions))
    return found[:: -(-len(found) // MAX_SENTENCES) or 1]


def extract_relations(documents: Sequence[Sequence[NamedSentence]]) -> list[list[Relation]]:
    """Return for each document what its sentences state; those of short documents are parsed together."""
    found: list[list[Relation]] = [[] for _ in documents]
    line = [(own, one) for own, sentences in zip(found, documents, strict=True) for one in sentences]
    for start in range(0, len(line), BATCH_SENTENCES):
        batch = line[start : start + BATCH_SENTENCES]
        trees = parse_trees([_BLANK.sub(" ", one.text) for _, one in batch])
        for (own, one), tokens in zip(batch, trees, strict=True):
            own.extend(_relations(one, tokens))
    return found


def _named_sentences(
    passages: Sequence[Passage], sentences: Sequence[Sentence], mentions: Sequence[tuple[FoundMention, Entity]]
) -> Iterator[NamedSentence]:
    texts = {passage.id: passage.text for passage in passages if is_english(passage.text)}
    titles = {one.passage.id: (one.surface, entity) for one, entity in reversed(mentions) if one.in_title}
    inside: dict[str, list[tuple[Span, Entity]]] = {}
    for one, entity in mentions:
        if not one.in_title:
            inside.setdefault(one.passage.id, []).append((one.span, entity))
    for sentence in sentences:
        named = _names_in(sentence, inside.get(sentence.passage_id, []))
        passage_text = texts.get(sentence.passage_id, "")
        text = passage_text[sentence.start : sentence.end]
        if title := _title_at_start(sentence, text, titles, inside):
            named = [title, *(one for one in named if one[0].start >= title[0].end)]
        several = len({entity for _, entity in named}) > 1
        if several and _is_prose(text):
            yield NamedSentence(sentence, text, named)


def _names_in(sentence: Sentence, names: Sequence[tuple[Span, Entity]]) -> list[tuple[Span, Entity]]:
    first, last = (bisect_left(names, at, key=_start) for at in (sentence.start, sentence.end))
    return list(names[first:last])


def _title_at_start(
    sentence: Sentence,
    text: str,
    titles: Mapping[str, tuple[str, Entity]],
    inside: Mapping[str, Sequence[tuple[Span, Entity]]],
) -> tuple[Span, Entity] | None:
    """Return the passage's title where a sentence begins with it, or with a pronoun for it."""
    surface, title = titles.get(sentence.passage_id, ("", None))
    if title is None:
        return None
    if re.match(re.escape(surface) + r"\b", text):
        return Span(sentence.start, sentence.start + len(surface)), title
    pronoun = PRONOUN_FOR_TITLE.match(text)
    first = next(iter(inside.get(sentence.passage_id, ())), None)
    is_first = first is not None and first[0].start < sentence.start and title == first[1]
    return (Span(sentence.start, sentence.start + pronoun.end()), title) if pronoun and is_first else None


def _is_prose(text: str) -> bool:
    words = text.split()
    small = sum(word[0].islower() for word in words)
    is_sized = len(text) <= MAX_CHARS and MIN_WORDS <= len(words) <= MAX_WORDS
    return is_sized and small >= _MIN_LOWERCASE * len(words) and not _NO_PROSE.search(text)


def _relations(one: NamedSentence, tokens: Sequence[Token]) -> Iterator[Relation]:
    if len(tokens) > MAX_TOKENS:
        return
    heads: dict[int, Entity] = {}
    inside: set[int] = set()
    starts = [token.idx for token in tokens]
    for span, entity in one.names:
        start, end = span.start - one.sentence.start, span.end - one.sentence.start
        own = range(bisect_left(starts, start), bisect_left(starts, end))
        inside.update(own)
        outer = [place for place in own if tokens[place].head.i not in own or tokens[place].head.i == place]
        if outer and not _NO_HEAD.match(one.text, end):
            heads[outer[-1]] = entity
    for statement in find_statements(tokens, Names(frozenset(heads), frozenset(inside))):
        subject, object_ = heads[statement.subject.i], heads[statement.object.i]
        if subject != object_ and subject.kind != "date" and not _is_undated(statement.predicate, object_):
            yield Relation(subject.id, statement.predicate, object_.id, one.sentence.passage_id)


def _is_undated(predicate: str, object_: Entity) -> bool:
    """Return whether the object is a day of which a predicate says nothing: "It was 3 miles away on 5 May"."""
    return object_.kind == "date" and (predicate in _BARE or predicate.rsplit(maxsplit=1)[-1] not in _TIMES)


def _start(named: tuple[Span, Entity]) -> int:
    return named[0].start

"""Extract relations between adjacent names of a sentence, by the words between them.

The subject of a sentence that begins with a pronoun is the title.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from graph.types import Entity, Passage, Relation, Sentence
from ingest.extract.mention import FoundMention
from rag.ner.protocol import Span

_BETWEEN_WORDS = 8
_PRONOUN = re.compile(r"^\W*(?:he|she|it|they|his|her|its|their)\b\s*", re.IGNORECASE)


def relations(
    passages: Sequence[Passage], sentences: Sequence[Sentence], mentions: Sequence[tuple[FoundMention, Entity]]
) -> Iterator[Relation]:
    """Yield a relation for each pair of adjacent names with at most eight words between; mentions in order of
    position."""
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
        of_passage = inside.get(sentence.passage_id, [])
        first, last = (bisect_left(of_passage, at, key=_start) for at in (sentence.start, sentence.end))
        named = of_passage[first:last]
        title = titles.get(sentence.passage_id)
        pronoun = _PRONOUN.match(text[sentence.start : sentence.end])
        if title is not None and pronoun:
            named.insert(0, (Span(sentence.start, sentence.start + pronoun.end()), title))
        for (left, subject), (right, object_) in pairwise(named):
            predicate = " ".join(text[left.end : right.start].split()).strip(" ,;:()[]\"'“”–-")
            if subject != object_ and predicate and len(predicate.split()) <= _BETWEEN_WORDS:
                yield Relation(subject.id, predicate, object_.id, sentence.passage_id)


def _start(named: tuple[Span, Entity]) -> int:
    return named[0].start

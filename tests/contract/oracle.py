"""What a store must answer, worked out the slow and obvious way from the values it was given."""

from __future__ import annotations

import math
from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date

from graph.local import Seeds
from graph.text.names import name_key
from graph.text.words import words
from graph.types import Document, Filter, Mention, Passage, Sentence, Subgraph


def is_visible(document: Document, where: Filter) -> bool:
    """Whether a filter lets a document be seen, decided from the values."""
    meta = document.meta
    return all(
        (
            where.collection in (None, document.collection),
            where.documents is None or document.id in where.documents,
            where.sources is None or document.source in where.sources,
            where.formats is None or meta.format in where.formats,
            where.languages is None or meta.language in where.languages,
            where.tags is None or bool(set(meta.tags) & set(where.tags)),
            where.access is None or not meta.access or bool(set(meta.access) & set(where.access)),
            where.since is None or (bool(meta.date) and days(meta.date)[1] >= days(where.since)[0]),
            where.until is None or (bool(meta.date) and days(meta.date)[0] <= days(where.until)[1]),
        )
    )


def days(text: str) -> tuple[date, date]:
    """The first and the last day of a day, month or year."""
    year, month, day = ([int(number) for number in text.split("-")] + [0, 0])[:3]
    last = month or 12
    return date(year, month or 1, day or 1), date(year, last, day or monthrange(year, last)[1])


def counts(part: Subgraph) -> dict[tuple[str, str], int]:
    """(passage, entity) to the number of mentions in the text, and two more when the title names it."""
    found: Counter[tuple[str, str]] = Counter()
    for mention in part.mentions:
        if not mention.in_title:
            found[mention.passage_id, mention.entity_id] += 1
    for passage, entity in {(m.passage_id, m.entity_id) for m in part.mentions if m.in_title}:
        found[passage, entity] += 2
    return dict(found)


def around(part: Subgraph, seeds: Seeds, limit: int) -> dict[str, float]:
    """The kept passages with their scores, best first."""
    held = counts(part)
    total = len(part.passages)
    frequency = Counter(entity for _, entity in held)
    weight = {(p, e): (1 + math.log(count)) * math.log(1 + total / frequency[e]) for (p, e), count in held.items()}
    by_passage: defaultdict[str, float] = defaultdict(float)
    by_entity: defaultdict[str, float] = defaultdict(float)
    for (passage, entity), value in weight.items():
        by_passage[passage] += value
        by_entity[entity] += value
    known = {passage.id for passage in part.passages}
    mass = {name: value for name, value in seeds.passages.items() if name in known}
    score: defaultdict[str, float] = defaultdict(float, mass)
    for turn in (1, 2):
        arrived: defaultdict[str, float] = defaultdict(float)
        if turn == 1:
            arrived.update({name: value for name, value in seeds.entities.items() if name in frequency})
        for (passage, entity), value in weight.items():
            arrived[entity] += mass.get(passage, 0.0) * value / by_passage[passage]
        mass = defaultdict(float)
        for (passage, entity), value in weight.items():
            if frequency[entity] <= 200 or entity in seeds.entities:
                mass[passage] += arrived[entity] * value / by_entity[entity]
        for passage, value in mass.items():
            score[passage] += value * 0.5**turn
    ordered = sorted((-value, name) for name, value in score.items() if value > 0)
    return {name: -value for value, name in ordered[:limit]}


def incidence(part: Subgraph, sentence: Sentence) -> set[str]:
    """The entities of a sentence: those named inside it, and those its passage's title names."""
    return {
        mention.entity_id
        for mention in part.mentions
        if mention.passage_id == sentence.passage_id
        and (mention.in_title or (sentence.start <= mention.start and mention.end <= sentence.end))
    }


def surface(part: Subgraph, mention: Mention) -> str:
    titles = {passage.id: passage.title for passage in part.passages}
    texts = {passage.id: passage.text for passage in part.passages}
    return (titles if mention.in_title else texts)[mention.passage_id][mention.start : mention.end]


def by_names(part: Subgraph, text: str) -> dict[str, float]:
    """Entities whose names share words with the text, with the share of their best name."""
    names = {(mention.entity_id, surface(part, mention)) for mention in part.mentions}
    held = {name: frozenset(words(name_key(name[1]))) for name in names}
    frequency = Counter(word for found in held.values() for word in found)
    idf = {word: math.log(1 + (len(names) - n + 0.5) / (n + 0.5)) for word, n in frequency.items()}
    asked = set(words(text)) | set(words(name_key(text)))
    found: dict[str, float] = {}
    for (entity, _), of_name in held.items():
        if of_name & asked:
            share = sum(idf[word] for word in of_name & asked) / sum(idf[word] for word in of_name)
            found[entity] = max(share, found.get(entity, 0.0))
    return found


def spellings(passages: Sequence[Passage], word: str) -> list[str]:
    """Words of the passages that begin like this one, within one slip of it, or two for one of ten letters and more
    that ends as it does."""
    holding = Counter(held for passage in passages for held in set(words(f"{passage.title}\n{passage.text}")))
    most = 0 if len(word) < 4 or not word.isalpha() else 1 if len(word) < 10 else 2
    begins = [other for other in holding if other[0] == word[:1] or other[:2] == word[:2][::-1]]
    apart = {other: slips(word, other) for other in begins}
    near = [other for other in begins if 0 < apart[other] <= most and (apart[other] == 1 or other[-2:] == word[-2:])]
    return sorted(near, key=lambda other: (apart[other], -holding[other], other))[:8]


def slips(one: str, other: str) -> int:
    """Letters wrong, missing, added, or swapped with the next; no letter takes part in two of these."""
    rows = [list(range(len(other) + 1))]
    for i in range(1, len(one) + 1):
        row = [i]
        for j in range(1, len(other) + 1):
            best = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (one[i - 1] != other[j - 1]))
            if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]


def bm25(passages: Sequence[Passage], text: str) -> dict[str, float]:
    """The score of every passage that holds a word of the text."""
    held = {passage.id: Counter(words(f"{passage.title}\n{passage.text}")) for passage in passages}
    average = sum(found.total() for found in held.values()) / max(len(held), 1)
    scores: defaultdict[str, float] = defaultdict(float)
    for word in words(text):
        having = [name for name, found in held.items() if word in found]
        idf = math.log(1 + (len(held) - len(having) + 0.5) / (len(having) + 0.5))
        for name in having:
            count = held[name][word]
            scores[name] += idf * count / (count + 1.2 * (0.25 + 0.75 * held[name].total() / average))
    return dict(scores)

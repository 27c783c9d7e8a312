"""Features of a sentence as the answer to a question."""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from graph.idf import idf
from graph.text.stemming import stems
from graph.text.words import QUESTION_WORDS, WORD_PATTERN
from graph.types import Matrix, Passage
from rag.answer.extractive.answer_type import asked_answer_type, has_answer_type
from rag.answer.extractive.sentences import quotable_bounds
from rag.ner.rules import RuleTagger

_ASKING = re.compile(rf"\b(?:{'|'.join(sorted(QUESTION_WORDS))})\b", re.IGNORECASE)
_PRONOUN = re.compile(r"(?:he|she|it|they|his|her|its|their)\b", re.IGNORECASE)
_BACK = 4
_TAGGER = RuleTagger()
_EMPTY = frozenset("many much name kind type sort happen".split())


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a passage: the passage's rank among the hits (from 0) and the sentence's index in it."""

    passage: Passage
    rank: int
    place: int
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.passage.text[self.start : self.end]


def focus_stem(question: str) -> str:
    """Return the stem of the first word after the question word that is neither a name nor a stop word; empty if none.

    "price" in "What is the price of the Torrent 80?", "own" in "Who owns the farm?"
    """
    asking = _ASKING.search(question)
    for match in WORD_PATTERN.finditer(question, asking.end() if asking else 0):
        word = match.group()
        if word[0].islower() and len(word) > 1 and word not in _EMPTY and (found := stems(word)):
            return found[0]
    return ""


def candidates(passages: Sequence[Passage]) -> list[Candidate]:
    """Return every sentence of the passages, best passage first."""
    return [
        Candidate(passage, rank, place, start, end)
        for rank, passage in enumerate(passages)
        for place, (start, end) in enumerate(quotable_bounds(passage.text))
    ]


def word_rarity(texts: Iterable[Iterable[str]]) -> dict[str, float]:
    """Return ln(1 + n / df) of each word among n texts."""
    counts: Counter[str] = Counter()
    total = 0
    for text in texts:
        total += 1
        counts.update(set(text))
    return dict(zip(counts, idf(total, list(counts.values())).tolist(), strict=True))


def covered_share(wanted: Iterable[str], there: set[str], weight: Mapping[str, float], unseen: float) -> float:
    """Return the weighted share (0 to 1) of the wanted words that are present; a word without a weight counts
    `unseen`."""
    asked = set(wanted)
    whole = sum(weight.get(word, unseen) for word in asked)
    return sum(weight.get(word, unseen) for word in asked & there) / whole if whole else 0.0


SENTENCE_FEATURES = (
    "covered",
    "covered, each word alike",
    "covered with neighbours",
    "covered by the passage",
    "word pairs",
    "likeness",
    "likeness of the passage",
    "rank",
    "first sentence",
    "kind",
    "kind is there",
    "focus",
    "words",
)


def measure_features(question: str, found: Sequence[Candidate], likeness: Matrix) -> Matrix:
    """Return one row of features per candidate; `likeness` has a row (sentence, passage) per candidate."""
    asked = stems(question)
    asked_pairs = set(itertools.pairwise(asked))
    said = [stems(candidate.text) for candidate in found]
    titles = {candidate.passage.id: set(stems(candidate.passage.heading)) for candidate in found}
    around = [_near(found, said, row) | titles[candidate.passage.id] for row, candidate in enumerate(found)]
    whole = {name: set(title) for name, title in titles.items()}
    for candidate, its in zip(found, said, strict=True):
        whole[candidate.passage.id].update(its)
    weight, unseen = word_rarity(said), math.log(1 + len(found)) + 1
    kind, wanted = asked_answer_type(question), focus_stem(question)
    subjects = [resolve_subject(found, row) for row in range(len(found))]
    rows = np.zeros((len(found), len(SENTENCE_FEATURES)), np.float32)
    for row, candidate in enumerate(found):
        here, passage = set(said[row]) | set(stems(subjects[row])), candidate.passage.id
        rows[row] = (
            covered_share(asked, here, weight, unseen),
            covered_share(asked, here, {}, 1.0),
            covered_share(asked, around[row], weight, unseen),
            covered_share(asked, whole[passage], weight, unseen),
            len(asked_pairs & set(itertools.pairwise(said[row]))) / max(1, len(asked_pairs)),
            likeness[row, 0],
            likeness[row, 1],
            1 / (1 + candidate.rank),
            candidate.place == 0,
            kind != "any",
            kind != "any" and has_answer_type(kind, candidate.text),
            wanted in here | titles[passage] if wanted else 1.0,
            math.log1p(len(said[row])),
        )
    return rows


def resolve_subject(found: Sequence[Candidate], row: int) -> str:
    """Resolve a leading pronoun to the first name of its antecedent sentence, else the title; empty without a
    pronoun."""
    candidate = found[row]
    if not _PRONOUN.match(candidate.text):
        return ""
    before = found[find_antecedent(found, row)]
    spans = _TAGGER.mentions(before.text) if before is not candidate else []
    return before.text[spans[0].start : spans[0].end] if spans else candidate.passage.title


def find_antecedent(found: Sequence[Candidate], row: int) -> int:
    """Return the row of the sentence that names the subject of one starting with a pronoun; else the row itself."""
    if not _PRONOUN.match(found[row].text):
        return row
    for other in range(row - 1, max(-1, row - 1 - _BACK), -1):
        if found[other].passage.id != found[row].passage.id:
            break
        if not _PRONOUN.match(found[other].text) and _TAGGER.mentions(found[other].text):
            return other
    return row


def _near(found: Sequence[Candidate], said: Sequence[Sequence[str]], row: int) -> set[str]:
    """Return the words of a sentence and of its neighbours in the passage."""
    beside = (other for other in (row - 1, row, row + 1) if 0 <= other < len(found))
    passage = found[row].passage.id
    return {word for other in beside if found[other].passage.id == passage for word in said[other]}

"""What a sentence says, as concepts: its stems that carry meaning, and the pairs of them that follow each other.

A summary is chosen by how many of the concepts it holds that many passages share (D. Gillick & B. Favre, "A Scalable
Global Model for Summarization", 2009).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise

from graph.text.stemming import stem
from graph.text.words import words
from rag.summary.speakers import SPEAKER

Concept = str | tuple[str, str]

MIN_STEM_CHARS = 3

SHARED_WEIGHT = 10.0
"""What each text counts that holds a concept of several, in units of a concept of one. Sums of whole numbers are the
same in any order."""

_COMMON = frozenset(
    stem(word)
    for word in words(
        "think know go going get got thing really people say said see want look looking make made need way right good "
        "lot bit kind sort mean well okay ok yeah um uh like one two first time also something anything everything "
        "someone actually maybe probably quite much many still even back take come coming give given put let us guess "
        "oh yes would could might may shall ll ve re hmm mm sure sorry thank thanks please pleased happy obviously "
        "basically certainly clearly talk talked talking tell told ask asked question part next last new use used "
        "using try trying keep done within around every different begin end ever never always often perhaps though "
        "although however because since while without else per via etc now today then there here particular "
        "particularly example seem believe feel felt hear heard wonder show shown able big small little great best "
        "better real whole full whether another might today provide provided following include including included"
    )
)


def read_concepts(text: str) -> frozenset[Concept]:
    """Return the concepts of a text; the speakers that a transcript names before their words are none."""
    read = [stem(word) for word in words(SPEAKER.sub("", text))]
    singles = {word for word in read if _tells(word)}
    return frozenset((*singles, *(pair for pair in pairwise(read) if singles.issuperset(pair))))


def weigh_concepts(texts: Iterable[frozenset[Concept]]) -> Mapping[Concept, float]:
    """Return how much each concept counts, a whole number: by the texts that hold it, and little if that is one."""
    counts = Counter(concept for text in texts for concept in text)
    return {concept: SHARED_WEIGHT * count if count > 1 else 1.0 for concept, count in counts.items()}


def _tells(word: str) -> bool:
    return len(word) >= MIN_STEM_CHARS and not word.isdigit() and word not in _COMMON

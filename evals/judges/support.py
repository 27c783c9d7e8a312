"""Score how well passages support a claim without a language model: words, names, numbers, negation and cosine.

The claim's words may be spread over up to three sentences. A number or name that the passages of these sentences lack
lowers the support, and a claim whose negation differs from the closest sentence's is contradicted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from evals.judges.forms import forms, is_number
from evals.judges.sentences import sentences
from graph.text.names import INNER_LATIN_NAME
from graph.text.negation import is_negated
from graph.text.stemming import stems
from graph.types import Matrix, Vector
from rag.embed.protocol import Embedder

NAME = re.compile(INNER_LATIN_NAME)
MAX_COVER_SENTENCES, MAX_EMBEDDED_SENTENCES = 3, 8
WORD_SHARE = 0.7
MISSING_NUMBER_FACTOR, MISSING_NAME_FACTOR, CONTRADICTED_SUPPORT = 0.6, 0.7, 0.2
MAX_NEGATABLE_WORDS = 12
"""Maximum words of a claim that one negation contradicts as a whole; a longer claim makes several statements."""

SUPPORT_THRESHOLD = 0.55
"""Minimum support of a supported claim; the best threshold on even-numbered claims of WiCE dev."""


@dataclass(frozen=True, slots=True)
class Support:
    """How well a claim is supported, 0..1, and by which sentences; `why` says what is missing."""

    value: float
    evidence: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceText:
    """A text as evidence: its sentences, their case-folded texts and stems, and the forms of all its words."""

    sentences: tuple[str, ...]
    plain: tuple[str, ...]
    stems: tuple[frozenset[str], ...]
    forms: frozenset[str]


@lru_cache(maxsize=4096)
def parse_evidence(parts: tuple[str, ...]) -> EvidenceText:
    """Parse sentences as evidence; cached, since the same passages are retrieved for many questions."""
    stem_sets = tuple(frozenset(stems(part)) for part in parts)
    plain = tuple(_plain(part) for part in parts)
    return EvidenceText(parts, plain, stem_sets, frozenset(form for part in parts for form in forms(part)))


def best_support(claim: str, texts: Sequence[str], embedder: Embedder) -> Support:
    """Return the support for the claim in the texts together; value 0 if there are none."""
    return score_support(claim, [parse_evidence(_cut(text)) for text in texts], embedder)


def score_support(claim: str, sources: Sequence[EvidenceText], embedder: Embedder) -> Support:
    """Return the support for the claim in the sources together; value 0 if there are none."""
    claim_stems = frozenset(stems(claim))
    if not claim_stems or not any(source.sentences for source in sources):
        return Support(0.0, "", "there is no evidence")
    verbatim = _find_verbatim(claim, sources)
    if verbatim:
        return Support(1.0, verbatim)
    sentence_ids = [(i, j) for i, source in enumerate(sources) for j in range(len(source.sentences))]
    sentence_stems = [sources[i].stems[j] for i, j in sentence_ids]
    picked, share = _cover(claim_stems, sentence_stems, [i for i, _ in sentence_ids])
    compared = _closest(claim_stems, sentence_stems, picked)
    parts = [sources[i].sentences[j] for i, j in (sentence_ids[index] for index in compared)]
    vectors = embedder.embed([claim, *parts])
    value = WORD_SHARE * share + (1 - WORD_SHARE) * _best_similarity(vectors[0], vectors[1:])
    known_forms = {
        form for i in {sentence_ids[index][0] for index in picked or compared[:1]} for form in sources[i].forms
    }
    evidence = " ".join(
        sources[i].sentences[j] for i, j in (sentence_ids[index] for index in sorted(picked or compared[:1]))
    )
    return _penalised(claim, value, known_forms, evidence, parts[0])


def _penalised(claim: str, value: float, known: set[str], evidence: str, closest: str) -> Support:
    """Lower the value for missing numbers and names, and for a contradiction."""
    claim_forms = dict.fromkeys(forms(claim))
    missing = [form for form in claim_forms if is_number(form) and form not in known]
    unnamed = [
        name for name in NAME.findall(claim) if any(_is_word(form) and form not in known for form in forms(name))
    ]
    value = min(1.0, value) * MISSING_NUMBER_FACTOR ** len(missing) * MISSING_NAME_FACTOR ** len(set(unnamed))
    reasons = [f"lacks {_numbers(missing)}"] if missing else []
    reasons += [f"does not name {', '.join(dict.fromkeys(unnamed))}"] if unnamed else []
    if (
        len(claim_forms) <= MAX_NEGATABLE_WORDS
        and value > CONTRADICTED_SUPPORT
        and is_negated(claim) != is_negated(closest)
    ):
        return Support(CONTRADICTED_SUPPORT, evidence, "says the opposite")
    return Support(value, evidence, " and ".join(reasons))


def _is_word(form: str) -> bool:
    return not is_number(form)


def _numbers(missing: Sequence[str]) -> str:
    return f"the number {', '.join(form.removeprefix('month') for form in missing)}"


def _cover(
    claim_stems: frozenset[str], sentence_stems: Sequence[frozenset[str]], source_of: Sequence[int]
) -> tuple[list[int], float]:
    """Greedily pick the sentences that together cover most needed words; return them and the share covered.

    After the first, a sentence of another source must share two words with the claim: a single shared word, above all
    a number, may be a coincidence.
    """
    open_words, picked = set(claim_stems), list[int]()
    remaining: Sequence[int] = range(len(sentence_stems))
    while remaining and len(picked) < MAX_COVER_SENTENCES:
        best = max(remaining, key=lambda index: len(open_words & sentence_stems[index]))
        if not open_words & sentence_stems[best]:
            break
        open_words -= sentence_stems[best]
        picked.append(best)
        known_sources = {source_of[index] for index in picked}
        remaining = [
            index
            for index in remaining
            if source_of[index] in known_sources or len(claim_stems & sentence_stems[index]) > 1
        ]
    return picked, 1 - len(open_words) / len(claim_stems)


def _closest(claim_stems: frozenset[str], sentence_stems: Sequence[frozenset[str]], picked: Sequence[int]) -> list[int]:
    """Return the picked sentences and those with most needed words; only these are embedded."""
    order = sorted(range(len(sentence_stems)), key=lambda index: -len(claim_stems & sentence_stems[index]))
    return list(dict.fromkeys([*picked, *order]))[:MAX_EMBEDDED_SENTENCES]


def _best_similarity(claim: Vector, parts: Matrix) -> float:
    """Return the largest cosine of the claim with a sentence, or with the sum of the most similar one and another."""
    alone = parts @ claim
    most_similar = parts[int(np.argmax(alone))]
    pairs = parts + most_similar
    lengths = np.maximum(np.linalg.norm(pairs, axis=1), 1e-6)
    return max(0.0, float(alone.max()), float((pairs @ claim / lengths).max()))


def _find_verbatim(claim: str, sources: Sequence[EvidenceText]) -> str:
    """Return the first sentence that contains the claim verbatim; empty if none does."""
    plain = _plain(claim.rstrip(" .!"))
    pattern = re.compile(rf"(?<![\w.,]){re.escape(plain)}(?!\w)")
    for source in sources:
        for sentence, lowered in zip(source.sentences, source.plain, strict=True):
            if plain in lowered and pattern.search(lowered):
                return sentence
    return ""


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


@lru_cache(maxsize=4096)
def _cut(text: str) -> tuple[str, ...]:
    return tuple(sentences(text))

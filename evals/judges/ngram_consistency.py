"""Unigram consistency: how often a sentence's words occur in other answers to the same question."""

from __future__ import annotations

from collections.abc import Sequence

from evals.judges.forms import forms

RAREST_WORD_WEIGHT = 0.5
"""Weight of the rarest word against the mean of all words: one made-up name makes a sentence wrong."""


def word_consistency(sentence: str, texts: Sequence[str]) -> tuple[float, str]:
    """Score how consistent a sentence's words are with the texts, 0..1, and return the rarest word.

    Half the mean, over the words, of the share of texts that contain the word, plus half the share of the rarest word.
    A unigram model of the texts (P. Manakul et al., 2023) with its surprise bounded to 0..1.
    """
    sentence_forms = dict.fromkeys(forms(sentence))
    text_forms = [set(forms(text)) for text in texts]
    if not sentence_forms or not text_forms:
        return 0.0, ""
    shares = {form: sum(form in words for words in text_forms) / len(text_forms) for form in sentence_forms}
    rarest = min(shares, key=lambda form: shares[form])
    mean = sum(shares.values()) / len(shares)
    return (1 - RAREST_WORD_WEIGHT) * mean + RAREST_WORD_WEIGHT * shares[rarest], rarest if shares[rarest] < 1 else ""

"""How often a sentence's words come in texts that answer the same question."""

from __future__ import annotations

from collections.abc import Sequence

from evals.judges.forms import forms

RAREST = 0.5
"""The weight of the rarest word against the mean of all: one made-up name makes a sentence wrong."""


def again(sentence: str, texts: Sequence[str]) -> tuple[float, str]:
    """Half the mean, over the sentence's words, of the share of texts that have it, and half that of the rarest; and
    that word. A unigram model of the texts (P. Manakul et al., 2023) with its surprise bounded to 0..1.
    """
    wanted = dict.fromkeys(forms(sentence))
    there = [set(forms(text)) for text in texts]
    if not wanted or not there:
        return 0.0, ""
    shares = {form: sum(form in words for words in there) / len(there) for form in wanted}
    rarest = min(shares, key=lambda form: shares[form])
    mean = sum(shares.values()) / len(shares)
    return (1 - RAREST) * mean + RAREST * shares[rarest], rarest if shares[rarest] < 1 else ""

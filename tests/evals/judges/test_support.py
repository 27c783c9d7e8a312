from __future__ import annotations

import pytest

from evals.judges.support import CONTRADICTED_SUPPORT, SUPPORT_THRESHOLD, best_support
from rag.embed.protocol import Embedder

LAMP = "The lighthouse was finished in 1874. Its lamp was lit by Anna Brodie for 31 years."
NIGHT = "Ships may not enter the inner harbour at night."


def test_the_words_of_the_text_are_borne_out_whole(minilm: Embedder) -> None:
    found = best_support("its lamp was lit by Anna Brodie", [NIGHT, LAMP], minilm)
    assert (found.value, found.why) == (1.0, "")
    assert "Anna Brodie" in found.evidence


def test_a_claim_may_join_sentences(minilm: Embedder) -> None:
    claim = "The lamp of the lighthouse, finished in 1874, was lit by Anna Brodie."
    both = best_support(claim, [LAMP], minilm)
    assert both.value > SUPPORT_THRESHOLD
    assert both.value > best_support(claim, [LAMP.split(". ", maxsplit=1)[0]], minilm).value
    assert "1874" in both.evidence
    assert "Brodie" in both.evidence


@pytest.mark.parametrize(
    ("claim", "why"),
    [
        ("Anna Brodie lit the lamp for 45 years.", "the number 45"),
        ("The lamp was lit by Morag Lamont for 31 years.", "does not name Morag, Lamont"),
        ("Ships may enter the inner harbour at night.", "says the opposite"),
    ],
)
def test_what_takes_from_the_support_is_told(minilm: Embedder, claim: str, why: str) -> None:
    found = best_support(claim, [LAMP, NIGHT], minilm)
    assert why in found.why
    assert found.value < SUPPORT_THRESHOLD


def test_a_denial_is_not_borne_out_by_what_it_denies(minilm: Embedder) -> None:
    assert best_support("Ships may enter the inner harbour at night.", [NIGHT], minilm).value <= CONTRADICTED_SUPPORT


def test_a_number_elsewhere_does_not_count(minilm: Embedder) -> None:
    other = "The harbour master counted 45 crates of herring."
    claim = "Anna Brodie lit the lamp for 45 years."
    assert best_support(claim, [LAMP, other], minilm).value < SUPPORT_THRESHOLD


@pytest.mark.parametrize("texts", [[], [""], ["   "]])
def test_without_evidence_nothing_is_borne_out(minilm: Embedder, texts: list[str]) -> None:
    found = best_support("Anna Brodie lit the lamp.", texts, minilm)
    assert (found.value, found.why) == (0.0, "there is no evidence")


def test_a_claim_of_other_words_bears_on_nothing(minilm: Embedder) -> None:
    assert 0.0 <= best_support("Quarks have spin.", [NIGHT], minilm).value < 0.3

"""Whether an answer says what a reference says: what it claims first, then what stands below."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from evals.judges import short_answers
from evals.judges.contradictions import find_contradiction, has_no_opposite, says_the_same, says_unknown
from evals.judges.forms import forms
from evals.judges.headline import Headline, asserted, direct_claim, is_brief
from evals.judges.items import ListFinding, compare_items, find_extra_thing, find_lost_half
from evals.judges.long_answers import correctness_score, reference_overlap
from evals.judges.matching import denies_phrase, exact_match
from evals.judges.name_agreement import find_extra_name, find_other_name, find_other_relation, is_acronym
from evals.judges.opposite import drop_reply, find_opposite, opposes
from evals.judges.polarity_reply import asks_yes_or_no, read_reply, reply_of, wanted_reply
from evals.judges.roles import find_other_doer
from evals.judges.sentences import sentences
from evals.judges.substitution import find_lost_exception, find_other_words, find_replaced_word, find_substitution
from evals.judges.value_agreement import ValueFinding, align_notation, compare_values, is_range, is_value_alone
from evals.judges.value_dates import write_day_first
from evals.judges.wording import align_wording
from evals.types import CORRECT_FROM
from graph.text.words import words
from rag.answer.claims.polarity import CONDITIONAL_PATTERN, find_denial
from rag.embed.protocol import Embedder

SHORT_REFERENCE_WORDS = 10
"""Maximum words of a short reference: a name, date, number or phrase rather than an explanation."""

MAX_DENIAL_SCORE = 0.3
"""The most for an answer that denies the reference or says its opposite."""
MAX_CONTRADICTED = 0.2
"""The most for an answer with another value, name or reply in the place of the reference's."""
MAX_INCOMPLETE = 0.4
"""The most for an answer that has part of a list, or more than is right."""
WRONG_HEADLINE = 0.25
"""The most for a wrong headline above evidence that has the reference."""
MIN_AGREED = 0.9
"""The least for an answer that has the value or the reply that is all of the reference."""

_EXCEPTION = re.compile(r"\b(?:unless|if|only|except|until)\b", re.IGNORECASE)
"""Words after which something is not so only under a condition."""

RIGHT_BELOW = "wrong headline, right evidence below"


@dataclass(frozen=True, slots=True, order=True)
class Correctness:
    """A value, 0..1, and its reason."""

    value: float
    reason: str

    def at_most(self, most: float, reason: str) -> Correctness:
        """Return the verdict with a limit to its value, for a reason."""
        return Correctness(min(self.value, most), reason)

    @property
    def right(self) -> bool:
        return self.value >= CORRECT_FROM


def judge_headline(question: str, headline: Headline, references: Sequence[str], embedder: Embedder) -> Correctness:
    """Judge what an answer claims by the reference that fits it best; what stands below does not make it right."""
    verdict = judge_text(question, headline.claim, references, embedder, headline.claims)
    if not headline.apart or verdict.right:
        return verdict
    below = judge_text(question, headline.below, references, embedder, claims=False)
    return verdict.at_most(WRONG_HEADLINE, f"{RIGHT_BELOW} ({verdict.reason})") if below.right else verdict


def judge_text(
    question: str, text: str, references: Sequence[str], embedder: Embedder, claims: bool = True
) -> Correctness:
    """Judge a text by the reference that fits it best: as one claim, or as evidence, which may hold more than that."""
    if any(_is_reference(question, text, reference) for reference in references):
        return Correctness(1.0, "is the reference")
    text = align_wording(question, write_day_first(question, text), references)
    if text in references:
        return Correctness(1.0, "says what the reference says")
    if not words(text) and not forms(text) and not read_reply(question, text):
        return Correctness(0.0, "says nothing")
    positive = references if asks_yes_or_no(question) else [asserted(question, reference) for reference in references]
    claim = align_notation(asserted(question, text), positive)
    if claims and says_unknown(question, text):
        return Correctness(MAX_CONTRADICTED, "says that it is not known")
    verdict = _best_verdict(question, claim, positive, claims, embedder)
    if verdict.value > MAX_DENIAL_SCORE and _says_opposite(text, claim, positive):
        return Correctness(MAX_DENIAL_SCORE, "says the opposite of the reference")
    if verdict.right and _says_what_is_denied(claim, references, positive):
        return Correctness(MAX_DENIAL_SCORE, "says what the reference denies")
    return verdict


def _best_verdict(
    question: str, claim: str, references: Sequence[str], claims: bool, embedder: Embedder
) -> Correctness:
    """Judge a claim by the reference that fits it best, the short ones together and each long one by itself."""
    short = [reference for reference in references if len(forms(reference)) <= SHORT_REFERENCE_WORDS]
    verdicts = [
        _limit_long(_long(question, claim, reference, embedder), question, claim, reference)
        for reference in references
        if reference not in short
    ]
    if short:
        bases = _short(question, claim, short, embedder)
        verdicts += [
            _limit_short(base, question, claim, reference, short, claims, embedder)
            for base, reference in zip(bases, short, strict=True)
        ]
    return max(verdicts)


def _says_opposite(text: str, claim: str, references: Sequence[str]) -> bool:
    return all(opposes(text, reference) and not has_no_opposite(reference, claim) for reference in references)


def _says_what_is_denied(claim: str, references: Sequence[str], positive: Sequence[str]) -> bool:
    """Whether a claim says what every reference denies; `positive` are the references without what they deny."""
    return all(
        kept != reference and find_denial(drop_reply(claim), reference)
        for reference, kept in zip(references, positive, strict=True)
    )


def _is_reference(question: str, text: str, reference: str) -> bool:
    """Whether a text is the reference but for punctuation, which makes no other value of it: 5% is not 0.5%."""
    if not exact_match(text, reference):
        return False
    return compare_values(question, reference, text).agreement not in ("contradicts", "lacks")


def _long(question: str, claim: str, reference: str, embedder: Embedder) -> Correctness:
    overlap = reference_overlap(question, claim, reference, embedder)
    return Correctness(
        correctness_score(overlap),
        f"has {overlap.recall:.0%} of the reference's words; {overlap.precision:.0%} of its own are in the reference",
    )


def _short(question: str, claim: str, references: Sequence[str], embedder: Embedder) -> list[Correctness]:
    if all(denies_phrase(claim, reference) for reference in references):
        return [Correctness(MAX_DENIAL_SCORE, "denies the reference")] * len(references)
    likelihoods = short_answers.correctness_likelihoods(question, claim, references, embedder)
    reasons = ("does not say what the reference says", "says what the reference says")
    return [Correctness(likelihood, reasons[likelihood >= CORRECT_FROM]) for likelihood in likelihoods]


def _limit_long(verdict: Correctness, question: str, claim: str, reference: str) -> Correctness:
    """Limit the overlap with a long reference by what can be compared as such: a reply, a list, a replaced value."""
    if contradicted := _contradicted_reply(question, claim, reference):
        return verdict.at_most(MAX_CONTRADICTED, contradicted)
    if ";" in reference and (listed := compare_items(question, reference, claim)) is not None:
        return _limit_list(verdict, listed)
    if other := _opposite_sense(question, claim, reference):
        return verdict.at_most(MAX_CONTRADICTED, f"contradicts the reference: {other}")
    if replaced := find_substitution(question, reference, claim):
        return verdict.at_most(MAX_CONTRADICTED, f"contradicts the reference: {replaced}")
    return verdict


def _limit_short(
    verdict: Correctness,
    question: str,
    claim: str,
    reference: str,
    references: Sequence[str],
    claims: bool,
    embedder: Embedder,
) -> Correctness:
    """Limit or raise a likelihood by what can be compared as such: a reply, a list, values, a name."""
    if contradicted := _contradicted_reply(question, claim, reference):
        return verdict.at_most(MAX_CONTRADICTED, contradicted)
    if len(forms(reference)) <= 1 and (reply := reply_of(reference)) and read_reply(question, claim) == reply:
        return Correctness(max(verdict.value, MIN_AGREED), f"replies {reply}")
    if (listed := compare_items(question, reference, claim)) is not None:
        return _limit_list(verdict, listed)
    said = direct_claim(question, claim) if claims else claim
    found = compare_values(question, reference, said, references)
    if found.agreement == "contradicts":
        return verdict.at_most(MAX_CONTRADICTED, f"contradicts the reference: {found.given}, not {found.wanted}")
    if claims and found.agreement == "too much":
        return verdict.at_most(MAX_INCOMPLETE, f"says more than is right: {found.given} beside {found.wanted}")
    if contradicted := _contradicted_words(question, claim, reference, embedder):
        return verdict.at_most(MAX_CONTRADICTED, contradicted)
    if is_brief(question, reference, claim) and (lost := find_lost_half(question, reference, claim)):
        return verdict.at_most(MAX_INCOMPLETE, f"is incomplete: lacks {lost}")
    if claims and (extra := find_extra_name(question, references, claim) or find_extra_thing(references, claim)):
        return verdict.at_most(MAX_INCOMPLETE, f"says more than is right: {extra}")
    return _settle(verdict, question, claim, reference, found)


def _contradicted_words(question: str, claim: str, reference: str, embedder: Embedder) -> str:
    """Say which name, doer or opposite word stands in the place of the reference's; empty if none does."""
    if other := find_other_name(question, reference, claim) or find_other_doer(question, reference, claim):
        return f"contradicts the reference: {other}, not {reference}"
    if len(sentences(claim)) == 1 and (opposite := _opposite_sense(question, claim, reference)):
        return f"contradicts the reference: {opposite}"
    if not is_brief(question, reference, claim):
        return ""
    other = find_other_relation(reference, claim) or find_replaced_word(question, reference, claim, embedder)
    return f"contradicts the reference: {other}, not {reference}" if other else ""


def _opposite_sense(question: str, claim: str, reference: str) -> str:
    """Return what a claim turns round of a reference, each of one sentence; empty if nothing or only seemingly so."""
    if has_no_opposite(reference, claim):
        return ""
    both_single = len(sentences(claim)) == len(sentences(reference)) == 1
    return (find_contradiction(question, reference, claim) if both_single else "") or find_opposite(claim, reference)


def _settle(verdict: Correctness, question: str, claim: str, reference: str, found: ValueFinding) -> Correctness:
    """Judge what nothing contradicts by whether it has all that the reference says: its reply or its values."""
    if _replies_alike(question, claim, reference, lacking=found.agreement == "lacks"):
        return Correctness(max(verdict.value, MIN_AGREED), f"replies {read_reply(question, claim)}")
    if says_the_same(question, reference, claim) or is_acronym(reference, claim):
        return Correctness(max(verdict.value, MIN_AGREED), "says what the reference says")
    if is_value_alone(question, reference):
        if found.agreement == "agrees":
            return Correctness(max(verdict.value, MIN_AGREED), "says what the reference says")
        if found.agreement == "lacks" and is_range(reference) and is_brief(question, reference, claim):
            return verdict.at_most(MAX_INCOMPLETE, f"is incomplete: lacks {found.wanted}")
    elif is_brief(question, reference, claim) and (other := find_other_words(question, reference, claim)):
        return verdict.at_most(MAX_INCOMPLETE, f"says otherwise: {other}")
    if verdict.right and (lost := find_lost_exception(reference, claim)):
        return verdict.at_most(MAX_INCOMPLETE, f"is incomplete: lacks “{lost}”")
    if found.agreement == "lacks" and not verdict.right:
        return Correctness(verdict.value, f"lacks {found.wanted}")
    return verdict


def _contradicted_reply(question: str, claim: str, reference: str) -> str:
    reply = wanted_reply(question, reference)
    said = read_reply(question, claim) if reply else ""
    return f"contradicts the reference: {said}, not {reply}" if said and said != reply else ""


def _replies_alike(question: str, claim: str, reference: str, lacking: bool) -> bool:
    """Whether a claim gives the reference's reply, which holds without conditions or, if it is yes, limits."""
    reply = wanted_reply(question, reference)
    limited = lacking or CONDITIONAL_PATTERN.search(reference) if reply == "yes" else _EXCEPTION.search(reference)
    return bool(reply) and not limited and read_reply(question, claim) == reply


def _limit_list(verdict: Correctness, listed: ListFinding) -> Correctness:
    """Judge a list: right with all items and no other, wrong with others in their place, else incomplete."""
    counts = f"{listed.found} of {len(listed.items)} items"
    if listed.missing and listed.surplus:
        return verdict.at_most(MAX_CONTRADICTED, f"contradicts the reference: {listed.surplus[0]}; has {counts}")
    if listed.missing:
        return verdict.at_most(MAX_INCOMPLETE, f"is incomplete: {counts}")
    if listed.surplus:
        return verdict.at_most(MAX_INCOMPLETE, f"says more than is right: {', '.join(listed.surplus)}")
    if not listed.ordered:
        return verdict.at_most(MAX_CONTRADICTED, "contradicts the reference: the items are in another order")
    return Correctness(max(verdict.value, MIN_AGREED), f"has {counts}")

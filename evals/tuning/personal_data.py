"""Replace personal data in texts by what it is: addresses, numbers of telephones, accounts and cards, and names."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from evals.tuning.types import Example, LearningMaterial, Preference, RatedAnswer
from evals.types import Case, Gold
from graph.types import Passage
from rag.ner.protocol import Tagger

Mask = Callable[[str], str]

_PATTERNS = (
    ("[EMAIL]", re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b")),
    ("[ACCOUNT]", re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")),
    ("[CARD]", re.compile(r"\b\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{1,7}\b|\b\d{15,16}\b")),
    ("[ID]", re.compile(r"\b\d{3}-\d{2}-\d{4}\b")),
    ("[ADDRESS]", re.compile(r"\b(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}\b")),
    (
        "[PHONE]",
        re.compile(r"(?<![\w.,-])(?:\+\d{1,3}[ ./-]?|\(0?\d{2,5}\) ?|0\d{1,4}[ ./-])\d{2,5}(?:[ ./-]?\d{2,5}){1,4}\b"),
    ),
    ("[PHONE]", re.compile(r"\b\d{3}[-.]\d{3}[-.]\d{4}\b")),
)


def make_mask(tagger: Tagger) -> Mask:
    """Return a function that masks contact data, numbers of accounts, and what the tagger calls a person."""

    def mask(text: str) -> str:
        for kind, pattern in _PATTERNS:
            text = pattern.sub(kind, text)
        for span in reversed(tagger.mentions(text)):
            if span.kind == "person":
                text = f"{text[: span.start]}[PERSON]{text[span.end :]}"
        return text

    return mask


def mask_material(material: LearningMaterial, mask: Mask) -> LearningMaterial:
    """Return the material with every text masked; the passages' offsets no longer hold."""
    return LearningMaterial(
        tuple(_example(item, mask) for item in material.examples),
        tuple(_preference(item, mask) for item in material.preferences),
        tuple(_rating(item, mask) for item in material.ratings),
    )


def _example(item: Example, mask: Mask) -> Example:
    return replace(
        item,
        question=mask(item.question),
        answer=mask(item.answer),
        passages=_passages(item.passages, mask),
        negatives=_passages(item.negatives, mask),
        case=_case(item.case, mask) if item.case else None,
    )


def _preference(item: Preference, mask: Mask) -> Preference:
    passages = _passages(item.passages, mask)
    return Preference(mask(item.question), mask(item.chosen), mask(item.rejected), passages)


def _rating(item: RatedAnswer, mask: Mask) -> RatedAnswer:
    return RatedAnswer(mask(item.question), mask(item.answer), item.good, _passages(item.passages, mask))


def _case(case: Case, mask: Mask) -> Case:
    return replace(
        case,
        question=mask(case.question),
        reference=mask(case.reference),
        aliases=tuple(map(mask, case.aliases)),
        bridge=mask(case.bridge),
        path=(),
        gold=tuple(Gold(gold.passage_id, mask(gold.quote)) for gold in case.gold),
    )


def _passages(passages: tuple[Passage, ...], mask: Mask) -> tuple[Passage, ...]:
    return tuple(
        replace(one, text=mask(one.text), title=mask(one.title), context=mask(one.context), source="")
        for one in passages
    )

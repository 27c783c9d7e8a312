"""The question paraphrased by rules of English."""

from __future__ import annotations

import re
from dataclasses import replace

from evals.robustness.draw import case_generator, pick_one
from evals.robustness.types import Material, Perturbation, Trial
from evals.types import Case
from graph.text.words import QUESTION_WORDS

NAME = "paraphrase"

_CASE = re.IGNORECASE
SYNONYMS = (
    (re.compile(r"^who (?=is|was|were|are|did|has|had|\w+ed\b)", _CASE), "Which person "),
    (re.compile(r"^when (?=did|was|were|is|does|will|has)", _CASE), "At what time "),
    (re.compile(r"^where (?=did|was|were|is|does|are|do|can)", _CASE), "In what place "),
    (re.compile(r"^why (?=did|was|were|is|does|are|do)", _CASE), "For what reason "),
    (re.compile(r"^how many ", _CASE), "What number of "),
    (re.compile(r"^in (?:which|what) year ", _CASE), "When "),
    (re.compile(r"^what (?=year|city|country|company|language|colour|color|film|book)", _CASE), "Which "),
    (re.compile(r"^which ", _CASE), "What "),
)
CONTRACTIONS = (
    (re.compile(r"^(what|who|where|when|how) is ", _CASE), r"\1's "),
    (re.compile(r"\b(did|was|were|is|does|do|has|have) not\b", _CASE), r"\1n't"),
)
_TAIL = re.compile(r"^(?P<head>.{12,}?)\s+(?P<tail>(?:in|during|after|before|since|until) (?:the |[A-Z0-9])[^,?]*)\?$")
_START = re.compile(rf"^(?:{'|'.join(sorted(QUESTION_WORDS))})\b", _CASE)
WRAPS = ("Could you tell me: {}", "I would like to know: {}", "Please answer this. {}", "{} Please be brief.")


def paraphrases(question: str) -> list[str]:
    """Return paraphrases of the question, one for every rule that applies."""
    text = question.strip()
    variants = [
        pattern.sub(replacement, text, count=1)
        for pattern, replacement in (*SYNONYMS, *CONTRACTIONS)
        if pattern.search(text)
    ]
    tail = _TAIL.match(text)
    if tail and _START.match(text):
        end = tail["tail"]
        variants.append(f"{end[0].upper()}{end[1:]}, {_lowered(tail['head'])}?")
    variants += [wrap.format(text) for wrap in WRAPS]
    return [variant for variant in dict.fromkeys(variants) if variant != question]


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def trial(case: Case, material: Material) -> Trial | None:
    """Paraphrase the question: another order, question word or contraction, or a polite phrase around it."""
    text = pick_one(case_generator(material.seed, NAME, case.id), paraphrases(case.question))
    return Trial(case, replace(case, question=text), "in other words")


SUITE = Perturbation(NAME, "the question in other words, by rules", trial)

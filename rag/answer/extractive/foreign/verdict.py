"""Yes, no, or that it depends, for a question in a declared language, from the sentences that say what is asked.

A sentence must say all words of the question, or the headings above it some. Sentences that disagree give no verdict.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from graph.text.languages.matching import ASKED_HEAD
from graph.text.languages.spec import Rules
from rag.answer.extractive.foreign.clauses import find_clause, is_qualified
from rag.answer.extractive.foreign.question import ForeignQuestion
from rag.answer.extractive.foreign.sentences import MIN_SAID, ForeignSentence
from rag.answer.extractive.short_answer import ShortAnswer

VERDICT_CHANCE = 0.88
"""The chance of a verdict, set by hand."""

CLOSE = 0.15
"""How much less of the question another sentence may say that disagrees."""

MIN_OWN_SHARE = 0.5
"""The share of the question's words that the deciding sentence must say itself."""

ForeignVerdict = Literal["yes", "no", "depends"]
Mode = Literal["allowed", "required", "stated"]


@dataclass(frozen=True, slots=True)
class _Said:
    verdict: ForeignVerdict
    sentence: ForeignSentence


def choose_foreign_verdict(question: ForeignQuestion, sentences: Sequence[ForeignSentence]) -> ShortAnswer | None:
    """Return the verdict with the sentence that decides; None where none is sure."""
    rules = question.language.rules
    if not question.words or _finds(rules.negates, question.text):
        return None
    saying = [
        sentence
        for sentence in sentences
        if sentence.says_all
        and min(sentence.shares) > ASKED_HEAD
        and _says_enough(sentence)
        and not is_qualified(question, sentence.candidate.text)
    ]
    found = [_Said(verdict, one) for one in saying if (verdict := read_foreign_verdict(question, one))]
    if not found:
        return None
    best = max(found, key=lambda said: (said.sentence.own_covered, said.sentence.covered, said.sentence.score))
    near = [said for said in found if said.sentence.own_covered >= best.sentence.own_covered - CLOSE]
    if len({said.verdict for said in near}) > 1:
        return None
    told = question.language.verdicts
    text = {"yes": told.yes, "no": told.no, "depends": told.depends}[best.verdict]
    return ShortAnswer(text, best.sentence.candidate, VERDICT_CHANCE)


def _says_enough(sentence: ForeignSentence) -> bool:
    return sum(own >= MIN_SAID for own in sentence.own) >= MIN_OWN_SHARE * len(sentence.own)


def read_foreign_verdict(question: ForeignQuestion, sentence: ForeignSentence) -> ForeignVerdict | None:
    """Return what a sentence that says all that is asked says of it; None where that is not sure."""
    rules = question.language.rules
    text = sentence.candidate.text
    if text.rstrip().endswith(("?", ":")):
        return None
    start, end = find_clause(question, sentence)
    clause = text[start:end]
    mode = _mode(question)
    said = _read_polarity(question, clause, mode) or _read_polarity(question, text, mode)
    if said is None:
        return None
    if _finds(rules.open, text) and not _finds(rules.open, question.text):
        return "depends" if _finds(rules.conditions, text) else None
    if mode == "allowed" and _finds(question.language.asking.forbidden, question.text):
        return "no" if said == "yes" else "yes"
    return said


def _mode(question: ForeignQuestion) -> Mode:
    asking = question.language.asking
    if _finds(asking.forbidden, question.text) or _finds(asking.allowed, question.text):
        return "allowed"
    return "required" if _finds(asking.required, question.text) else "stated"


def _read_polarity(question: ForeignQuestion, clause: str, mode: Mode) -> ForeignVerdict | None:
    """Return whether a clause affirms or denies what is asked, leaving its conditions aside."""
    rules = question.language.rules
    negations = len(re.findall(rules.negates, clause, re.IGNORECASE))
    if negations > 1:
        return None
    read = {"allowed": _read_permission, "required": _read_duty, "stated": _read_statement}[mode]
    return read(rules, clause, negations == 1)


def _read_permission(rules: Rules, clause: str, negated: bool) -> ForeignVerdict | None:
    """Return whether a clause allows what is asked; None if it does neither, or denies that it is forbidden."""
    if _finds(rules.forbids, clause):
        return None if negated else "no"
    if _finds(rules.allows, clause):
        return "no" if negated else "yes"
    return "no" if negated and _finds(rules.instructs, clause) else None


def _read_duty(rules: Rules, clause: str, negated: bool) -> ForeignVerdict | None:
    """Return whether a clause demands what is asked; None if it only allows it."""
    if _finds(rules.exempts, clause):
        return None if negated else "no"
    if _finds(rules.requires, clause):
        return "no" if negated else "yes"
    return "no" if negated and not _finds(rules.allows, clause) else None


def _read_statement(rules: Rules, clause: str, negated: bool) -> ForeignVerdict | None:
    """Return whether a clause states what is asked; None if it is a rule of what may or must be."""
    forbids = _finds(rules.forbids, clause)
    if _finds(rules.requires, clause) or _finds(rules.allows, clause) or (negated and forbids):
        return None
    return "no" if negated or forbids else "yes"


def _finds(pattern: str, text: str) -> bool:
    return bool(re.search(pattern, text, re.IGNORECASE))

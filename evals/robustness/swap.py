"""Counterfactual cases: words swapped consistently in the question, the hits and the reference."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from evals.robustness.altered import altered_passage
from evals.robustness.people import origin_of
from evals.robustness.types import Material, Trial
from evals.types import Case
from graph.text.names import CAPITAL
from rag.types import Hit, Turn

_FIRST = re.compile(rf"\b({CAPITAL}[a-zà-ÿ]+)(?=(?:['’]s)?\s+{CAPITAL}|\b)")
_HER_OBJECT = re.compile(
    r"\b(h)er\b(?=\s*(?:[.,;:?!)]|$|\s(?:and|or|to|in|at|for|with|from|by|on|as|when|that)\b))", re.I
)


@dataclass(frozen=True, slots=True)
class WordSwap:
    """Replaces whole words by their counterparts, keeping initial capitals; `pronouns` swaps he and she as well."""

    pairs: tuple[tuple[str, str], ...]
    pronouns: bool = False

    def __call__(self, text: str) -> str:
        """Return the text with the words swapped."""
        table = dict(self.pairs)
        if self.pronouns:
            text = _HER_OBJECT.sub(lambda match: f"{match.group(1)}er\0", text)
            table |= {"her\0": "him", "her": "his", "his": "her", "him": "her", "hers": "his"}
        words = sorted(table, key=len, reverse=True)
        pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})(?!\w)", re.IGNORECASE if self.pronouns else 0)
        return pattern.sub(lambda match: _like(match.group(), table), text)


def _like(word: str, table: dict[str, str]) -> str:
    other = table.get(word) or table.get(word.lower())
    if other is None:
        return word
    if word.isupper() and len(word.strip("\0")) > 1:
        return other.upper()
    return other[0].upper() + other[1:] if word[0].isupper() else other


def swapped_trial(case: Case, swap: WordSwap, how: str) -> Trial | None:
    """Return the trial of a case with the words swapped; None if question and reference would not change."""
    other = replace(
        case,
        question=swap(case.question),
        reference=swap(case.reference),
        aliases=tuple(swap(alias) for alias in case.aliases),
        history=tuple(Turn(turn.role, swap(turn.text)) for turn in case.history),
    )
    if (other.question, other.reference) == (case.question, case.reference):
        return None

    def change(hits: Sequence[Hit]) -> list[Hit]:
        return [
            Hit(altered_passage(hit.passage, swap(hit.passage.text), swap(hit.passage.title)), hit.score, hit.trail)
            for hit in hits
        ]

    # The original question is used for retrieval; the swap applies to the texts that are read.
    sought = "" if case.history else case.question
    return Trial(case, other, how, sought=sought, change=change)


def first_names(case: Case) -> list[str]:
    """Return the known first names in question and reference, in order."""
    words = _FIRST.findall(f"{case.question} {case.reference}")
    return [name for name in dict.fromkeys(words) if origin_of(name)]


def case_text(case: Case, material: Material) -> str:
    """Return all text of a case: its question, reference and hits."""
    texts = [f"{hit.passage.title} {hit.passage.text}" for hit in material.before[case.id].hits]
    return " ".join((case.question, case.reference, *texts))

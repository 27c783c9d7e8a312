"""What a question asks of a table: the words to look up, the figures that bound rows, and signs of an operation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from graph.text.numbers import CARDINAL_VALUES, ORDINAL_VALUES
from graph.text.stemming import stems
from rag.answer.extractive.answer_type import AnswerType, asked_answer_type
from rag.answer.extractive.evidence import focus_stem
from rag.answer.extractive.tables.values import SCALES

Comparison = Literal["more", "least", "less", "most"]
"""More than, at least, less than, at most."""

_SCOPE = re.compile(r"^\s*(?:in|from|according to|of)\s+(?:the\s+)?(?:\w+\s+)?[\"“]([^\"”]{2,200})[\"”],?\s*", re.I)
CUE_PATTERNS = {
    "count": r"how many|number of|count of|how often",
    "amount": r"how much|how long|how far|how old|amount",
    "most": r"most|highest|largest|longest|greatest|biggest|best|maximum|tallest|heaviest|oldest|max|richest|larger|"
    r"higher|longer|older|bigger|taller|top|greater|better",
    "least": r"least|lowest|smallest|fewest|shortest|fastest|minimum|worst|youngest|min|quickest|lightest|slowest|"
    r"smaller|lower|shorter|younger|faster|cheapest|closest|fewer",
    "first": r"first|earliest|initial|1st|oldest|earlier|begin|start",
    "last": r"last|latest|final|most recent|newest|bottom|later|end",
    "next": r"next|after|following|follows|followed|below|succeed\w*|underneath|beneath",
    "previous": r"previous\w*|before|prior|above|preced\w*",
    "difference": r"difference|differ|how (?:many|much) (?:more|less|fewer|longer|higher|older|larger)|margin",
    "change": r"change|increase|decrease|grow|growth|decline|rise|fell",
    "percent": r"percent\w*|per cent|%|proportion|share|ratio",
    "sum": r"total|sum|combined|altogether|in all|together|overall",
    "average": r"average|mean",
    "or": r"or",
    "both": r"both|and",
    "than": r"than",
    "only": r"only",
    "times": r"times|consecutive\w*|in a row",
    "not": r"not|other than|besides|except|excluding|didn['’]t|isn['’]t|never|n't|without",
    "same": r"same|equal|also|identical",
    "each": r"each|every",
    "plural": r"(?:which|what) \w+s (?:were|are|have|had|did)|names of|list|what are|what were|who were|who are|"
    r"which (?:are|were)|name (?:the|all)|which \w+s\b",
    "who": r"who|whose|whom",
    "when": r"when|what year|which year|what date|which date|in what year",
    "where": r"where",
    "name": r"name",
}
_CUES = {name: re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE) for name, pattern in CUE_PATTERNS.items()}
_CUE_WORDS = frozenset(
    stem
    for name, pattern in CUE_PATTERNS.items()
    if name not in ("each", "both", "or", "percent", "change")
    for stem in stems(re.sub(r"\\.|[^\w\s]", " ", pattern))
) | frozenset(
    stems(
        "many much have has had list table chart listed shown according given show find tell name offer offers provide "
        "provides sell sells terms"
    )
)
_FIGURE = (
    r"(\$?[\d,]*\.?\d+|"
    + "|".join((*CARDINAL_VALUES, *ORDINAL_VALUES))
    + r")(?:st|nd|rd|th)?(?:\s+(?P<scale>thousand|million|billion)\b)?"
)
_BOUNDS: tuple[tuple[Comparison, re.Pattern[str]], ...] = (
    ("least", re.compile(rf"\b(?:at least|no less than|minimum of|not less than)\s+{_FIGURE}", re.I)),
    ("least", re.compile(rf"{_FIGURE}(?:\s+\w+)?\s+or\s+(?:more|higher|above|greater|better|over)\b", re.I)),
    ("most", re.compile(rf"\b(?:at most|no more than|maximum of|up to|not more than)\s+{_FIGURE}", re.I)),
    ("most", re.compile(rf"{_FIGURE}(?:\s+\w+)?\s+or\s+(?:less|fewer|lower|below|under)\b", re.I)),
    ("more", re.compile(rf"\b(?:(?:more|greater|higher|larger|bigger|longer|better) than|over|above|exceed\w*|after)"
                        rf"\s+(?:a |an |the )?{_FIGURE}", re.I)),
    ("less", re.compile(rf"\b(?:(?:less|fewer|lower|smaller|shorter|worse) than|under|below|before|prior to)"
                        rf"\s+(?:a |an |the )?{_FIGURE}", re.I)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bound:
    """A figure with which rows are compared."""

    comparison: Comparison
    value: float

    def holds(self, value: float) -> bool:
        """Return whether a value is on the right side of the bound."""
        if self.comparison in ("more", "least"):
            return value > self.value or (self.comparison == "least" and value == self.value)
        return value < self.value or (self.comparison == "most" and value == self.value)


@dataclass(frozen=True, slots=True)
class TableQuestion:
    """A question: its words but those that only name the table, in order, and what they are signs of."""

    text: str
    scope: frozenset[str]
    asked: tuple[str, ...]
    cues: frozenset[str]
    kind: AnswerType
    focus: str
    bounds: tuple[Bound, ...]

    @property
    def core(self) -> frozenset[str]:
        """The words that a table has to explain; those that only ask for an operation need not stand in it."""
        return frozenset(self.asked) - _CUE_WORDS


def read_question(question: str) -> TableQuestion:
    """Return what a question asks of a table."""
    scope = _SCOPE.match(question)
    text = question[scope.end() :] if scope else question
    bounds = tuple(
        dict.fromkeys(
            Bound(name, _figure(match[1]) * SCALES.get((match["scale"] or "").casefold(), 1))
            for name, pattern in _BOUNDS
            for match in pattern.finditer(text)
        )
    )
    return TableQuestion(
        text=text,
        scope=frozenset(stems(scope[1])) if scope else frozenset(),
        asked=tuple(dict.fromkeys(stems(text))),
        cues=frozenset(name for name, pattern in _CUES.items() if pattern.search(text)),
        kind=asked_answer_type(text),
        focus=focus_stem(text),
        bounds=bounds,
    )


def _figure(text: str) -> float:
    lowered = text.casefold()
    known = CARDINAL_VALUES.get(lowered, ORDINAL_VALUES.get(lowered))
    return float(known) if known is not None else float(lowered.lstrip("$").replace(",", ""))

"""Questions how often something is done: every three months, twice a year, once a week."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evals.generate.draft import Draft
from evals.generate.kinds.spec import DraftParts, KindSpec
from evals.generate.prose.drafting import DraftQuestion, prose_draft
from evals.generate.prose.main_clause import read_main_clause
from evals.generate.prose.parsing import ParsedSentence
from evals.generate.prose.wording import render
from rag.dependency_parser import dictionary_words

_UNIT = r"(?:hour|day|night|week|month|quarter|year|season|shift)"
_OFTEN = re.compile(
    rf"\b(?:at least |at most )?(?:every (?:other |second |(?:\d+|two|three|four|five|six|eight|ten|twelve) )?{_UNIT}s?"
    rf"|(?:once|twice|(?:\d+|three|four) times) (?:an?|per|every|each) {_UNIT})\b",
    re.IGNORECASE,
)
_ENDS = re.compile(r"\s*[.,;]?$|\s+(?:and|or|but|to|in order|so that|because|if|when|by|with|at|in|on)\b")


def frequency_drafts(parts: DraftParts) -> Iterator[Draft]:
    """Yield a question for each sentence that says how often something is done; its reference says how often."""
    for sentence in parts.prose.sentences:
        matches = list(_OFTEN.finditer(sentence.text))
        if len(matches) != 1:
            continue
        start, end = matches[0].span()
        dropped = {token.i for token in sentence.tokens if start <= token.idx < end}
        asked = _ask(sentence, dropped, end)
        if asked:
            yield from prose_draft(
                parts, sentence, DraftQuestion(f"How often {asked}?", matches[0].group(), "frequency", "frequency")
            )


def _ask(sentence: ParsedSentence, dropped: set[int], end: int) -> str:
    """Return what is done so often, in the order of a question; empty if it cannot be asked."""
    tokens = list(sentence.tokens)
    first = tokens[0]
    clause = read_main_clause(tokens)
    if clause is not None:
        mine = any(clause.verb.i == token.head.i for token in tokens if token.i in dropped)
        later = any(token.i > max(dropped) and token.pos_ in ("VERB", "CCONJ") for token in tokens)
        return "" if clause.negation is not None or not mine or later else clause.inverted(drop=dropped)
    told = first.lower_ in dictionary_words("verb") and not any(
        token.dep_ in ("nsubj", "nsubjpass") for token in tokens
    )
    if not told or not _ENDS.match(sentence.text, end):
        return ""
    kept = [token for token in tokens if token.i < min(dropped)]
    return f"should I {render(kept, {first.i: first.lower_})}" if len(kept) > 1 else ""


KIND = KindSpec("frequency", "how often something is done", 0.04, 32, frequency_drafts)

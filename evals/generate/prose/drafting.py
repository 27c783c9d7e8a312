"""Turns a question about a parsed sentence into a draft, if it can be understood and has one answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from evals.generate.draft import AnswerStep, Draft
from evals.generate.kinds.spec import DraftParts
from evals.generate.prose.main_clause import has_open_definite, points_back
from evals.generate.prose.parsing import ParsedSentence
from evals.generate.prose.scope import MIN_CONTENT_WORDS
from evals.types import Case, Gold
from graph.text.words import words
from graph.types import Passage

MIN_QUESTION_WORDS, MAX_QUESTION_WORDS = 4, 30
_WE = re.compile(r"\b(?:they|their|them|theirs|themselves)\b")
_SPOKEN_WE = re.compile(r"\b(?:we|our|us|ours|ourselves)\b", re.IGNORECASE)
_FIRST_PERSON = re.compile(r"\b(?:I|me|my|mine|myself)\b")
_UNEVEN = re.compile(
    r" ,|,,|\s'|\bto to\b|\band\?|\bor\?|\bof\?|\bthe\?|\bthat\?|[“\"][^”\"]*$|\bor or\b|\band and\b|’ |\bto,"
    r"|[‘’'] [a-z]| - "
)


def _is_uneven(question: str) -> bool:
    brackets = question.count("(") != question.count(")") or question.count("“") != question.count("”")
    return brackets or bool(_UNEVEN.search(question))


@dataclass(frozen=True, slots=True)
class DraftQuestion:
    """A question with its reference and other right answers, its kind, and the rule of that kind which made it."""

    text: str
    reference: str
    kind: str
    rule: str
    aliases: Sequence[str] = ()


def prose_draft(parts: DraftParts, sentence: ParsedSentence, asked: DraftQuestion) -> Iterator[Draft]:
    """Yield the draft; nothing if the question is too short or long, points back, or is answered elsewhere."""
    own = sentence.tokens
    if not points_back(own, own) and not _FIRST_PERSON.search(sentence.text):
        yield from text_draft(parts, sentence.passage, sentence.text, asked, has_open_definite(own))


def text_draft(
    parts: DraftParts,
    passage: Passage,
    quote: str,
    asked: DraftQuestion,
    always_scoped: bool = False,
    least: int = MIN_CONTENT_WORDS,
) -> Iterator[Draft]:
    """Yield a draft whose gold is a quote of one passage; see `prose_draft`.

    `always_scoped` and `least`, the content words of a question that say enough, are those of `Scope.scoped`.
    """
    question = " ".join(asked.text.split()).replace(" ?", "?")
    question = question[:1].upper() + question[1:]
    if not MIN_QUESTION_WORDS <= len(question.split()) <= MAX_QUESTION_WORDS or _is_uneven(question):
        return
    spoken = f" {' '.join(words(question))} "
    shared = any(f" {' '.join(words(name))} " in spoken for name in parts.namesakes)
    unexplained = shared or bool(_SPOKEN_WE.search(quote) and _WE.search(question))
    scoped = parts.scope.scoped(question, passage, quote, always=unexplained or always_scoped, least=least)
    if scoped and asked.reference:
        yield quote_draft(passage, quote, replace(asked, text=scoped))


def quote_draft(passage: Passage, quote: str, asked: DraftQuestion) -> Draft:
    """Return a draft whose gold is a quote of one passage, with runs of white space in its answers made one blank."""
    gold = Gold(passage.id, quote, passage.source)
    answer, aliases = " ".join(asked.reference.split()), tuple(" ".join(alias.split()) for alias in asked.aliases)
    case = Case.make(asked.text, answer, (gold,), asked.kind, f"generated:{asked.rule}", "", aliases)
    rare = sorted(set(words(asked.text)), key=lambda word: (-len(word), word))[:1]
    return Draft(case, passage.document_id, tuple(rare), (AnswerStep(asked.text, answer, passage),), grounded=True)

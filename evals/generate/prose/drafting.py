"""Turns a question about a parsed sentence into a draft, if it can be understood and has one answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from evals.generate.draft import AnswerStep, Draft
from evals.generate.kinds.spec import DraftParts
from evals.generate.prose.anaphora import has_open_definite, points_back
from evals.generate.prose.parsing import ParsedSentence
from evals.generate.prose.scope import MIN_CONTENT_WORDS
from evals.types import Case, Gold
from graph.text.words import words
from graph.types import Passage

MIN_QUESTION_WORDS, MAX_QUESTION_WORDS = 3, 27
_WE = re.compile(r"\b(?:they|their|them|theirs|themselves)\b")
_SPOKEN_WE = re.compile(r"\b(?:we|our|us|ours|ourselves)\b", re.IGNORECASE)
_FIRST_PERSON = re.compile(r"\b(?:I|me|my|mine|myself)\b")
_POLICY = re.compile(
    r"polic|terms|privacy|agreement|notice|statement|charter|contract|handbook|rules|conditions|faq|questions|guarantee"
    r"|warranty|code of",
    re.IGNORECASE,
)
"""Names of documents whose "we" is who the reader deals with; elsewhere it is the author, or author and reader."""
_UNEVEN = re.compile(
    r" ,|,,|\s'|’ |\bto,|\b(to|or|and|as|is|are|be|by|of|in) \1\b|\b(?:and|or|of|the|that|on|at|by|with|from)\?"
    r"|[“\"][^”\"]*$|[‘’'] [a-z]| - |[./] [a-z]| / |, (?:and|but|or) (?:I|they|you|it)\b|\bmine\b|\bdo so\b"
    r"|\b(?:get|let|help|make|give|tell|show|allow|enable|require|ask|for|with|to) I\b"
)
_POINTS_BACK = re.compile(r"(?:such|this|these|those)\b", re.IGNORECASE)
_ENDS_OPEN = re.compile(r"(?:[:(,“–—-]|\b(?:and|or|of|the|a|an|to|with|by|for|that|following))$")


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
    if _is_of_author(question, quote, passage):
        return
    if not MIN_QUESTION_WORDS <= len(question.split()) <= MAX_QUESTION_WORDS or _is_uneven(question):
        return
    spoken = f" {' '.join(words(question))} "
    shared = any(f" {' '.join(words(name))} " in spoken for name in parts.namesakes)
    unexplained = shared or bool(_SPOKEN_WE.search(quote) and _WE.search(question))
    reference = closed_reference(asked.reference, quote)
    if not reference:
        return
    scoped = parts.scope.scoped(question, passage, quote, always=unexplained or always_scoped, least=least)
    if scoped:
        aliases = [alias for alias in asked.aliases if _is_closed(alias)]
        yield quote_draft(passage, quote, replace(asked, text=scoped, reference=reference, aliases=aliases))


def _is_of_author(question: str, quote: str, passage: Passage) -> bool:
    """Return whether a question's "they" would be the author of a text that is no policy."""
    we = bool(_SPOKEN_WE.search(quote) and _WE.search(question))
    return we and not _POLICY.search(f"{passage.title} {passage.source} {passage.heading}")


def closed_reference(reference: str, quote: str) -> str:
    """Return a reference with the mark that closes it in the quote; empty if it stays a fragment."""
    text = " ".join(reference.split())
    place = quote.find(reference)
    after = quote[place + len(reference) :].lstrip(".") if place >= 0 else ""
    if after[:1] in (")", "”", '"') and not _is_closed(text):
        text += after[:1]
    broken = not _is_closed(text) or _ENDS_OPEN.search(text) or _POINTS_BACK.match(text)
    return "" if broken else text


def _is_closed(text: str) -> bool:
    pairs = all(text.count(opening) == text.count(closing) for opening, closing in ("()", "[]", "“”"))
    return pairs and text.count('"') % 2 == 0


def quote_draft(passage: Passage, quote: str, asked: DraftQuestion) -> Draft:
    """Return a draft whose gold is a quote of one passage, with runs of white space in its answers made one blank."""
    gold = Gold(passage.id, quote, passage.source)
    answer, aliases = " ".join(asked.reference.split()), tuple(" ".join(alias.split()) for alias in asked.aliases)
    case = Case.make(asked.text, answer, (gold,), asked.kind, f"generated:{asked.rule}", "", aliases)
    rare = sorted(set(words(asked.text)), key=lambda word: (-len(word), word))[:1]
    return Draft(case, passage.document_id, tuple(rare), (AnswerStep(asked.text, answer, passage),), grounded=True)

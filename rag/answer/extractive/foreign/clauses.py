"""The clauses of a sentence, and which of them says what a question in a declared language asks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from graph.text.languages.matching import content_words, match_any
from rag.answer.extractive.foreign.question import ForeignQuestion
from rag.answer.extractive.foreign.sentences import MIN_SAID, ForeignSentence
from rag.embed.protocol import Bounds


def find_clause(question: ForeignQuestion, sentence: ForeignSentence) -> Bounds:
    """Return the first clause up to which all words of the question are said that the sentence says.

    Later clauses leave out what earlier ones said: in "The fee is 96 euros, for couples 150 euros" the second one says
    the fee for couples.
    """
    text, language = sentence.candidate.text, question.language
    wanted = {word for word, own in zip(question.words, sentence.own, strict=True) if own >= MIN_SAID}
    clauses = cut_clauses(text, language.rules.opposes)
    said: set[str] = set()
    for start, end in clauses:
        spoken = content_words(text[start:end], language)
        said |= {word for word in wanted if match_any(word, spoken, language) >= MIN_SAID}
        if said == wanted:
            return start, end
    return 0, len(text)


def is_qualified(question: ForeignQuestion, text: str) -> bool:
    """Whether an adjective that was not asked makes a noun of the question a certain one: "der ermäßigte Beitrag"."""
    language, rules = question.language, question.language.rules
    for match in re.finditer(rf"\b({rules.attribute})\s+([^\W\d_][\w-]+)", text):
        attribute, noun = match[1], match[2]
        if attribute.casefold() in language.quantities.numerals:
            continue
        inside = match.start() > 0 and attribute[0].isupper()
        if inside or noun[0].islower() or re.fullmatch(rules.neutral, attribute, re.IGNORECASE):
            continue
        told = content_words(attribute, language)
        asked = any(match_any(word, content_words(noun, language), language) >= MIN_SAID for word in question.words)
        if told and asked and not any(match_any(word, told, language) >= MIN_SAID for word in question.words):
            return True
    return False


def find_bracketed(question: ForeignQuestion, text: str) -> Bounds | None:
    """Return what a word of the question in brackets is said of: what stands between them and the ones before."""
    before = 0
    for match in re.finditer(r"\(([^()]*)\)", text):
        said = content_words(match[1], question.language)
        if any(match_any(word, said, question.language) >= MIN_SAID for word in question.words):
            return before, match.start()
        before = match.end()
    return None


def cut_clauses(text: str, opposes: str) -> Sequence[Bounds]:
    """Return the parts of a sentence between its marks and the words that begin another statement."""
    cuts = [0, *(match.start() for match in re.finditer(opposes, text, re.IGNORECASE)), len(text)]
    return [bounds for bounds in pairwise(cuts) if bounds[0] < bounds[1]]

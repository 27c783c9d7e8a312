"""Decompose questions: find a description in a question, to be asked for first and then replaced by its answer.

"Who covers for the colleague who found the leak?" asks "Who found the leak?" first. The idea of answering step by step
is that of self-ask (Press et al., arXiv 2210.03350); here the steps are found by rules, in English.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph.text.names import CAPITAL
from graph.text.words import words
from rag.ner.rules import RuleTagger

MAX_CANDIDATE_NAMES = 3
MAX_DECOMPOSED_CHARS = 2_000
"""A longer question is not decomposed: the cost grows with each clause times the length."""

_DETERMINER = re.compile(r"\b(?:the|an?|that|those|our|my|your|their|his|her|its)\s+", re.IGNORECASE)
_RELATIVE = re.compile(r"(?<=\w)\s+(who|whom|that|which|whose|where)\s+(?=\w)")
_PREPOSITION = re.compile(r"\s+(?:from|of|for|with|in|at|on|by|to|about)$")
_NOUN = re.compile(r"[\w'’-]+(?:\s+[\w'’-]+){0,4}$")
_LATER = re.compile(r",|\s(?:when|while|if|after|before|since|until)\s")
_OF_NAME = re.compile(
    r"\b[Tt]he\s+((?:[a-z'’-]+\s+){0,2}[a-z'’-]+)\s+(?:of|behind|for)\s+(?=(?:[Tt]he\s+)?(?:[a-z]+\s+)?(?:[Tt]he\s+)?$)"
)
_OWNED = re.compile(
    r"['’]s\s+(?:(?:step|grand)?(?:father|mother|parent|son|daughter|child)|husband|wife|spouse|partner|widow|widower"
    r"|(?:half-)?(?:brother|sister|sibling)|uncle|aunt|nephew|niece|cousin|director|author|founder|owner|manager|captain|coach"
    r"|teacher|mentor|predecessor|successor|employer|deputy)\b"
)
_PART = rf"(?:{CAPITAL}[\w.'’-]*,?|\([^()]*\)|\d+\w*)"
_OWNER = re.compile(rf"{_PART}(?:\s+(?:(?:of|the|de|von|van)\s+)*{_PART})*$")
_MAX_OWNER_CHARS = 100
_CHOICE = re.compile(r",?\s+or\s+")
_TAGGER = RuleTagger()


@dataclass(frozen=True, slots=True)
class Description:
    """A description at question[start:end], and the question that asks for it.

    `head` ends the noun; what lies between it and the clause belongs to the outer question: the man *from* who called.
    """

    start: int
    head: int
    clause: int
    end: int
    asked: str

    def named(self, question: str, name: str) -> str:
        """Return the question with the name in place of the description."""
        hanging = question[self.head : self.clause].rstrip()
        return f"{question[: self.start]}{name}{hanging}{question[self.end :]}"


def find_descriptions(question: str) -> list[Description]:
    """Return the descriptions in the question, innermost first.

    None if nothing would be left to ask, if the question offers a choice, or if it is too long.
    """
    if len(question) > MAX_DECOMPOSED_CHARS or _CHOICE.search(question):
        return []
    descriptions = [*_relative(question), *_of_name(question), *_of_owner(question)]
    return [
        description
        for description in descriptions
        if words(description.named(question, " ")) and words(description.asked)
    ]


def _relative(question: str) -> list[Description]:
    """Return descriptions by a relative clause: the farm whose barn was flooded."""
    descriptions = []
    for match in reversed(list(_RELATIVE.finditer(question))):
        head = _PREPOSITION.sub("", question[: match.start()])
        determiners = list(_DETERMINER.finditer(head))
        if not determiners:
            continue
        start, noun = determiners[-1].start(), head[determiners[-1].end() :]
        if not _NOUN.fullmatch(noun):
            continue
        clause = question[match.end() :].rstrip(" ?")
        for end in _ends(clause):
            sub_question = _ask_for(noun, match.group(1), clause[:end])
            descriptions.append(Description(start, len(head), match.start(), match.end() + end, sub_question))
    return descriptions


def _ends(clause: str) -> list[int]:
    """Return where a clause may end: at its end, or before what may belong to the outer question."""
    later = _LATER.search(clause)
    return [len(clause), later.start()] if later and later.start() else [len(clause)]


def _ask_for(noun: str, pronoun: str, clause: str) -> str:
    if pronoun in ("who", "whom"):
        return f"Who {clause}?"
    if pronoun == "whose":
        return f"Which {noun} has the {clause}?"
    if pronoun == "where":
        return f"Which {noun} is it where {clause}?"
    return f"Which {noun} {clause}?"


def _of_name(question: str) -> list[Description]:
    """Return descriptions by a name: the director of the film Free Guy."""
    descriptions = []
    for span in _TAGGER.mentions(question):
        match = _OF_NAME.search(question, 0, span.start)
        if match:
            phrase = question[match.start() : span.end]
            descriptions.append(Description(match.start(), span.end, span.end, span.end, f"Who or what is {phrase}?"))
    return descriptions


def _of_owner(question: str) -> list[Description]:
    """Return descriptions by a possessive: Mara Lindt's husband."""
    descriptions = []
    for match in _OWNED.finditer(question):
        owner = _OWNER.search(question, max(0, match.start() - _MAX_OWNER_CHARS), match.start())
        if owner:
            phrase = question[owner.start() : match.end()]
            descriptions.append(Description(owner.start(), match.end(), match.end(), match.end(), f"Who is {phrase}?"))
    return descriptions


def find_candidate_names(texts: list[str], question: str) -> list[str]:
    """Return the names in the texts that the question does not contain already, in order, at most three."""
    question_words = set(words(question))
    mentioned = [
        text[span.start : span.end] for text in texts for span in _TAGGER.mentions(text) if span.kind != "date"
    ]
    return [name for name in dict.fromkeys(mentioned) if not set(words(name)) <= question_words][:MAX_CANDIDATE_NAMES]

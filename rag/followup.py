"""Rewrite a follow-up question so that it can be searched for and answered without its history."""

from __future__ import annotations

import re
from dataclasses import replace

from graph.text.words import words
from rag.ellipsis import complete_ellipsis, is_fragment
from rag.topic import Topic, answer_names, find_names, question_terms
from rag.types import Question, Turn

MAX_DEPENDENT_WORDS = 1
"""A question with at most this many content words asks of what was said before."""

MAX_UNNAMED_WORDS = 2
"""A pronoun after more content words than these stands for one of them."""

MAX_TURNS = 20
"""The turns of a conversation, counted from its end, that a question may refer to."""

_PERSON = re.compile(r"\b(?:he|she|him|her|his|hers)\b", re.IGNORECASE)
_THING = re.compile(
    r"\b(?:it|they|them|its|their|theirs|this|that|these|those|there|then|one|ones|former|latter|same|such)\b",
    re.IGNORECASE,
)
_POINTING = re.compile(rf"{_PERSON.pattern}|{_THING.pattern}", re.IGNORECASE)
_WHO_IS_THAT = re.compile(r"\bwho(?:['’]s|\s+(?:is|was|are|were))\s+(?:that|this|those|these)\b", re.IGNORECASE)
_SHORT_ASKING = re.compile(
    r"^\W*(?:how (?:much|many|long|often|far)|what time|(?:since|until|by|from) when|per)\b(?:\s+[\w-]+)?\W*$",
    re.IGNORECASE,
)
_PLACE = re.compile(r"\bthere\b", re.IGNORECASE)
_OPENING = re.compile(r"^\s*(?:and|but|or|so|what about|how about|why|also|else|then)\b", re.IGNORECASE)
_CONTINUING = re.compile(r"^\W*(?:any|(?:what|who|where|how|when)\s+else|anything|anyone)\b", re.IGNORECASE)
_ASKING = re.compile(
    r"\?|\b(?:who|whom|whose|what|which|when|where|why|how|is|are|was|were|do|does|did|can|could|may|must|should)\b",
    re.IGNORECASE,
)
_EXPLETIVE = re.compile(
    r"\b(?:is|was)\s+it\s+(?:possible|true|likely|necessary|allowed)\b|\bthere\s+(?:is|are|was|were)\b"
    r"|\b(?:is|are|was|were)\s+there\b",
    re.IGNORECASE,
)


def resolve_followup(question: Question) -> Question:
    """Return the question with its standalone text, by the rules; one that has it stays as it is."""
    return question if question.standalone else replace(question, standalone=make_standalone(question))


def make_standalone(question: Question) -> str:
    """Return the question as it stands alone: completed by the question before it, or followed by what it refers to."""
    return _ask(question.text.strip(), _topic_before(question)).question


def find_part(question: Question) -> str:
    """Return what a fragment ("and for children?") puts into the question before it; empty for other questions."""
    return _ask(question.text.strip(), _topic_before(question)).part


def _topic_before(question: Question) -> Topic:
    topic = Topic()
    for turn in question.history[-MAX_TURNS:]:
        topic = _continue(topic, turn)
    return topic


def _continue(topic: Topic, turn: Turn) -> Topic:
    """Return what the conversation is about after a turn."""
    if not turn.text.strip():
        return topic
    if turn.role == "user":
        return _ask(turn.text.strip(), topic)
    return replace(topic, answer_names=answer_names(turn.text)) if topic.question else topic


def _ask(text: str, topic: Topic) -> Topic:
    """Return the topic of a question asked after another: the question as it stands alone."""
    if not topic.question or not refers_back(text):
        return Topic(text)
    if completed := complete_ellipsis(text, topic):
        return Topic(completed.text, part=completed.part, whole=completed.whole)
    known = set(words(text))
    missing = [term for term in _referents(text, topic) if not set(words(term)) <= known]
    return Topic(f"{text} ({', '.join(missing)})" if missing else text)


def _referents(text: str, topic: Topic) -> list[str]:
    """Return what the pronouns of a question stand for: names of the last answer or question, else its nouns."""
    terms = question_terms(topic.question)
    if not topic.answers:
        return terms
    if (_PERSON.search(text) or _WHO_IS_THAT.search(text)) and topic.asked_for == "person":
        return [topic.answers[0], *(terms if _THING.search(text) else ())]
    if (_PLACE.search(text) and topic.asked_for == "place") or (_THING.search(text) and topic.asked_for == "thing"):
        return [topic.answers[0], *terms]
    return terms


def refers_back(text: str) -> bool:
    """Whether a question refers back: by a pronoun, by its opening, or by having hardly a word of its own."""
    if _OPENING.match(text) or _CONTINUING.match(text) or is_fragment(text):
        return True
    if _SHORT_ASKING.match(text):
        return True
    if len(words(text)) <= MAX_DEPENDENT_WORDS and _ASKING.search(text):
        return True
    plain = _EXPLETIVE.sub(" ", text)
    pointing = list(_POINTING.finditer(plain))
    names = find_names(plain)
    strong = [match for match in pointing if match.group().casefold() not in {"that", "there", "one", "then"}]
    if strong:
        return not _explained(plain[: strong[0].start()], names)
    return bool(pointing and not names)


def _explained(before: str, names: list[str]) -> bool:
    """Whether the words before a pronoun hold what it stands for: a name, or enough nouns."""
    return any(name in before for name in names) or len(words(before)) > MAX_UNNAMED_WORDS

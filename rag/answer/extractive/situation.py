"""Tell what a question asks from the situation that its author describes around it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import takewhile

from graph.text.verb_forms import BASE_FORMS
from graph.text.words import QUESTION_WORDS, STOP_WORDS
from rag.answer.extractive.sentences import quotable_bounds

_IMPERATIVES = "tell give list name show explain describe compare summarise summarize find please define"
_OPENINGS = "|".join((*sorted(QUESTION_WORDS), *_IMPERATIVES.split()))
_ASKS = re.compile(rf"\W*(?:(?:and|but|so|also)\s+)?(?:{_OPENINGS})\b", re.IGNORECASE)
_YES_NO = re.compile(
    r"(?:(?:and|but|so|also|or|then|please),?\s+)?"
    r"(?:(?:in|according to|under|for|given|if|when|as|on|with)\b[^?]{1,300}?,\s+)?"
    r"(?:(?:is|are|do|does|did|should|would|has|have|had)n['’]t|can['’]t|won['’]t"
    r"|is|are|am|was|were|do|does|did|can|could|may|might|must|shall|should|will|would|has|have|had|need)"
    r"\s+(?!you (?:tell|explain|describe|give|show|list|summari[sz]e)\b)",
    re.IGNORECASE,
)
_CHOICE = re.compile(r"\s*(?:is|are|was|were|do|does|did)\b[^,]*,?\s+or\s+(?:the|a|an|is|are|does|do)\s", re.IGNORECASE)
_STATES = r"(?:if|when|since|as|because|given that|now that|in case|after|while|although|suppose|assuming)"
_CLAUSE_BEFORE = re.compile(
    rf"\s*(?P<stated>(?:{_STATES}\s+(?:i|we|you|he|she|it|they|my|our|the|an?)\b|(?:i|we|my|our)\s)[^?]{{2,200}}?),\s+"
    rf"(?:and\s+|so\s+|then\s+)?(?P<asked>(?:(?:for|in|at|by|until|after|on)\s+)?(?:{_OPENINGS}|is|are|do|does|can|may|must)\b.*)",
    re.IGNORECASE | re.DOTALL,
)
_CLAUSE_AFTER = re.compile(
    r",?\s+(?P<stated>(?:if|when|since|because|given that|now that|in case|although)\s+"
    r"(?:i|we|you|he|she|it|they|my|our)\b[^?]{2,200})\??\s*$",
    re.IGNORECASE,
)
_OWN = re.compile(r"\b(?:my|our)\s+((?:[\w-]+\s?){1,4})", re.IGNORECASE)
_ONE = re.compile(r"\b(?:an?\s+|the\s+)?(?:new|another|second|replacement|fresh)\s+one\b", re.IGNORECASE)
_GONE = re.compile(
    r"\b(?:los[et]|missing|mislaid|stolen|broke|broken|damaged|faulty|torn|disappeared|worn|does not work)\b",
    re.IGNORECASE,
)
_NO_NOUNS = STOP_WORDS | frozenset(BASE_FORMS) | frozenset("got gets yesterday today while last".split())
_REFERENTS = re.compile(r"(?<=\?)\s*\([^()?]*\)\s*\Z")
"""What a follow-up refers to, in brackets behind it."""

_OF_TODAY = re.compile(
    r"\b(the|our|your|my|their)\s+"
    r"(?:latest|newest|most recent|current(?!\s+(?:flow|draw|rating|account|consumption)))\s+(?=[a-z])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """What is asked, and the sentences around it that describe a situation; empty where there are none."""

    asked: str
    situation: str = ""

    @property
    def text(self) -> str:
        """What is asked, then the situation."""
        return f"{self.asked} {self.situation}".strip()


def split_situation(question: str) -> AskedQuestion:
    """Split a question into the sentences that ask and those that only tell; all of it asks where none is told.

    That the latest is asked for is left out: documents seldom say so of what they state.
    """
    question = _OF_TODAY.sub(r"\1 ", question)
    sentences = [question[start:end].strip() for start, end in quotable_bounds(question)]
    if len(sentences) < 2:
        return AskedQuestion(question.strip())
    asking = [number for number, sentence in enumerate(sentences) if sentence.endswith("?")]
    asking = asking or [number for number, sentence in enumerate(sentences) if _ASKS.match(sentence)]
    asking = asking or [number for number, sentence in enumerate(sentences) if _YES_NO.match(sentence)]
    asking = asking or [len(sentences) - 1]
    asked = " ".join(sentences[number] for number in asking)
    return AskedQuestion(asked, " ".join(text for number, text in enumerate(sentences) if number not in asking))


def split_clause(question: AskedQuestion) -> AskedQuestion:
    """Split what is asked from a clause in the same sentence that tells a situation: "Since I work on Tuesdays, …"."""
    asked = question.asked
    if before := _CLAUSE_BEFORE.match(asked):
        return AskedQuestion(before["asked"], f"{question.situation} {before['stated']}".strip())
    if after := _CLAUSE_AFTER.search(asked):
        return AskedQuestion(f"{asked[: after.start()]}?", f"{question.situation} {after['stated']}".strip())
    return question


def resolve_one(question: AskedQuestion) -> AskedQuestion:
    """Replace "a new one" by what the situation says has been lost or broken: "a replacement for the key"."""
    thing = _OWN.search(question.situation)
    if not thing or not _ONE.search(question.asked):
        return question
    nouns = list(takewhile(lambda word: word.casefold() not in _NO_NOUNS and not word.endswith("ed"), thing[1].split()))
    gone = _GONE.search(question.situation)
    named = f"a replacement for the {' '.join(nouns)}" if gone else f"a new {' '.join(nouns)}"
    return replace(question, asked=_ONE.sub(named, question.asked)) if nouns else question


def asks_yes_no(asked: str) -> bool:
    """Whether yes or no answers a question: it opens with an auxiliary, and offers no choice of two things."""
    last = _REFERENTS.sub("", asked).rstrip(" ?").rpartition("?")[2].strip()
    return bool(_YES_NO.match(last)) and not _CHOICE.match(last)

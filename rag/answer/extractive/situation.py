"""Tell what a question asks from the situation that its author describes around it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph.text.words import QUESTION_WORDS
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


def asks_yes_no(asked: str) -> bool:
    """Whether yes or no answers a question: it opens with an auxiliary, and offers no choice of two things."""
    last = asked.rstrip(" ?").rpartition("?")[2].strip()
    return bool(_YES_NO.match(last)) and not _CHOICE.match(last)

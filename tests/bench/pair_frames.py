"""Sentences around an answer, as people write them: alone, after an opening, or with the question's own words."""

from __future__ import annotations

import re

OPENINGS = ("{}", "{}.", "It is {}.", "The answer is {}.", "According to the document, it is {}.", "That would be {}.")
LIST_OPENINGS = ("{}", "{}.", "They are {}.", "The answer is {}.", "According to the document: {}.")

_WHAT = re.compile(r"^what (?P<be>is|was|are|were) (?P<rest>the [^?,]{3,90}?)\s*\?*$", re.IGNORECASE)
_WHO = re.compile(
    r"^(?:who|which (?:\w+ )?\w+|what (?:\w+ )?\w+) (?P<rest>(?:served|serves|won|scored|had|has|finished|plays|"
    r"played|received|owns|led|regulates|showed|came|hosted) [^?,]{3,90}?)\s*\?*$",
    re.IGNORECASE,
)
_HOW_MANY = re.compile(
    r"^how many (?P<rest>\w+(?: \w+)? (?:scored|have|had|were|are|received|won|finished|served|played|lost|came) "
    r"[^?,]{3,90}?)\s*\?*$",
    re.IGNORECASE,
)
_CAN_I = re.compile(
    r"^(?P<verb>can|may|must|should|will|could) (?P<subject>I|he|she|it|they|we|my \w+) "
    r"(?P<rest>[^?,.;]{6,110}?)\s*\?*$",
    re.IGNORECASE,
)
_DO_I = re.compile(
    r"^do (?P<subject>I|they|we) (?P<rest>(?:need|have|qualify|get)\b[^?,.;]{4,110}?)\s*\?*$", re.IGNORECASE
)
_TO_THE_ASKER = {
    r"\bI am\b": "you are",
    r"\bI'm\b": "you're",
    r"\bI\b": "you",
    r"\bmy\b": "your",
    r"\bmine\b": "yours",
    r"\bme\b": "you",
    r"\bwe\b": "you",
    r"\bour\b": "your",
    r"\bus\b": "you",
}


def question_frame(question: str) -> str:
    """The question turned into a statement with a gap, "The fee is {}."; empty where the rules know none."""
    text = " ".join(question.split())
    if " or " in text or ":" in text:
        return ""
    if (match := _WHAT.match(text)) and not re.search(r"\b(?:does|do|did|is|was|are|were)\b", match["rest"]):
        rest = match["rest"]
        return f"{rest[0].upper()}{rest[1:]} {match['be'].lower()} {{}}."
    if match := _WHO.match(text) or _HOW_MANY.match(text):
        return f"{{}} {match['rest']}."
    return ""


def statements(question: str) -> tuple[str, str] | None:
    """A yes-no question as a statement that says yes, and one that says no; None where the rules know none."""
    text = " ".join(question.split())
    if match := _CAN_I.match(text):
        verb, rest = match["verb"].lower(), match["rest"]
        negated = "cannot" if verb == "can" else f"{verb} not"
        subject = match["subject"]
        return tuple(_told(f"{subject} {form} {rest}") for form in (verb, negated))  # type: ignore[return-value]
    if match := _DO_I.match(text):
        subject, rest = match["subject"], match["rest"]
        return _told(f"{subject} {rest}"), _told(f"{subject} do not {rest}")
    return None


def _told(text: str) -> str:
    """A statement as told to the one who asks: "I need" becomes "You need"."""
    for pattern, word in _TO_THE_ASKER.items():
        text = re.sub(pattern, word, text)
    return f"{text[0].upper()}{text[1:].rstrip(' .')}."

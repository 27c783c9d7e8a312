"""Other words for the same: an answer is written in the reference's words where both are known to mean one thing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from evals.judges.forms import forms
from evals.judges.polarity_reply import asks_yes_or_no
from graph.text.negation import NEGATIVE_PREFIXES
from graph.text.stemming import stem
from graph.text.verb_forms import BASE_FORMS

_BE = r"(?:is|are|was|were|be|been|being)"
_ALIKE = (
    r"(?:fell|fall(?:s|en)?|decreas(?:e[sd]?|ing)|dropp?(?:s|ed)?|declin(?:e[sd]?|ing)|(?:went|go|goes|gone|came|come)\s+down|shr[aiu]nk|sank|sunk)",
    r"(?:rose|rise[sn]?|increas(?:e[sd]?|ing)|gr[eo]w[sn]?|climb(?:s|ed)?|(?:went|go|goes|gone)\s+up)",
    r"(?:closed|shut)",
    r"(?:forbidden|prohibited|banned|not\s+(?:allowed|permitted)|disallowed)",
    r"(?:mandatory|compulsory|obligatory|required)",
    r"(?<!not\s)(?<!n['’]t\s)(?:must|ha(?:s|ve)\s+to|needs?\s+to|(?:is|are)\s+(?:required|obliged)\s+to)",
    r"(?:may|can|(?:is|are)\s+(?:allowed|permitted)\s+to)\b(?=\s(?!not\b))",
    r"(?:accepted|said\s+yes\s+to|agreed\s+to|took\s+up)",
    r"(?:rejected|refused|declined|said\s+no\s+to|turned(?:\s+(?:it|them|him|her))?\s+down)",
    r"(?:(?:everyone|everybody|anyone|anybody|all|all\s+of\s+them)\s+(?:except(?:\s+for)?|but|apart\s+from|other\s+than))",
    (
        r"(?:because\s+of\s+|for\s+)?(?:health\s+reasons|reasons\s+of\s+health|(?:ill|poor|bad)\s+health|illness|sickness)"
        rf"|(?:because|as|since)\s+(?:he|she|they|i|we)\s+(?:was|were|{_BE}|fell|became)\s+(?:ill|sick|unwell)"
    ),
    r"(?:provided\s+that|on\s+condition\s+that|as\s+long\s+as|so\s+long\s+as)",
    r"(?:at\s+once|immediately|straight\s+away|right\s+away|without\s+delay)",
    r"(?:start(?:s|ed)?|beg[aiu]ns?)",
    r"(?:ends?|ended|finish(?:es|ed)?)",
    r"(?:biggest|largest)",
    r"(?:often|frequently)",
    r"(?:car\s+park|parking\s+lot)",
)
"""Wordings of one thing, in any form that they stand in; those that say it by a negation have it within."""
_FREE = (
    r"(?:(?:it|that|this|there|er|sie|es)\s+(?:costs?|is|ist)\s+)?(?:(?:free\s+of\s+charge|for\s+free|(?<!not\s)free(?!\s+of)|(?:at\s+)?no\s+(?:extra\s+)?(?:cost|charge)"
    r"|without\s+charge|(?<!for\s)nothing|gratis|complimentary|kostenlos|kostenfrei|umsonst|gebührenfrei|nichts))"
)
_ASKS_PRICE = re.compile(r"\b(?:cost|charge|pay|price|fee|how\s+much|kostet?|preis|gebühr|free)\w*\b", re.IGNORECASE)
_PATTERNS = tuple(re.compile(rf"\b(?:{one})(?!\w)", re.IGNORECASE) for one in _ALIKE)
_DIRECTIONS = _PATTERNS[:2]
"""To fall and to rise; a reference with both has no direction."""
_PRICE_PATTERN = re.compile(rf"\b{_FREE}\b", re.IGNORECASE)
_NOBODY = re.compile(
    r"(?:nobody|no[\s-]one|none|not\s+(?:one|a\s+single)(?:\s+(?:of\s+them|person))?|not\s+anyone|niemand|keiner)\b",
    re.IGNORECASE,
)
_EVERYBODY = re.compile(
    r"(?:they\s+)?(?:all|every(?:one|body|thing)?|each|jeder|alle)\b(?:\s+(?:single|one|of|the|these|those|them)\b)*",
    re.IGNORECASE,
)
_UN = re.compile(
    rf"\b(?:{'|'.join(one for one in NEGATIVE_PREFIXES if len(one) > 1)})(?P<word>[a-z]{{4,}})\b", re.IGNORECASE
)
_NOT_UN = re.compile(rf"\bnot\s+{_UN.pattern}", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z]+")


def align_wording(question: str, answer: str, references: Sequence[str]) -> str:
    """Return an answer with what a reference says in other words written as it is there: "decreased" as "fell"."""
    for reference in references:
        if _is_same_share(question, reference, answer):
            return reference
        answer = _with_reference_forms(_without_double_negation(question, answer, reference), reference)
        patterns = (*_PATTERNS, _PRICE_PATTERN) if _ASKS_PRICE.search(question) else _PATTERNS
        for pattern in patterns:
            wanted, given = pattern.search(reference), pattern.search(answer)
            if pattern in _DIRECTIONS and all(one.search(reference) for one in _DIRECTIONS):
                continue
            if wanted and given and wanted.group().casefold() != given.group().casefold():
                answer = f"{answer[: given.start()]}{wanted.group()}{answer[given.end() :]}"
    return answer


def _is_same_share(question: str, reference: str, answer: str) -> bool:
    """Whether both say nobody, or both everybody, and nothing else that the question does not."""
    asked = {stem(form) for form in forms(question)}
    for pattern in (_NOBODY, _EVERYBODY):
        found = [pattern.match(text.strip()) for text in (reference, answer)]
        if all(found) and all(
            {stem(form) for form in forms(text.strip()[match.end() :])} <= asked
            for text, match in zip((reference, answer), found, strict=True)
            if match
        ):
            return True
    return False


def _without_double_negation(question: str, answer: str, reference: str) -> str:
    """Write "not unlawful" as lawful where the question or the reference has that word."""
    known = {word.casefold() for word in _WORD.findall(f"{question} {reference}")}
    plain = _NOT_UN.sub(lambda match: match["word"] if match["word"].casefold() in known else match.group(), answer)
    if not asks_yes_or_no(question):
        return plain
    negative = [match for match in _UN.finditer(question) if not re.search(rf"\b{match['word']}\b", question)]
    for match in negative:
        plain = re.sub(rf"(?<!not\s)\b{match['word']}\b", f"not {match.group()}", plain)
    return plain


def _with_reference_forms(answer: str, reference: str) -> str:
    """Write an irregular form of a verb as the reference has it: "worn" as "wear"."""
    own = {_lemma(word): word for word in _WORD.findall(reference) if word.islower()}

    def as_there(match: re.Match[str]) -> str:
        word = match.group()
        there = own.get(_lemma(word), word)
        return there if word in BASE_FORMS or there in BASE_FORMS else word

    return _WORD.sub(as_there, answer)


def _lemma(word: str) -> str:
    return BASE_FORMS.get(word, word)

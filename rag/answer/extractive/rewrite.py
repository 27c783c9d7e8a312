"""Rewrite a question in the words of its answer: "What is the place of birth of X?" as "Where was X born?"."""

from __future__ import annotations

import re

_OF_FORM = r"(?:what|where|when|which)(?:['’]s|\s+(?:is|was))\s+the\s+{0}\s+of\s+(?P<person>.+?)\s*\?*$"
_POSSESSIVE_FORM = r"(?:what|where|when)(?:['’]s|\s+(?:is|was))\s+(?P<person>.+?)['’]s?\s+{0}\s*\?*$"
_NOUNS = (
    (r"(?:place\s+of\s+birth|birth\s?place)", "Where was {} born?"),
    (r"(?:date\s+of\s+birth|birth\s?date|birth\s?day)", "When was {} born?"),
    (r"(?:place|location)\s+of\s+death", "Where did {} die?"),
    (r"(?:date|year)\s+of\s+death", "When did {} die?"),
)
_FORMS = [
    (re.compile(form.format(noun), re.IGNORECASE), template)
    for noun, template in _NOUNS
    for form in (_OF_FORM, _POSSESSIVE_FORM)
]

MAX_PARSED_CHARS = 400
"""Maximum characters of a question that is parsed, to bound the time."""


def rewrite_question(question: str) -> str:
    """Return the question in the words of its answer if it uses a known noun for them; else unchanged."""
    trimmed = question.strip() if len(question) <= MAX_PARSED_CHARS else ""
    for pattern, template in _FORMS:
        match = pattern.match(trimmed)
        if match:
            return template.format(match["person"])
    return question

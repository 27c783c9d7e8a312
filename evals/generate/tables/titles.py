"""The titles of documents as a question quotes them: file names are read as words."""

from __future__ import annotations

import re
from collections import Counter

from graph.text.names import NAME_PARTICLES
from graph.text.words import STOP_WORDS
from graph.types import Document

MAX_TITLE_WORDS = 14
SMALL_WORDS = STOP_WORDS | NAME_PARTICLES
"""Words that have no capital inside a title."""
_WORD = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*")
_PATH = re.compile(r"[\\\[\]{}<>|“”\"]|/\w+/|\w:/|\.(?:csv|pdf|docx?|xlsx?|html?|md|txt|json)\b")
_NUMBERS = re.compile(r"(?<=\b\d{4})[ ](?=\d{2}\b)")


def quotable_title(document: Document) -> str:
    """Return a document's title for quoting in a question; empty if it is no wording that a person would use."""
    title = " ".join(document.title.split())
    if " " not in title and re.search(r"\w-\w|\w_\w", title):
        title = _words_of_file(title, document.text)
    letters = sum(letter.isalpha() for letter in title)
    if _PATH.search(title) or not 1 <= len(title.split()) <= MAX_TITLE_WORDS or letters < max(3, len(title) // 3):
        return ""
    return title[:1].upper() + title[1:]


def _words_of_file(name: str, text: str) -> str:
    """Return a file's name as words, with the capitals that the text gives them: "men-s-100-m" is "men's 100 m"."""
    spoken = re.sub(r"(?<=[^\W\d_])-s(?=-|$)", "'s", name)
    spoken = _NUMBERS.sub("-", re.sub(r"[-_]+", " ", spoken)).strip()
    forms: dict[str, Counter[str]] = {}
    for word in _WORD.findall(text):
        forms.setdefault(word.casefold(), Counter())[word] += 1
    written = [forms[word].most_common(1)[0][0] if word in forms else word for word in spoken.split()]
    return " ".join(word if word in SMALL_WORDS or not word.islower() else word.capitalize() for word in written)

"""What a question in a declared language asks for, and the words of it that a text must say."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass

from graph.text.languages.identify import identify_language
from graph.text.languages.matching import SAME, content_words, match_any
from graph.text.languages.spec import AskedKind, Asking, Language


@dataclass(frozen=True, slots=True)
class ForeignQuestion:
    """A question with its language and kind. `words` must be said by a text, `implied` ones may be.

    `adjective` is what is asked with "how", such as "schwer"; empty if nothing is.
    """

    text: str
    language: Language
    kind: AskedKind
    words: tuple[str, ...]
    implied: Set[str]
    adjective: str = ""


def read_foreign_question(text: str) -> ForeignQuestion | None:
    """Return what a question asks; None for one in English or in no declared language."""
    language = identify_language(text)
    if language is None:
        return None
    asking = language.asking
    kind, match = _find_kind(text, asking)
    asked = match.group() if match else ""
    adjective = next((word for word in asking.named_by if re.search(rf"\b{word}", asked, re.IGNORECASE)), "")
    implied = frozenset(asking.implied.get(kind, "").split()) | frozenset(asking.named_by.get(adjective, "").split())
    rest = f"{text[: match.start()]} {text[match.end() :]}" if match else text
    words = tuple(word for word in content_words(rest, language) if match_any(word, implied, language) < SAME)
    return ForeignQuestion(text, language, kind, words or tuple(content_words(asked, language)), implied, adjective)


def _find_kind(text: str, asking: Asking) -> tuple[AskedKind, re.Match[str] | None]:
    """Return what a question asks for, and the words that say so; None without any."""
    for kind, pattern in asking.kinds:
        if match := pattern.search(text):
            return kind, match
    return "thing", None

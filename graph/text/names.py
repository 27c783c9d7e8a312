"""Match keys of names: two surface forms with one key are the same name."""

from __future__ import annotations

import re
import unicodedata

from graph.text.combining_marks import limit_marks
from graph.text.words import WORD_PATTERN, without_diacritics

_ARTICLE = re.compile(r"^(?:the|a|an)\s+(?=\S)")
_POSSESSIVE = re.compile(r"(?:['’]s|(?<=s)['’])$")
_INITIALS = re.compile(r"\b(?:\w\.){2,}")


def name_key(name: str) -> str:
    """Return the folded form of a name: no case, Latin diacritics, article, possessive or punctuation; U.S. becomes
    us."""
    folded = without_diacritics(unicodedata.normalize("NFKC", limit_marks(name)).casefold()).strip()
    folded = _POSSESSIVE.sub("", folded)
    folded = _INITIALS.sub(lambda match: match.group().replace(".", ""), folded)
    folded = _ARTICLE.sub("", folded)
    return " ".join(WORD_PATTERN.findall(folded))


def strip_disambiguation(title: str) -> str:
    """Remove the parenthesised disambiguation from the end of a title."""
    plain = title.rstrip()
    start = plain.rfind("(")
    if start < 0 or plain.find(")", start) != len(plain) - 1:
        return title
    return plain[:start].rstrip() or title

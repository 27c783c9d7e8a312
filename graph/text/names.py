"""Names as they are written: their words, and the key by which two surface forms are the same name."""

from __future__ import annotations

import re
import unicodedata

from graph.text.combining_marks import limit_marks
from graph.text.words import WORD_PATTERN, without_diacritics

CAPITAL = r"[^\W\d_a-z]"
"""A letter that may begin a name, as a regular expression: none of a to z, since many scripts have no case."""

CAPITAL_OR_DIGIT = r"[^\W_a-z]"
"""The same or a digit."""

NAME_WORD = rf"{CAPITAL}[\w'’-]*"
"""A word that may be a name's, as a regular expression."""

NAME_OR_NUMBER_WORD = rf"{CAPITAL_OR_DIGIT}[\w'’-]*"
"""A word that may be a name's or is a number, as a regular expression."""

WORD_WITH_DIGIT = r"\b\w*\d\w*\b"
"""A word that contains a digit, as a regular expression."""

INNER_LATIN_NAME = r"(?<!^)\b[A-Z][\w'’-]+"
"""A word of two letters or more with a capital of A to Z, not at the start of the text, as a regular expression."""

NAME_PARTICLES = frozenset("of the de la le les du des da do dos di del della van von der den bin al el".split())
"""Small words inside names."""

_ENDING_APOSTROPHE = re.compile(r"['’]s?$")
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


def is_capitalized(token: str) -> bool:
    """Whether a token begins with a capital letter, or with a digit and contains one: 3M."""
    return token[0].isupper() or (token[0].isdigit() and any(letter.isupper() for letter in token))


def strip_possessive(word: str) -> str:
    """Return a word without the ending of a possessive."""
    return _ENDING_APOSTROPHE.sub("", word)


def strip_disambiguation(title: str) -> str:
    """Remove the parenthesised disambiguation from the end of a title."""
    plain = title.rstrip()
    start = plain.rfind("(")
    if start < 0 or plain.find(")", start) != len(plain) - 1:
        return title
    return plain[:start].rstrip() or title

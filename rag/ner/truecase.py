"""Names in a text that is written without capitals, such as a chat, get them back (Lita et al., "tRuEcasIng", 2003)."""

from __future__ import annotations

import re
from collections import Counter

from rag.dependency_parser import Token, is_english, parse_trees

_LINE = re.compile(r"[^\n]+")
_WORD = re.compile(r"[^\W\d_]+")
_CODE_MARK = re.compile(r"[=(){}\[\]<>;_\\$|]")
_MAX_SHARE_OF_CODE_MARKS = 0.03
_MIN_WORDS = 6
_MAX_SHARE_OF_CAPITALS = 0.02
_PROPER_NOUNS = frozenset(("NNP", "NNPS"))


def has_no_capitals(text: str) -> bool:
    """Whether English prose hardly ever begins a word with a capital; "I" does not count."""
    words = [word for word in _WORD.findall(text) if word != "I"]
    capitals = sum(word[0].isupper() for word in words)
    if len(words) < _MIN_WORDS or capitals > _MAX_SHARE_OF_CAPITALS * len(words):
        return False
    return len(_CODE_MARK.findall(text)) <= _MAX_SHARE_OF_CODE_MARKS * len(text) and is_english(text)


def truecase(text: str) -> str:
    """Return a text of the same length in which a capital begins each word that is mostly a proper noun there.

    A text that has capitals is unchanged.

    Raises `ModelError` if the pipeline that knows parts of speech is not installed.
    """
    if not has_no_capitals(text):
        return text
    lines = list(_LINE.finditer(text))
    trees = parse_trees([line.group() for line in lines])
    tokens = [(line.start() + token.idx, token) for line, tree in zip(lines, trees, strict=True) for token in tree]
    uses = Counter(token.lower_ for _, token in tokens)
    names = Counter(token.lower_ for _, token in tokens if _is_in_a_name(token))
    letters = list(text)
    for place, token in tokens:
        capital = letters[place].upper()
        if len(capital) == 1 and 2 * names[token.lower_] >= uses[token.lower_]:
            letters[place] = capital
    return "".join(letters)


def _is_in_a_name(token: Token) -> bool:
    """Whether a token is a proper noun, or a noun before one without an article, as in "ask team marsh"."""
    if token.tag_ in _PROPER_NOUNS:
        return True
    head = token.head
    before_a_name = token.tag_ == "NN" and token.dep_ == "compound" and head.tag_ in _PROPER_NOUNS
    return before_a_name and not any(child.dep_ in ("det", "poss") for child in head.children)

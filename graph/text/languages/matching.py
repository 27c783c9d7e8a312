"""How far two words of a language say the same: forms of one word, or a compound and a part of it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from graph.text.languages.identify import fold
from graph.text.languages.spec import Inflection, Language
from graph.text.words import WORD_PATTERN

MIN_STEM_CHARS = 4
"""Letters that stay of a word when its endings are removed."""

MIN_PART_CHARS, MIN_PART_STEM_CHARS = 4, 5
"""Letters of a part of a compound, and of what is left of it without its ending."""

MIN_REST_CHARS = 3
"""Letters of a compound beside the part that matches."""

SAME, HEAD, MODIFIER = 0.95, 0.8, 0.6
"""How far a word matches another form of it, a compound that ends in it, and one that begins with it."""

ASKED_HEAD, ASKED_MODIFIER = 0.5, 0.3
"""How far a compound matches its last and its first part: together they match as another form does."""


@lru_cache(maxsize=100_000)
def stem_word(word: str, inflection: Inflection) -> str:
    """Return a folded word without its endings and inserts: "gekündigt" and "Kündigung" match "kündigen"."""
    word = _without_insert(word, inflection)
    while ending := next(
        (one for one in inflection.endings if word.endswith(one) and len(word) - len(one) >= MIN_STEM_CHARS), ""
    ):
        word = word[: -len(ending)]
    return word


def _without_insert(word: str, inflection: Inflection) -> str:
    for prefix in ("", *inflection.prefixes):
        for insert in inflection.inserts:
            lead = prefix + insert
            if word.startswith(lead) and len(word) - len(lead) > MIN_STEM_CHARS:
                return prefix + word[len(lead) :]
    return word


@lru_cache(maxsize=200_000)
def match_words(asked: str, said: str, inflection: Inflection) -> float:
    """Return how far a folded word of a text says what one of a question asks for, from 0 to 1."""
    if asked == said:
        return 1.0
    one, other = stem_word(asked, inflection), stem_word(said, inflection)
    if one == other or any(asked == said + ending or said == asked + ending for ending in inflection.plurals):
        return SAME
    if not inflection.compounds:
        return 0.0
    if _ends_in(said, asked, one, inflection):
        return HEAD
    if _begins_with(said, one):
        return MODIFIER
    if _ends_in(asked, said, other, inflection):
        return ASKED_HEAD
    return ASKED_MODIFIER if _begins_with(asked, other) else 0.0


def _begins_with(compound: str, stem: str) -> bool:
    return len(stem) >= MIN_PART_CHARS and len(compound) - len(stem) >= MIN_REST_CHARS and compound.startswith(stem)


def _ends_in(compound: str, word: str, stem: str, inflection: Inflection) -> bool:
    """Whether a compound ends in any form of a word, and what is before that may be a word."""
    own = stem_word(compound, inflection)
    forms = [(word, MIN_PART_CHARS), (stem, MIN_PART_STEM_CHARS)]
    last = next(
        (end for end, least in forms if len(end) >= least and (own.endswith(end) or compound.endswith(end))), ""
    )
    before = compound[: compound.rfind(last)] if last else ""
    return len(before) >= MIN_REST_CHARS and before not in inflection.bound and before not in inflection.prefixes


def match_any(asked: str, said: Iterable[str], language: Language) -> float:
    """Return how far some words of a text say an asked one; the parts of a compound may be said apart."""
    found = [match_words(asked, word, language.inflection) for word in said]
    best = max(found, default=0.0)
    head, modifier = ASKED_HEAD in found, ASKED_MODIFIER in found
    return max(best, SAME) if head and modifier else best


def content_words(text: str, language: Language) -> list[str]:
    """Return the folded words of a text that say what it is about, in order, each once."""
    spoken = dict.fromkeys(map(fold, WORD_PATTERN.findall(text)))
    return [word for word in spoken if word not in language.function_words and (len(word) > 1 or word.isdigit())]

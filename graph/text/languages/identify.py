"""Tell which of the declared languages a text is in, by its small words."""

from __future__ import annotations

from functools import lru_cache

from graph.registry import PluginKind, find_plugins
from graph.text.languages.spec import Language
from graph.text.words import STOP_WORDS, WORD_PATTERN, without_diacritics

MAX_READ_CHARS = 2_000
"""The start of a text that is read."""

MAX_BARE_WORDS = 2
"""Words of a text without any small word whose letters may tell its language; of a question, which has some, one."""


LANGUAGES = PluginKind("language", "graph.text.languages", "LANGUAGE", "graphloop.languages", Language)


@lru_cache(maxsize=1)
def known_languages() -> tuple[Language, ...]:
    """Return the languages that are declared."""
    return tuple(find_plugins(LANGUAGES).values())


@lru_cache(maxsize=10_000)
def identify_language(text: str) -> Language | None:
    """Return the language of a text; None for English and for a language that is not declared.

    It has more of its small words than of English ones, and one at least that no other language has; or it opens with
    one and has another, not both English, and none that is English alone.
    """
    spoken = [fold(word) for word in WORD_PATTERN.findall(text[:MAX_READ_CHARS])]
    best, most = None, 0
    for language in known_languages():
        own = [word for word in spoken if word in language.function_words]
        english = sum(word in STOP_WORDS and word not in language.function_words for word in spoken)
        if len(own) > max(most, english) and (_tells(own, language) or (not english and _opens(spoken, own))):
            best, most = language, len(own)
    return best or _identify_bare(text, spoken)


def _tells(own: list[str], language: Language) -> bool:
    """Whether a small word is of one language only."""
    return any(word not in language.shared for word in own)


def _opens(spoken: list[str], own: list[str]) -> bool:
    """Whether the first word and another one are small, and one of them is no English word."""
    return len(own) > 1 and spoken[0] == own[0] and any(word not in STOP_WORDS for word in own)


def _identify_bare(text: str, spoken: list[str]) -> Language | None:
    """Return the language of a few words by their letters."""
    most = 1 if text.rstrip().endswith("?") else MAX_BARE_WORDS
    if len(spoken) > most or any(word in STOP_WORDS for word in spoken):
        return None
    held = set(text.lower())
    return next((one for one in known_languages() if held.intersection(one.letters)), None)


def fold(word: str) -> str:
    """Return a word in lower case without diacritics, as the words of a language are declared and stored."""
    return without_diacritics(word.casefold())

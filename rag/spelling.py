"""Correct misspelled questions: replace unknown words that no document contains by similar ones that documents contain.

Known English words stay, since a question may use a word that no document does. So do questions in other languages,
whose inflected forms often occur in no document.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from graph.errors import ModelError
from graph.store import GraphReader
from graph.text.clean import clean
from graph.text.spelling import edit_distance, find_similar_words, max_edits
from graph.text.words import STOP_WORDS, WORD_PATTERN
from graph.types import EVERYTHING, Filter
from rag.embed.weights import weights_folder
from rag.types import SpellCorrection

MIN_STOP_WORD_SHARE = 0.15
"""The least share of stop words in a question that counts as English."""

ENGLISH_ENDINGS = ("s", "es", "ed", "er", "ly", "al", "ing", "ers", "ings")

MIN_NAME_LETTERS = 5
"""The fewest letters of a name that is corrected: too many shorter ones differ by one letter."""

SMALL_WORDS = frozenset(word for word in STOP_WORDS if len(word) > 2)

_BRITISH = re.compile(r"(?<=\w{3})is(?=(?:e|ed|es|er|ers|ing|ation|ations)\Z)")
"""What British English writes with s and the vocabulary with z: "summarise", "organisation"."""

LATIN_LOOKALIKES = str.maketrans(
    "авеосрхукмнтіјѕАВЕОСРХУКМНТІЈЅοαΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "abeocpxykmhtijsABEOCPXYKMHTIJSoaABEZHIKMNOPTYX"
)
"""Letters of other alphabets that look like Latin ones: a word that mixes them is normalized to Latin."""


@dataclass(frozen=True, slots=True)
class SpellingCorrector:
    """Corrects words that do not occur in a store to similar ones that do."""

    store: GraphReader

    def __call__(self, text: str, where: Filter = EVERYTHING) -> SpellCorrection:
        """Return the text with misspelled words replaced, and the changes."""
        return correct_spelling(text, self.store, where)


def correct_spelling(text: str, store: GraphReader, where: Filter) -> SpellCorrection:
    """Return the text with misspelled words replaced, and the changes; none if no English vocabulary is available."""
    text = WORD_PATTERN.sub(_in_one_alphabet, clean(text))
    spoken = [word.casefold() for word in WORD_PATTERN.findall(text)]
    if not _vocabulary() or sum(word in STOP_WORDS for word in spoken) < MIN_STOP_WORD_SHARE * len(spoken):
        return SpellCorrection(text)
    changes: dict[str, str] = {}
    for word in dict.fromkeys(WORD_PATTERN.findall(text)):
        meant = _correct_word(word, text, store, where)
        if meant:
            changes[word] = _match_case(meant, word)
    return SpellCorrection(
        WORD_PATTERN.sub(lambda match: changes.get(match.group(), match.group()), text), tuple(changes.items())
    )


def _in_one_alphabet(match: re.Match[str]) -> str:
    word = match.group()
    latin = word.translate(LATIN_LOOKALIKES)
    return latin if latin.isascii() and not word.isascii() and re.search("[A-Za-z]", word) else word


def _correct_word(word: str, text: str, store: GraphReader, where: Filter) -> str:
    """Return the correction of a word; empty if it is correct or nothing is similar."""
    small = word.casefold()
    if not max_edits(small) or small in STOP_WORDS or is_english(small) or store.search(word, 1, where=where):
        return ""
    named = _is_name(word, text)
    if named and len(word) < MIN_NAME_LETTERS:
        return ""
    common = [other for other, slips in find_similar_words(small, SMALL_WORDS).items() if slips == 1]
    if common:
        return min(common)
    held = [_match_number(other, small) for other in store.spellings(word, where)]
    slips = {other: edit_distance(small, other) for other in held}
    if not named:
        slips |= find_similar_words(small, _vocabulary())
    nearest = [other for other in slips if slips[other] == min(slips.values())]
    return nearest[0] if len(nearest) == 1 else _likeliest(nearest, word, text, store, where)


def _likeliest(nearest: Sequence[str], word: str, text: str, store: GraphReader, where: Filter) -> str:
    """Return, of equally near words, the one whose best passage matches the question best, then the more frequent in
    English; empty if there are none."""

    def merit(other: str) -> tuple[float, int, str]:
        found = store.search(text.replace(word, other), 1, where=where)
        return found[0][1] if found else 0.0, -_vocabulary().get(other, len(_vocabulary())), other

    return max(nearest, key=merit, default="")


def _is_name(word: str, text: str) -> bool:
    """Whether a word is capitalized and does not begin the question."""
    return not word.islower() and not text.lstrip().startswith(word)


def _match_number(word: str, like: str) -> str:
    """Return the word or its plural, whichever is closer to what was typed."""
    return min((word, f"{word}s"), key=lambda form: edit_distance(form, like))


def _match_case(word: str, like: str) -> str:
    if like.isupper():
        return word.upper()
    return word.capitalize() if like[:1].isupper() else word


def is_english(word: str) -> bool:
    """Whether a lowercase word, with or without an ending, is in the default embedder's vocabulary."""
    stems = [
        word.removesuffix(ending) for ending in ENGLISH_ENDINGS if word.endswith(ending) and not word.endswith("ss")
    ]
    longer = (word + ending for ending in ("d", *ENGLISH_ENDINGS))
    forms = (word, *stems, *(f"{stem}e" for stem in stems), *longer)
    return any(form in _vocabulary() or _BRITISH.sub("iz", form) in _vocabulary() for form in forms)


@lru_cache(maxsize=1)
def _vocabulary() -> dict[str, int]:
    """Return the whole words of the default embedder's vocabulary with their frequency ranks; empty if it is not
    installed, since another embedder may be in use."""
    try:
        file = weights_folder() / "tokenizer.json"
        ranks: dict[str, int] = json.loads(file.read_bytes())["model"]["vocab"]
    except (ModelError, OSError):
        return {}
    return {word: rank for word, rank in ranks.items() if len(word) > 2 and word.isalpha()}

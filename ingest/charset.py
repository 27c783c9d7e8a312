"""Guess the charset of text that declares none: which one gives words of a language.

A candidate's text is plausible in a language as far as its letters beyond ASCII are that language's own, its small
words occur, and no word mixes scripts, capitals and signs. Windows-1252 wins ties: most undeclared files are in it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from ingest.alphabets import COMMON_HAN, LANGUAGES, WIDE_CHARSETS, Language

DEFAULT = "cp1252"
NAMES = {"cp1252": "Windows-1252", "cp1250": "Windows-1250", "cp1251": "Windows-1251", "cp1253": "Windows-1253"}
_WORD = re.compile(r"[^\W_]+")
_SIGN_INSIDE = re.compile(r"(?<=[a-z])[–—‡†§•“”„‘…´¨©®¢£¥±≤¬](?=[a-z])")
_WIDE_INSIDE = re.compile(r"(?<=[a-z])[^\W\x00-\u2fff]|[^\W\x00-\u2fff](?=[a-z])")
_CAPITAL_INSIDE = re.compile(r"(?<=[^\W\d_A-Z])[A-Z](?=[a-z])")
# Signs of a text of any language, which say nothing of its charset.
_SIGNS = frozenset("«»„“”‚‘’‹›–—…€£¥§°²³½¼¾×±·•©®™†‡¡¿ªº\u00a0\u00ad、。「」『』，！？：；（）《》【】・ー〜…　")
_FOREIGN, _ODD, _TORN, _WORD_FOUND, _FOUND, _SIGN = -3.0, -4.0, -3.0, 1.0, 1.0, 0.5
_FREQUENT, _SELDOM = 1.3, 0.4
# What a charset must do better than those that are met more often.
_HANDICAP = {"cp1252": 0.0, "iso8859-15": 0.6, "cp1250": 0.5, "cp1254": 0.5, "cp1251": 0.5, "cp1253": 0.5}
_RARE = 1.5
# Bytes that are looked at: what stands in lines with bytes beyond ASCII.
_MOST_LOOKED_AT = 6_000


def guess_charset(data: bytes) -> str:
    """Return the charset in which the bytes make the most sense; DEFAULT if none does."""
    sample = b"\n".join(lines_beyond_ascii(data))[:_MOST_LOOKED_AT]
    best, charset = 0.0, ""
    for name, languages in _candidates().items():
        text = _decoded(sample, name)
        if text is None:
            continue
        reading = _Reading.of(text)
        value = max(reading.plausibility(language) for language in languages) - _HANDICAP.get(name, _RARE)
        if value > best:
            best, charset = value, name
    for name in WIDE_CHARSETS:
        text = _decoded(sample, name)
        if text is not None and (value := _wide_plausibility(text, name)) > best:
            best, charset = value, name
    return charset or _by_library(sample)


def is_plausible(data: bytes, charset: str) -> bool:
    """Return whether the bytes make sense in a charset of single bytes, in one of its languages."""
    text = _decoded(data[:_MOST_LOOKED_AT], charset)
    if text is None:
        return False
    reading = _Reading.of(text)
    return any(reading.fits(language) for language in _candidates()[charset])


def lines_beyond_ascii(data: bytes) -> Iterator[bytes]:
    """Yield the lines that hold a byte beyond ASCII."""
    for line in data.splitlines():
        if not line.isascii():
            yield line


@cache
def _candidates() -> dict[str, list[Language]]:
    found: dict[str, list[Language]] = {}
    for language in LANGUAGES:
        for charset in language.charsets:
            found.setdefault(charset, []).append(language)
    return found


def _decoded(data: bytes, charset: str) -> str | None:
    """Return the text of the bytes, whose last character may be cut off; None if they are not of the charset."""
    for end in range(len(data), max(len(data) - 4, 0), -1):
        try:
            text = data[:end].decode(charset)
        except UnicodeDecodeError as error:
            if error.start < end - 4:
                return None
            continue
        return text
    return None


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a text decoded in one charset holds: letters and signs beyond ASCII, words, and words that are torn."""

    beyond: Counter[str]
    words: Counter[str]
    torn: int

    @staticmethod
    def of(text: str) -> _Reading:
        words = _WORD.findall(text)
        torn = sum(1 for pattern in (_CAPITAL_INSIDE, _SIGN_INSIDE) for _ in pattern.finditer(text))
        torn += sum(_breaks(word) for word in words if not word.isascii())
        beyond = Counter(character for character in text.lower() if character > "\x7f")
        return _Reading(beyond, Counter(word.lower() for word in words), torn)

    def fits(self, language: Language) -> bool:
        """Return whether most letters beyond ASCII are the language's own, or signs of any."""
        return (
            2 * self.torn < sum(self.beyond.values())
            and sum(count * _letter_value(letter, language) for letter, count in self.beyond.items()) >= 0
        )

    def plausibility(self, language: Language) -> float:
        """Return how much the text looks like one of the language; 0 if nothing speaks for or against it."""
        letters = sum(count * _letter_value(letter, language) for letter, count in self.beyond.items())
        found = sum(self.words[word] for word in language.words)
        if language.expected and not any(self.beyond[letter] for letter in language.expected):
            letters /= 2
        return letters + _WORD_FOUND * found + _TORN * self.torn


def _letter_value(character: str, language: Language) -> float:
    if character in language.letters:
        return (_FREQUENT if character in language.frequent else _SELDOM) if language.frequent else _FOUND
    if character in _SIGNS:
        return _SIGN
    return _FOREIGN if character.isalpha() else _ODD


def _breaks(word: str) -> int:
    """Count where a word has a capital after a small letter, a digit beside a letter beyond ASCII, or a new script."""
    found = len({_script(letter) for letter in word if letter.isalpha()}) - 1
    for before, letter in pairwise(word):
        beyond = before > "\x7f" or letter > "\x7f"
        found += beyond and ((before.islower() and letter.isupper()) or before.isdigit() != letter.isdigit())
    return max(found, 0)


@cache
def _script(letter: str) -> str:
    return unicodedata.name(letter, "?").split()[0].partition("-")[0]


def _wide_plausibility(text: str, charset: str) -> float:
    """Return the same for a charset of Chinese, Japanese or Korean; a character stands for two bytes."""
    value = _TORN * sum(1 for _ in _WIDE_INSIDE.finditer(text))
    kana = 0
    for character in text:
        if character <= "\x7f" or character in _SIGNS:
            continue
        script = _script(character)
        kana += script in ("HIRAGANA", "KATAKANA")
        value += _wide_value(character, script, charset)
    if charset in ("shift_jis", "euc_jp") and not kana:
        return 0.0
    return value


def _wide_value(character: str, script: str, charset: str) -> float:
    if script == "HANGUL":
        return 1.6 if charset == "euc_kr" and character >= "\uac00" else 2 * _FOREIGN
    if script in ("HIRAGANA", "KATAKANA"):
        return 1.6 if charset in ("shift_jis", "euc_jp") else 2 * _FOREIGN
    if script == "CJK":
        return 2.0 if character in COMMON_HAN else (0.6 if charset != "euc_kr" else -1.0)
    return 2 * _FOREIGN if character.isalpha() else _ODD


def _by_library(sample: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    return best.encoding if best and _decoded(sample, best.encoding) is not None else DEFAULT

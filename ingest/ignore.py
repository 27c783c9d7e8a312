"""Match paths against patterns by gitignore's rules, in time linear in the pattern for each name.

`#` begins a comment, `!` takes back, a slash at the start or in the middle ties a pattern to the folder of its file, a
slash at the end means folders only; `*`, `?` and `[a-z]` stay within a name, `**` stands for any folders. Names are
compared in normal form C, as file systems differ in the form they keep.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

IGNORE_FILE = ".graphloopignore"

P = TypeVar("P")
T = TypeVar("T")


class Wild(Enum):
    """`ONE` matches one character; `MANY` any characters of a name, or any folders of a path."""

    ONE = "?"
    MANY = "*"


@dataclass(frozen=True, slots=True)
class CharacterClass:
    """A class like `[a-z]`, or `[!a-z]` if negated; ranges include both ends."""

    ranges: tuple[tuple[str, str], ...]
    negated: bool


Token = str | Wild | CharacterClass
NamePattern = tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class IgnorePattern:
    """One line: patterns of the path's names in order, or `Wild.MANY` for any folders."""

    names: tuple[NamePattern | Wild, ...]
    negated: bool
    folders_only: bool

    def matches(self, parts: Sequence[str], is_folder: bool) -> bool:
        """Whether the path of these names, relative to the pattern's folder, matches."""
        if self.folders_only and not is_folder:
            return False
        if self.names[-1] is Wild.MANY and len(self.names) > 1:
            # `a/**` is everything in a, but not a.
            return any(_matches_all(self.names[:-1], parts[:count], _name_matches) for count in range(1, len(parts)))
        return _matches_all(self.names, parts, _name_matches)


@dataclass(frozen=True, slots=True)
class IgnorePatterns:
    """The patterns of one file or option; the last one that matches decides."""

    patterns: tuple[IgnorePattern, ...]

    @staticmethod
    def parse(lines: Iterable[str]) -> IgnorePatterns:
        return IgnorePatterns(tuple(pattern for line in lines if (pattern := parse_pattern(line))))

    def decide(self, parts: Sequence[str], is_folder: bool) -> bool | None:
        """Return whether the path is matched, False if it is taken back, None if no pattern speaks of it."""
        named = [normalize_name(part) for part in parts]
        for pattern in reversed(self.patterns):
            if pattern.matches(named, is_folder):
                return not pattern.negated
        return None


def normalize_name(name: str) -> str:
    """Return a file name in normal form C."""
    return name if name.isascii() else unicodedata.normalize("NFC", name)


def parse_pattern(line: str) -> IgnorePattern | None:
    """Return the pattern of a line; None for a blank line or a comment."""
    text = _strip_end(normalize_name(line.rstrip("\r\n")))
    if not text or text.startswith("#"):
        return None
    negated = text.startswith("!")
    text = text.removeprefix("!")
    folders_only = text.endswith("/")
    text = text.rstrip("/")
    if not text:
        return None
    anchored = "/" in text
    names = [_parse_name(part) for part in text.split("/") if part]
    if not anchored:
        names.insert(0, Wild.MANY)
    return IgnorePattern(tuple(_join_folders(names)), negated, folders_only)


def _strip_end(text: str) -> str:
    """Drop blanks at the end, except one that is escaped."""
    stripped = text.rstrip(" \t")
    escaped = (len(stripped) - len(stripped.rstrip("\\"))) % 2 == 1
    return stripped + text[len(stripped) : len(stripped) + 1] if escaped else stripped


def _join_folders(names: Iterable[NamePattern | Wild]) -> Iterable[NamePattern | Wild]:
    before: NamePattern | Wild | None = None
    for name in names:
        if name is not Wild.MANY or before is not Wild.MANY:
            yield name
        before = name


def _parse_name(text: str) -> NamePattern | Wild:
    if text == "**":
        return Wild.MANY
    tokens: list[Token] = []
    place = 0
    while place < len(text):
        character = text[place]
        if character == "\\" and place + 1 < len(text):
            tokens.append(text[place + 1])
            place += 2
            continue
        parsed = _parse_class(text, place) if character == "[" else None
        if parsed is not None:
            token, place = parsed
            tokens.append(token)
            continue
        if character != "*" or not tokens or tokens[-1] is not Wild.MANY:
            tokens.append(Wild(character) if character in "*?" else character)
        place += 1
    return tuple(tokens)


def _parse_class(text: str, place: int) -> tuple[CharacterClass, int] | None:
    """Return the class that begins here and the offset after it; None if it is never closed."""
    negated = text[place + 1 : place + 2] in ("!", "^")
    start = place + 1 + negated
    end = text.find("]", start + 1)
    if end < 0:
        return None
    ranges: list[tuple[str, str]] = []
    while start < end:
        if text[start + 1 : start + 2] == "-" and start + 2 < end:
            ranges.append((text[start], text[start + 2]))
            start += 3
        else:
            ranges.append((text[start], text[start]))
            start += 1
    return CharacterClass(tuple(ranges), negated), end + 1


def _name_matches(pattern: NamePattern | Wild, name: str) -> bool:
    return isinstance(pattern, Wild) or _matches_all(pattern, name, _character_matches)


def _character_matches(token: Token, character: str) -> bool:
    if isinstance(token, CharacterClass):
        return any(low <= character <= high for low, high in token.ranges) != token.negated
    return token is Wild.ONE or token == character


def _matches_all(pattern: Sequence[P], items: Sequence[T], matches: Callable[[P, T], bool]) -> bool:
    """Match a sequence; after a mismatch only the last `MANY` takes one more item, so no pattern is catastrophic."""
    at = place = 0
    again: tuple[int, int] | None = None
    while place < len(items):
        if at < len(pattern) and pattern[at] is Wild.MANY:
            again = at, place
            at += 1
        elif at < len(pattern) and matches(pattern[at], items[place]):
            at, place = at + 1, place + 1
        elif again is not None:
            again = again[0], again[1] + 1
            at, place = again[0] + 1, again[1]
        else:
            return False
    return all(token is Wild.MANY for token in pattern[at:])

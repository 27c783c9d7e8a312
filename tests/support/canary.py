"""Looks for words in the bytes of every file of a folder, in the forms in which programs keep text."""

from __future__ import annotations

import json
import re
import zlib
from base64 import b64encode
from collections.abc import Iterable, Iterator
from pathlib import Path

ZLIB = re.compile(rb"\x78[\x01\x5e\x9c\xda]")


def forms(word: str) -> set[bytes]:
    """A word as bytes: UTF-8 and UTF-16, in any case, escaped for JSON, and in base 64 at its three places."""
    cases = {word, word.lower(), word.upper(), word.capitalize(), word.casefold()}
    found = {case.encode(coding) for case in cases for coding in ("utf-8", "utf-16-le", "utf-16-be")}
    found |= {json.dumps(case)[1:-1].encode() for case in cases}
    found |= {"".join(f"\\u{ord(letter):04x}" for letter in case).encode() for case in cases}
    for place in range(3):
        coded = b64encode(bytes(place) + word.encode())
        found.add(coded[4 if place else 0 : len(coded) // 4 * 4 - 4])
    return {form for form in found if len(form) >= 4}


def standing(folder: Path, words: Iterable[str]) -> list[str]:
    """Which words stand where in the files below a folder, links left out; empty when none does."""
    wanted = {word: forms(word) for word in words}
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_file() or _is_linked(path, folder):
            continue
        data = path.read_bytes()
        places = [("", data), ("compressed in ", b"".join(_unpacked(data)))]
        for word, spelt in wanted.items():
            told = f"{path.relative_to(folder)}"
            found += [f"{word}: {how}{told}" for how, text in places if any(form in text for form in spelt)]
            found += [f"{word}: name of {told}" for form in spelt if form in told.encode()]
    return found


def _is_linked(path: Path, folder: Path) -> bool:
    return any(parent.is_symlink() for parent in path.parents if parent.is_relative_to(folder))


def _unpacked(data: bytes) -> Iterator[bytes]:
    for match in ZLIB.finditer(data):
        try:
            yield zlib.decompressobj().decompress(data[match.start() :], 1_000_000)
        except zlib.error:
            continue

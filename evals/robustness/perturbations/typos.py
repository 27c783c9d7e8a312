"""Typing errors in words of the question."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from evals.robustness.draw import case_generator, pick_one
from evals.robustness.types import Material, Perturbation, Trial
from evals.types import Case

NAME = "typos"

KEYBOARD_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
WORD = re.compile(r"[A-Za-z]{4,}")
WORDS_PER_TYPO = 5
"""One word in this many is mistyped, but at least one."""


def neighbouring_keys(letter: str) -> str:
    """Return the letters adjacent to a letter on a QWERTY keyboard."""
    for row, letters in enumerate(KEYBOARD_ROWS):
        column = letters.find(letter)
        if column >= 0:
            beside = letters[max(0, column - 1) : column] + letters[column + 1 : column + 2]
            below = KEYBOARD_ROWS[row + 1][max(0, column - 1) : column + 1] if row + 1 < len(KEYBOARD_ROWS) else ""
            above = KEYBOARD_ROWS[row - 1][column : column + 2] if row else ""
            return beside + below + above
    return letter


def mistype_word(word: str, source: np.random.Generator) -> str:
    """Make one typo after the word's first letter: an adjacent key, a transposition, an omission or a doubling."""
    index = int(source.integers(1, len(word)))
    letter, kind = word[index], int(source.integers(4))
    if kind == 0:
        other = pick_one(source, neighbouring_keys(letter.lower()) or letter)
        return word[:index] + (other.upper() if letter.isupper() else other) + word[index + 1 :]
    if kind == 1 and index + 1 < len(word) and word[index + 1] != letter:
        return word[:index] + word[index + 1] + letter + word[index + 2 :]
    return word[:index] + (word[index + 1 :] if kind == 2 else letter + word[index:])


def trial(case: Case, material: Material) -> Trial | None:
    """Mistype one word in five."""
    source = case_generator(material.seed, NAME, case.id)
    matches = list(WORD.finditer(case.question))
    if not matches:
        return None
    chosen = source.permutation(len(matches))[: max(1, len(case.question.split()) // WORDS_PER_TYPO)]
    text, done = case.question, []
    for index in sorted(chosen.tolist(), reverse=True):
        match = matches[index]
        typo = mistype_word(match.group(), source)
        text = text[: match.start()] + typo + text[match.end() :]
        done.append(f"{match.group()} → {typo}")
    return Trial(case, replace(case, question=text), ", ".join(reversed(done)))


SUITE = Perturbation(NAME, "one word in five of the question mistyped", trial)

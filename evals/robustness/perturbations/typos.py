"""Typing errors in words of the question."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from evals.robustness.draw import case_generator, pick_one
from evals.robustness.types import Material, Perturbation, Trial
from evals.types import Case

NAME = "typos"

ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
WORD = re.compile(r"[A-Za-z]{4,}")
WORDS_PER_TYPO = 5
"""One word in this many is mistyped, but at least one."""


def neighbouring_keys(letter: str) -> str:
    """Return the letters adjacent to a letter on a QWERTY keyboard."""
    for row, letters in enumerate(ROWS):
        place = letters.find(letter)
        if place >= 0:
            beside = letters[max(0, place - 1) : place] + letters[place + 1 : place + 2]
            below = ROWS[row + 1][max(0, place - 1) : place + 1] if row + 1 < len(ROWS) else ""
            above = ROWS[row - 1][place : place + 2] if row else ""
            return beside + below + above
    return letter


def mistype_word(word: str, source: np.random.Generator) -> str:
    """Make one typo after the word's first letter: an adjacent key, a transposition, an omission or a doubling."""
    place = int(source.integers(1, len(word)))
    letter, kind = word[place], int(source.integers(4))
    if kind == 0:
        other = pick_one(source, neighbouring_keys(letter.lower()) or letter)
        return word[:place] + (other.upper() if letter.isupper() else other) + word[place + 1 :]
    if kind == 1 and place + 1 < len(word) and word[place + 1] != letter:
        return word[:place] + word[place + 1] + letter + word[place + 2 :]
    return word[:place] + (word[place + 1 :] if kind == 2 else letter + word[place:])


def trial(case: Case, material: Material) -> Trial | None:
    """Mistype one word in five."""
    source = case_generator(material.seed, NAME, case.id)
    places = list(WORD.finditer(case.question))
    if not places:
        return None
    drawn = source.permutation(len(places))[: max(1, len(case.question.split()) // WORDS_PER_TYPO)]
    text, done = case.question, []
    for place in sorted(drawn.tolist(), reverse=True):
        match = places[place]
        slip = mistype_word(match.group(), source)
        text = text[: match.start()] + slip + text[match.end() :]
        done.append(f"{match.group()} → {slip}")
    return Trial(case, replace(case, question=text), ", ".join(reversed(done)))


SUITE = Perturbation(NAME, "one word in five of the question mistyped", trial)

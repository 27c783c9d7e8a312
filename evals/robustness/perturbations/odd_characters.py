"""The question with unusual characters: other spaces, quotes and hyphens, and look-alike letters."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from evals.robustness.draw import case_generator, pick_one
from evals.robustness.types import Material, Perturbation, Trial
from evals.types import Case

NAME = "odd_characters"

# Cyrillic letters that look like Latin ones.
LOOK_ALIKE = str.maketrans("aceopxy", "\u0430\u0441\u0435\u043e\u0440\u0445\u0443")
_LONG = re.compile(r"\b[a-z]{6,}\b")


def _first_long(text: str, change: Callable[[str], str]) -> str:
    return _LONG.sub(lambda match: change(match.group()), text, count=1)


CHARACTER_CHANGES: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("non-breaking spaces", lambda text: text.replace(" ", "\u00a0")),
    ("zero-width spaces after words", lambda text: text.replace(" ", "\u200b ")),
    ("curly quotes and a wide question mark", lambda text: text.replace("'", "\u2019").replace("?", "\uff1f")),
    ("a soft hyphen in a word", lambda text: _first_long(text, lambda word: f"{word[:3]}\u00ad{word[3:]}")),
    ("look-alike letters in a word", lambda text: _first_long(text, lambda word: word.translate(LOOK_ALIKE))),
)


def trial(case: Case, material: Material) -> Trial | None:
    """Replace characters as copying and pasting does, mostly invisibly."""
    fits = [(how, text) for how, write in CHARACTER_CHANGES if (text := write(case.question)) != case.question]
    if not fits:
        return None
    how, text = pick_one(case_generator(material.seed, NAME, case.id), fits)
    return Trial(case, replace(case, question=text), how)


SUITE = Perturbation(NAME, "spaces, quotes, hyphens and letters replaced by look-alikes", trial)

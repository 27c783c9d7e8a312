"""Selects the pronoun for a name."""

from __future__ import annotations

import re

from graph.types import Passage

PRONOUNS = {"he": ("he", "him", "his"), "she": ("she", "her", "her"), "it": ("it", "it", "its")}
HE = re.compile(r"\b(?:he|his|him)\b", re.IGNORECASE)
SHE = re.compile(r"\b(?:she|her|hers)\b", re.IGNORECASE)


def pronoun_of(passage: Passage, person: bool) -> str:
    """Return "he", "she" or "it"; empty if the passage uses neither or both for the person."""
    if not person:
        return "it"
    he, she = len(HE.findall(passage.text)), len(SHE.findall(passage.text))
    return "he" if he and not she else "she" if she and not he else ""

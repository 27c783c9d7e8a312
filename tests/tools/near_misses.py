"""Questions that a sentence almost answers, made out of those that it does answer.

The ways follow the kinds of unanswerable question that P. Rajpurkar et al. name in "Know What You Don't Know", 2018:
another entity, another word of the same field, another attribute, a condition that the text does not state.
"""

from __future__ import annotations

import itertools
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from graph.text.stemming import stem, stems
from graph.text.words import STOP_WORDS
from rag.embed.protocol import Embedder

NEAR = 0.38, 0.6
"""Likenesses of two words that speak of one field and mean different things: number and count, first and last."""

SAME = 0.8
"""The least likeness of words that mean the same, mostly inflections."""

_COUNTED = "two three four five six seven eight nine ten eleven twelve twenty thirty hundred thousand million".split()
_ORDERED = "first second third fourth fifth sixth seventh eighth ninth tenth last".split()
_OPPOSED = (_COUNTED, _ORDERED, "north south east west".split(), "left right".split(), "before after".split())
_SUPPORTS = frozenset("is was are were can could will would should has have had did does do".split())
_OPENING = frozenset("the a an what which many much his her its their some any whose of".split())
_ENDINGS = ("ing", "ed", "ly", "est", "s")


class NearMisses:
    """Changes questions; the words come from the texts and questions themselves."""

    def __init__(self, texts: Iterable[str], embedder: Embedder, chance: random.Random) -> None:
        self.random = chance
        self.before: dict[str, list[str]] = defaultdict(list)
        self.after: dict[str, list[str]] = defaultdict(list)
        words: set[str] = set()
        for text in texts:
            said = text.rstrip("?").split()
            words.update(word for word in said if is_plain(word))
            for left, right in itertools.pairwise(said):
                if is_plain(left) and is_plain(right):
                    self.before[right].append(left)
                    self.after[left].append(right)
        self.words = sorted(words)
        self.places = {word: place for place, word in enumerate(self.words)}
        self.vectors = embedder.embed(self.words)

    def missed(self, question: str, text: str, names: Sequence[str]) -> str:
        """The question so changed that the text no longer answers it; `names` are others of the same article."""
        ways: list[Callable[[list[str], set[str]], bool]] = [
            self._another_word,
            self._another_word,
            self._modifier,
            self._modifier,
            lambda words, known: self._another_name(words, known, names),
            lambda words, known: self._another_name(words, known, names),
            self._number,
            self._opposed,
            self._negated,
        ]
        self.random.shuffle(ways)
        known = set(stems(text)) | set(stems(question)) | set(re.findall(r"\bnot\b", text))
        for way in ways:
            words = question.rstrip("? ").split()
            if way(words, known):
                return " ".join(words) + "?"
        return ""

    def alike(self, question: str) -> str:
        """The question with one word said in other words of the same meaning, where there are any."""
        words = question.rstrip("? ").split()
        for place in self._shuffled(place for place, word in enumerate(words) if word in self.places):
            likeness = self.vectors @ self.vectors[self.places[words[place]]]
            others = [other for i in np.flatnonzero(likeness >= SAME) if (other := self.words[i]) != words[place]]
            if others and not any(words[place] in group for group in _OPPOSED):
                words[place] = self.random.choice(others)
                return " ".join(words) + "?"
        return question

    def _another_word(self, words: list[str], known: set[str]) -> bool:
        for place in self._shuffled(place for place, word in enumerate(words) if word in self.places):
            likeness = self.vectors @ self.vectors[self.places[words[place]]]
            near = np.flatnonzero((likeness > NEAR[0]) & (likeness < NEAR[1]))
            form = ending(words[place])
            others = [other for i in near if ending(other := self.words[i]) == form and stem(other) not in known]
            if others:
                words[place] = self.random.choice(others)
                return True
        return False

    def _modifier(self, words: list[str], known: set[str]) -> bool:
        """Puts another word before a noun, or another noun after a word, both as they stand together elsewhere."""
        for place in self._shuffled(place for place, word in enumerate(words) if word in self.places):
            left = place > 0 and is_plain(words[place - 1])
            ahead = [other for other in self.before[words[place]] if stem(other) not in known]
            behind = [other for other in self.after[words[place - 1]] if stem(other) not in known] if left else []
            if behind and self.random.random() < 0.5:
                words[place] = self.random.choice(behind)
                return True
            if ahead and (left or (place > 0 and words[place - 1].casefold() in _OPENING)):
                words[place - left : place] = [self.random.choice(ahead)]
                return True
        return False

    def _another_name(self, words: list[str], known: set[str], names: Sequence[str]) -> bool:
        places = [place for place, word in enumerate(words) if place and word[0].isupper()]
        others = [name for name in names if not known & set(stems(name))]
        if not places or not others:
            return False
        first = self.random.choice(places)
        last = first
        while first - 1 in places:
            first -= 1
        while last + 1 in places:
            last += 1
        words[first : last + 1] = [self.random.choice(others)]
        return True

    def _number(self, words: list[str], known: set[str]) -> bool:
        for place in self._shuffled(place for place, word in enumerate(words) if re.search(r"\d", word)):
            other = re.sub(r"\d+", lambda match: self._near_number(match.group()), words[place])
            if not known & set(stems(other)):
                words[place] = other
                return True
        return False

    def _near_number(self, digits: str) -> str:
        return str(max(1, int(digits) + self.random.choice((-100, -20, -7, -2, -1, 1, 2, 3, 5, 10, 30))))

    def _opposed(self, words: list[str], known: set[str]) -> bool:
        for place in self._shuffled(range(len(words))):
            for group in _OPPOSED:
                others = [other for other in group if stem(other) not in known]
                if words[place] in group and others:
                    words[place] = self.random.choice(others)
                    return True
        return False

    def _negated(self, words: list[str], known: set[str]) -> bool:
        """Puts "not" before the verb that the first supporting verb stands with, roughly."""
        first = next((place for place, word in enumerate(words) if word in _SUPPORTS), None)
        negative = "not" in known or any(word == "not" or word.endswith("n't") for word in words)
        if first is None or negative or self.random.random() < 0.5:
            return False
        does = words[first] in ("did", "does", "do")
        after = (
            [place for place in range(first + 1, len(words)) if words[place] in self.places] if does else [first + 1]
        )
        if not after or after[-1] >= len(words):
            return False
        words.insert(self.random.choice(after), "not")
        return True

    def _shuffled(self, places: Iterable[int]) -> list[int]:
        mixed = list(places)
        self.random.shuffle(mixed)
        return mixed


def is_plain(word: str) -> bool:
    """Whether the word is neither a name nor a number nor a stop word."""
    return word.isalpha() and word.islower() and len(word) > 2 and word not in STOP_WORDS


def ending(word: str) -> str:
    """The ending that tells the part of speech, roughly."""
    return next((form for form in _ENDINGS if word.endswith(form)), "")


def names_of(text: str) -> list[str]:
    """Names in a text of tokens joined by blanks: runs of capitalised words, the first word left out."""
    return re.findall(r"(?<=[a-z,] )[A-Z]\w+(?: [A-Z]\w+)*", text)


def cut(text: str, answers: Sequence[str]) -> str:
    """The text without its part between commas that holds every answer; empty when there is no such part."""
    parts = re.split(r" (?=[,;])", text)
    holding = [place for place, part in enumerate(parts) if any(f" {answer} " in f" {part} " for answer in answers)]
    whole = all(any(f" {answer} " in f" {part} " for part in parts) for answer in answers)
    if len(parts) < 2 or len(holding) != 1 or not whole:
        return ""
    kept = " ".join(parts[: holding[0]] + parts[holding[0] + 1 :]).lstrip(",; ")
    return kept if kept.endswith(".") else f"{kept} ."

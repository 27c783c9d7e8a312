"""Keeps questions that one can understand, that the corpus answers in one way, and that do not give the answer away."""

from __future__ import annotations

import re
from collections.abc import Iterable

from evals.generate.fact import Fact
from evals.judges.matching import contains
from graph.model import Passage
from graph.words import words

SHORTEST, LONGEST = 4, 26  # words of a question
LONGEST_ANSWER = 9
LEAST_CLUES = 4  # content words of a question whose subject is not named
UNRESOLVED = re.compile(
    r"\b(?:he|she|it|they|him|them|this|these|those|we|us|our|my|your|I|you|here|former|latter|itself|himself|herself"
    r"|her(?= (?:to|in|at|for|with|and|on|by)\b)|respectively|however|also|above|below)\b"
)
VAGUE = re.compile(
    r"\bthe (?:album|film|movie|band|song|series|group|company|show|book|team|game|club|season|event|year|city|town"
    r"|area|school|university|station|single|novel|play|project|region|country|district"
    r"|organisation|organization)\b(?! of)"
)
OWNERS = re.compile(r"\b(?:his|her|its|their)\b")
BROKEN = re.compile(r"\(\s*\)|\"\"|\]|\[|\s,|,,|\b(?:and|or|of|the|a|an|by|with|to|than)\?$|\?\?|\. \w")


def is_sound(fact: Fact) -> bool:
    """Whether the question can stand alone and the sentence holds its answer, which the question does not."""
    question, answer = fact.question, fact.answer
    count = len(question.split())
    return (
        SHORTEST <= count <= LONGEST
        and 0 < len(answer.split()) <= LONGEST_ANSWER
        and answer in fact.clause.sentence
        and _is_plain(fact)
        and not UNRESOLVED.search(question.partition(" ")[2])
        and not VAGUE.search(question.replace(fact.clause.name, "") if fact.template else question)
        and not BROKEN.search(question)
        and question.count('"') % 2 == 0
        and question.count("(") == question.count(")")
        and (bool(fact.template) or _has_clues(fact))
        and not gives_away(question, answer)
    )


def _is_plain(fact: Fact) -> bool:
    """Whether a subject that is no name is told well enough: "the past record", not "the city" alone."""
    named = re.search(r"[A-Z]|\d", fact.question.split(" ", 1)[1])
    return not fact.clause.common or (bool(named) and len(words(fact.question)) >= LEAST_CLUES)


def _has_clues(fact: Fact) -> bool:
    """Whether a question that does not name its subject says enough to find it: words enough, a name or number."""
    clues = fact.question.split(" ", 1)[1]
    if fact.rule == "definite" and fact.question.startswith("Who"):
        return len(set(words(clues))) >= LEAST_CLUES // 2
    named = re.search(r"\b(?:[A-Z]|\d)", clues)
    return len(set(words(clues))) >= LEAST_CLUES and bool(named)


def gives_away(question: str, answer: str) -> bool:
    """Whether the question holds the answer, or a name that is part of it."""
    own = set(words(answer))
    kind = answer.rsplit(maxsplit=1)[-1].casefold()
    question = question.removeprefix(f"Which {kind} ")  # "Which university …?" may ask for one that is so called
    return contains(question, answer) or (bool(own) and len(own & set(words(question))) * 2 >= len(own))


class Uniqueness:
    """Which passages have a question's words, to find those that more than one passage answers."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        self._holders: dict[str, set[str]] = {}
        for passage in passages:
            for word in {*words(passage.text), *words(passage.title)}:
                self._holders.setdefault(word, set()).add(passage.id)

    def is_only(self, fact: Fact) -> bool:
        """Whether the fact's passage alone holds all the words that it shares with the question."""
        shared = [self._holders[word] for word in set(words(fact.question)) if word in self._holders]
        shared = [holders for holders in shared if fact.clause.passage.id in holders]
        return bool(shared) and len(set.intersection(*shared)) == 1

    def mentioning(self, name: str) -> set[str]:
        """The passages that hold every word of a name."""
        return self.having(words(name))

    def having(self, wanted: Iterable[str]) -> set[str]:
        """The passages that hold all the words."""
        holders = [self._holders.get(word, set()) for word in wanted]
        return set.intersection(*holders) if holders else set()

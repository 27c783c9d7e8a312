"""Filters for questions: understandable, with one answer in the corpus, and without the answer in their wording."""

from __future__ import annotations

import re
from collections.abc import Iterable

from evals.generate.fact import Fact
from evals.judges.matching import contains_phrase
from graph.text.words import WORD_PATTERN, words
from graph.types import Passage

MIN_QUESTION_WORDS, MAX_QUESTION_WORDS = 4, 26  # words of a question, inclusive
MAX_BRIDGE_QUESTION_WORDS = 30  # of a question over several passages
MAX_ANSWER_WORDS = 9
MIN_FOLLOWUP_WORDS = 4
COPIED = 9  # consecutive words shared with the passage
MAX_PASSAGES_PER_WORD = 400  # words in more passages than this are ignored in search
MIN_CLUE_WORDS = 4  # content words of a question whose subject is not named
UNRESOLVED = re.compile(
    r"\b(?:he|she|it|they|him|them|this|these|those|we|us|our|my|your|I|you|here|former|latter|itself|himself|herself"
    r"|her(?= (?:to|in|at|for|with|and|on|by)\b)|there(?=\?|,)|respectively|however|also|above|below)\b"
)
VAGUE = re.compile(
    r"\bthe (?:album|film|movie|band|song|series|group|company|show|book|team|game|club|season|event|year|city|town"
    r"|area|school|university|station|single|novel|play|project|region|country|district"
    r"|organisation|organization|team|character|building|site|name|tour|episode|record|program|programme"
    r"|festival|round|meeting|final|competition)\b(?! of)"
)
POSSESSIVES = re.compile(r"\b(?:his|her|its|their)\b")
BROKEN = re.compile(
    r"\(\s*\)|\"\"|\]|\[|\s,|,,|\w- \w|\w\" [A-Z]|\b(?:and|or|of|the|a|an|by|with|to|than)\?$|\?\?|\. \w|&\w+;"
    r"|' s\b|, [a-z]+ [a-z]+ later|[a-z]{4}[A-Z][a-z]{3}"
)


def rejection_reason(fact: Fact) -> str:
    """Return why a fact's question is rejected; empty if it is accepted."""
    question, answer = fact.question, fact.answer
    unnamed = question.replace(fact.clause.name, "") if fact.template and not fact.clause.common else question
    if not MIN_QUESTION_WORDS <= len(question.split()) <= MAX_QUESTION_WORDS:
        return "too short or too long"
    if not 0 < len(answer.split()) <= MAX_ANSWER_WORDS or answer not in fact.clause.sentence:
        return "no answer word for word"
    if UNRESOLVED.search(question.partition(" ")[2]) or VAGUE.search(unnamed) or not _is_plain(fact):
        return "does not say of whom or what"
    if BROKEN.search(question) or question.count('"') % 2 or question.count("(") != question.count(")"):
        return "broken sentence"
    if not fact.template and not _has_clues(fact):
        return "does not say enough to find it"
    return "gives the answer away" if gives_away(question, answer) else ""


def _is_plain(fact: Fact) -> bool:
    """Whether a subject that is not a name is specific enough: "the past record", but not "the city" alone."""
    named = re.search(r"[A-Z]|\d", fact.clause.name if fact.template else fact.question.split(" ", 1)[1])
    return not fact.clause.common or (bool(named) and len(words(fact.question)) >= MIN_CLUE_WORDS)


def _has_clues(fact: Fact) -> bool:
    """Whether a question that does not name its subject is specific enough: enough words, and a name or number."""
    clues = fact.question.split(" ", 1)[1]
    if fact.rule == "definite" and fact.question.startswith("Who"):
        return len(set(words(clues))) >= MIN_CLUE_WORDS // 2
    named = re.search(r"\b(?:[A-Z]|\d)", clues)
    return len(set(words(clues))) >= MIN_CLUE_WORDS and bool(named)


def gives_away(question: str, answer: str) -> bool:
    """Whether the question contains the answer, or at least half of its words."""
    own = set(words(answer))
    kind = answer.rsplit(maxsplit=1)[-1].casefold()
    question = question.removeprefix(f"Which {kind} ")  # the answer to "Which university …?" may end in that word
    return contains_phrase(question, answer) or (bool(own) and len(own & set(words(question))) * 2 >= len(own))


def is_copied(question: str, sentence: str) -> bool:
    """Whether the question copies `COPIED` consecutive words of the sentence."""
    asked, told = WORD_PATTERN.findall(question.casefold()), f" {' '.join(WORD_PATTERN.findall(sentence.casefold()))} "
    runs = range(len(asked) - COPIED + 1)
    return any(f" {' '.join(asked[start : start + COPIED])} " in told for start in runs)


def plain_name(name: str) -> str:
    """Return a name without "the" and quotation marks, as answers have it."""
    return name.removeprefix("the ").strip('"“”')


class WordIndex:
    """An inverted index from words to passages, to find questions that more than one passage answers."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        self._holders: dict[str, set[str]] = {}
        self._passages = {passage.id: passage for passage in passages}
        for passage in self._passages.values():
            for word in {*words(passage.text), *words(passage.heading)}:
                self._holders.setdefault(word, set()).add(passage.id)

    def is_only(self, fact: Fact) -> bool:
        """Whether no other passage contains all the words that the fact's passage shares with the question."""
        shared = [self._holders[word] for word in set(words(fact.question)) if word in self._holders]
        shared = [holders for holders in shared if fact.clause.passage.id in holders]
        return bool(shared) and len(set.intersection(*shared)) == 1

    def mentioning(self, name: str) -> set[str]:
        """Return the ids of the passages that contain every word of a name."""
        return self.having(words(name))

    def passages_mentioning(self, name: str) -> list[Passage]:
        """Return the passages that contain every word of a name, ordered by id."""
        return self.passages_having(words(name))

    def passages_having(self, wanted: Iterable[str]) -> list[Passage]:
        """Return the passages that contain all the words, ordered by id."""
        return [self._passages[one] for one in sorted(self.having(wanted))]

    def likest(self, text: str, without: Iterable[str], most: int) -> list[Passage]:
        """Return the passages that share the rarest words with a text (sum of 1 / document frequency), best first.

        Passages whose ids are in `without` are skipped.
        """
        scores: dict[str, float] = {}
        left_out = set(without)
        for word in set(words(text)):
            holders = self._holders.get(word, set())
            if len(holders) <= MAX_PASSAGES_PER_WORD:
                for one in holders - left_out:
                    scores[one] = scores.get(one, 0.0) + 1 / len(holders)
        best = sorted(scores, key=lambda one: (-scores[one], one))[:most]
        return [self._passages[one] for one in best]

    def having(self, wanted: Iterable[str]) -> set[str]:
        """Return the ids of the passages that contain all the words."""
        holders = [self._holders.get(word, set()) for word in wanted]
        return set.intersection(*holders) if holders else set()

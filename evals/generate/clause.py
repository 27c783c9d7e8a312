"""Splits passages into clauses and resolves each subject to a name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from evals.generate.checks.grammar import ADVERB, DATE, NAME, QUOTED, is_finite
from graph.text.names import name_key, strip_disambiguation
from graph.text.sentences import sentence_bounds
from graph.text.words import STOP_WORDS
from graph.types import Passage

MIN_SENTENCE_WORDS, MAX_SENTENCE_WORDS = 4, 45  # words of a sentence to ask about
FRONTED = re.compile(
    rf"^(?P<first>In|On|At|During|After|Before|Under|Within|Since|By|Throughout|For)"
    rf" (?:(?P<date>{DATE}),?|(?P<phrase>[^,;()]{{3,60}}),) (?=[A-Z\"“]|the |he |she |it )"
)
PARENTHESES = re.compile(r"^\s*\((?P<inside>[^()]*(?:\([^()]*\)[^()]*)*)\)")
APPOSITION = re.compile(r"^, (?P<inside>[^,;()]{3,70}), ")
SUBJECT = re.compile(rf"^(?:[Tt]he (?={NAME}))?(?:{NAME}|{QUOTED})")
COMMON = re.compile(r"^The (?P<noun>[A-Za-z][\w'’-]*(?: [A-Za-z][\w'’-]*){1,8})(?P<rest>.*)$")
RELATIVE = re.compile(r"^an? [^,;()]{3,60},? (?:who|that|which)(?= )")
THERE = re.compile(r"^There (?P<verb>are|were) (?P<rest>.+)$")
PRONOUN = re.compile(r"^(?P<word>He|She|It|His|Her|Its|They|Their)\b")
UNCLEAR = frozenset({"this", "that", "these", "those", "there", "here", "both", "each", "many", "some", "all", "other"})
EMPTY_ADVERBS = frozenset({"also", "still", "now", "then", "later", "already", "finally", "subsequently", "eventually"})
PERSON_PRONOUNS = frozenset({"he", "she", "his", "her"})


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence split into subject, verb and rest, verbatim.

    `name` is the subject as a question names it, `key` its normalised name. `named` is False if the sentence has only
    a pronoun for it; `owner` is True if that pronoun is possessive. `fronted` is a phrase at the start of the
    sentence, such as "in 1906". `relative` marks the inner clause of "X is a player who joined the club", `common`
    a subject that is not a name, such as "the past record".
    """

    passage: Passage
    sentence: str
    name: str
    key: str
    named: bool
    verb: str
    rest: str
    brackets: str = ""
    fronted: str = ""
    owner: bool = False
    human: bool | None = None
    adverb: str = ""
    relative: bool = False
    common: bool = False


class ClauseExtractor:
    """Extracts clauses; corpus-wide capitalisation counts tell names from words that begin a sentence."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        self.passages = tuple(passages)
        self._inside = Counter(
            word for passage in self.passages for word in re.findall(r"(?<=[a-z,] )[A-Z]\w+", passage.text)
        )
        self._small = Counter(word for passage in self.passages for word in re.findall(r"\b[a-z]+\b", passage.text))
        # Records of one file with the same title are parts of one text; different files with the same title are not.
        titles = {(passage.source, passage.title) for passage in self.passages}
        self.titles = Counter(name_key(strip_disambiguation(title)) for _, title in titles)

    def clauses(self) -> Iterator[Clause]:
        """Yield the clauses of every sentence whose subject can be identified."""
        for passage in self.passages:
            last: Clause | None = None
            for low, high in sentence_bounds(passage.text):
                sentence = passage.text[low:high]
                if _readable(sentence):
                    last = self._clause(passage, sentence, last)
                    if last:
                        yield last
                        yield from _relative(last)
                else:
                    last = None

    def _clause(self, passage: Passage, sentence: str, last: Clause | None) -> Clause | None:
        body = sentence.rstrip(".! ")
        fronted = FRONTED.match(body)
        when = f"{fronted['first'].lower()} {fronted['date'] or fronted['phrase']}" if fronted else ""
        body = body[fronted.end() :] if fronted else body
        body = body[:1].upper() + body[1:]
        there = THERE.match(body)
        if there:
            return Clause(passage, sentence, "there", "", False, there["verb"], there["rest"], "", when, common=True)
        pronoun = PRONOUN.match(body)
        if pronoun:
            return _resolved(passage, sentence, body[pronoun.end() :], pronoun["word"].lower(), last, when)
        surface = self._subject(passage, body)
        if not surface:
            return _common(passage, sentence, body, when)
        after, brackets = _without_asides(body[len(surface) :])
        adverb, verb, rest = _verb(after)
        if not verb:
            return None
        name = self._called(passage, surface)
        return Clause(
            passage,
            sentence,
            name,
            name_key(strip_disambiguation(name)),
            True,
            verb,
            rest,
            brackets,
            when,
            adverb=adverb,
        )

    def _subject(self, passage: Passage, body: str) -> str:
        title = strip_disambiguation(passage.title)
        for known in (f"The {title}", title, f'"{title}"', f"“{title}”"):
            if title and body.startswith(known) and not body[len(known) : len(known) + 1].isalnum():
                return known
        match = SUBJECT.match(body)
        if not match or match.group().endswith(("'s", "’s")):
            return ""
        surface = match.group() if match.group().endswith(("Jr.", "Sr.")) else match.group().rstrip(".,")
        return surface if self._is_name(passage, surface) else ""

    def _is_name(self, passage: Passage, surface: str) -> bool:
        """Whether the words are a name, and not a capitalised sentence start or a bare surname."""
        parts = surface.removeprefix("The ").strip('"“”').split()
        first = parts[0]
        if len(surface) < 3 or first.casefold() in STOP_WORDS | UNCLEAR:
            return False
        if first in passage.title.split():
            return True
        if self._small[first.casefold()] > self._inside[first] or not (self._inside[first] or len(parts) > 1):
            return False
        return len(parts) > 1 or (not surface.startswith("The ") and not self._surname(passage, first))

    @staticmethod
    def _surname(passage: Passage, word: str) -> bool:
        return bool(re.search(rf"[A-Z][\w.]+ {re.escape(word)}\b", passage.text))

    def _called(self, passage: Passage, surface: str) -> str:
        """Return the subject as a question names it: in full if the title does, with "the" in lower case."""
        title = strip_disambiguation(passage.title)
        own, titled = name_key(surface).split(), name_key(title).split()
        if own != titled and titled and passage.ordinal == 0:
            longer = set(titled) < set(own) and len(titled) > 1
            same = len(titled) > 1 and len(own) > 1 and own[-1] == titled[-1] and own[0][0] == titled[0][0]
            if longer or same or (len(own) == 1 and own[0] == titled[-1] and len(titled) <= 3):
                return passage.title
        if own == titled and passage.title != title and name_key(passage.title).split() != titled:
            return passage.title  # the words in brackets disambiguate it
        if surface.startswith("The ") and not title.startswith("The "):
            return f"the {surface[4:]}"
        return surface


def _resolved(
    passage: Passage, sentence: str, after: str, pronoun: str, last: Clause | None, when: str
) -> Clause | None:
    """Resolve a pronoun to the subject of the previous sentence; None if they do not agree."""
    if last is None or not last.key or pronoun in ("they", "their"):
        return None
    human = pronoun in PERSON_PRONOUNS
    if (last.human is not None and last.human != human) or (human and last.common):
        return None
    owner = pronoun in ("his", "her", "its")
    adverb, verb, rest = ("", "", after) if owner else _verb(after)
    if not (verb or owner):
        return None
    return Clause(
        passage,
        sentence,
        last.name,
        last.key,
        False,
        verb,
        rest.strip(),
        "",
        when,
        owner,
        human,
        adverb,
        False,
        last.common,
    )


def _common(passage: Passage, sentence: str, body: str, when: str) -> Clause | None:
    """Return a clause with a common-noun subject, such as "the past record" or "the main hall of the castle"."""
    match = COMMON.match(body)
    if not match:
        return None
    tokens = match["noun"].split(" ")
    for place in range(1, len(tokens)):
        adverb, verb, rest = _verb(" " + " ".join(tokens[place:]) + match["rest"])
        if verb:
            name = f"the {' '.join(tokens[:place])}"
            return Clause(
                passage, sentence, name, name_key(name), True, verb, rest, "", when, adverb=adverb, common=True
            )
    return None


def _relative(clause: Clause) -> Iterator[Clause]:
    """Yield the relative clause of a definition: "X is a player who joined the club" also says that X joined it."""
    match = RELATIVE.search(clause.rest) if clause.verb in ("is", "was") and not clause.owner else None
    if match:
        adverb, verb, rest = _verb(clause.rest[match.end() :])
        if verb:
            yield replace(clause, verb=verb, rest=rest, adverb=adverb, brackets="", relative=True)


def _readable(sentence: str) -> bool:
    count = len(sentence.split())
    return (
        MIN_SENTENCE_WORDS <= count <= MAX_SENTENCE_WORDS
        and sentence.endswith((".", "!", '."', ".”"))
        and "\n" not in sentence
        and sentence.count('"') % 2 == 0
        and sentence.count("(") == sentence.count(")")
    )


def _without_asides(after: str) -> tuple[str, str]:
    """Return the text after a subject without its brackets and apposition, and the text in the brackets."""
    brackets = PARENTHESES.match(after)
    if brackets:
        after = after[brackets.end() :]
    apposition = APPOSITION.match(after)
    if apposition:
        after = " " + after[apposition.end() :]
    return after, brackets["inside"] if brackets else ""


def _verb(after: str) -> tuple[str, str, str]:
    """Split into the adverb before the verb (if meaningful), the verb and the rest; all empty without a verb."""
    if not after.startswith(" "):
        return "", "", ""
    after = after.lstrip()
    adverb = ADVERB.match(after)
    if adverb:
        after = after[adverb.end() :].lstrip()
    word, _, rest = after.partition(" ")
    if not rest or not is_finite(word):
        return "", "", ""
    kept = f"{adverb.group()} " if adverb and adverb.group() not in EMPTY_ADVERBS else ""
    return kept, word, rest

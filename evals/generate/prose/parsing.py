"""Sentences of the documents with their dependency trees, by spaCy's small English pipeline."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest

from evals.generate.corpus import Corpus
from evals.generate.prose.scope import document_name
from graph.text.sentences import sentence_bounds
from graph.types import Document, Passage
from rag.dependency_parser import Token, is_english, parse_texts

MAX_SENTENCES = 2_500
"""Sentences that are parsed, drawn evenly over the documents: parsing takes most of the time."""

MIN_WORDS, MAX_WORDS = 4, 42
TURN = re.compile(
    r"^(?P<who>(?![A-Z]{3,}:)[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){0,4})(?: \([^()\n]{1,40}\))?: (?=\S)", re.MULTILINE
)
"""What stands before the words of a speaker."""

MIN_TURNS = 2
"""How often somebody speaks, at the least, in a transcript: a "Fax:" stands once."""

MIN_TURN_SHARE = 0.4
"""Share of a transcript's lines, at the least, with which somebody begins to speak."""


@dataclass(frozen=True, slots=True)
class ParsedSentence:
    """A sentence at [start, end) of its passage, and its tokens, whose offsets count from the sentence's start."""

    passage: Passage
    start: int
    end: int
    tokens: Sequence[Token]

    @property
    def text(self) -> str:
        return self.passage.text[self.start : self.end]

    def text_of(self, tokens: Sequence[Token]) -> str:
        """Return what stands from the first to the last of some tokens; empty without any."""
        return self.text[int(tokens[0].idx) : int(tokens[-1].idx) + len(tokens[-1])].strip() if tokens else ""


def is_transcript(text: str) -> bool:
    """Return whether a text holds the words of several speakers: each has several turns, and turns are most of it."""
    turns = Counter(turn["who"] for turn in TURN.finditer(text))
    lines = sum(bool(line.strip()) for line in text.splitlines())
    several = sum(count >= MIN_TURNS for count in turns.values()) > 1
    return several and turns.total() >= MIN_TURN_SHARE * lines


@dataclass(frozen=True)
class Prose:
    """The English sentences of a corpus, parsed when first asked for; `seed` draws them where there are too many."""

    corpus: Corpus
    seed: int

    @cached_property
    def transcripts(self) -> frozenset[str]:
        """The ids of the documents that hold the words of several speakers, whose "we" and "you" are their own.

        Documents of one file and one name are parts of one text.
        """
        texts: dict[tuple[str, str], list[Document]] = {}
        for document in self.corpus.documents.values():
            texts.setdefault((document.source, document_name(document.title)), []).append(document)
        spoken = (group for group in texts.values() if is_transcript("\n".join(part.text for part in group)))
        return frozenset(document.id for group in spoken for document in group)

    @cached_property
    def sentences(self) -> Sequence[ParsedSentence]:
        """At most `MAX_SENTENCES` parsed sentences, by passage in the corpus's order."""
        drawn = sorted(self._drawn(), key=lambda item: item[:3])
        passages = self.corpus.passages
        texts = [passages[number].text[start:end] for number, start, end in drawn]
        flat = (re.sub(r"\s", " ", text) for text in texts)
        return [
            ParsedSentence(passages[number], start, end, tokens)
            for (number, start, end), tokens in zip(drawn, parse_texts(list(flat)), strict=True)
        ]

    def _drawn(self) -> list[tuple[int, int, int]]:
        """Return sentences as numbers of passages and bounds, one of each document in turn."""
        generator = random.Random(f"{self.seed} sentences")  # noqa: S311 a draw that can be repeated, no secret
        numbers: dict[str, list[int]] = {}
        for number, passage in enumerate(self.corpus.passages):
            numbers.setdefault(passage.document_id, []).append(number)
        rows = []
        for document in generator.sample(list(numbers), len(numbers)):
            found = [(number, start, end) for number in numbers[document] for start, end in self._usable(number)]
            rows.append(generator.sample(found, len(found)))
        turns = (item for turn in zip_longest(*rows) for item in turn if item is not None)
        return [item for item, _ in zip(turns, range(MAX_SENTENCES), strict=False)]

    def _usable(self, number: int) -> Iterator[tuple[int, int]]:
        text = self.corpus.passages[number].text
        if not is_english(text) or self.corpus.passages[number].document_id in self.transcripts:
            return
        for start, end in sentence_bounds(text):
            start += len(MARKER.match(text[start:end])[0])  # type: ignore[index]
            if is_usable(text[start:end]):
                yield start, end


MARKER = re.compile(r"(?:[-*•▪◦–‣·]\s+|\(?(?:\d{1,3}(?:\.\d{1,3}){0,3}|[a-zA-Z])[.)]\s+|\d{1,2}(?:\.\d{1,2})+\s+)*")
_OPENS = re.compile(r"[A-Z\"“‘']")
_POINTS_ELSEWHERE = re.compile(
    r"^(?:This|That|These|Those|It|They|He|She|Such|Both|Here|There|Then|Also|So|But|And|Or|Another|Others?|Neither|Either"
    r""
    r"|Otherwise|Instead|Alternatively|As such|Afterwards|Meanwhile|Similarly|Likewise|Hence|Now|The more|The less"
    r"|Each of (?:these|them)|Some|Many|Most|All of (?:these|them)|Yes|No|Note|Please|See|Click|Contact|Figure|Table)\b"
    r"|\b(?:above|below|herein\w*|hereof|hereto|hereunder|hereby|thereof|thereto|therein|thereunder|aforesaid|aforementioned"
    r"|instead(?! of)|[Tt]he following|as follows|latter|former|respectively|foregoing)\b",
)
_BROKEN = re.compile(
    r"https?:|www\.|@|\S{30}|[|{}<>_=~#*\\]|\[\d|\.\.\.|…|\b\w\b \b\w\b \b\w\b|\?|:\s|;\s*$|\d \d|\( ?\)|\s,"
    r"|\s/\s|\uFFFD"
)


def is_usable(sentence: str) -> bool:
    """Return whether a sentence is whole and can be understood alone, as far as its words tell."""
    if not MIN_WORDS <= len(sentence.split()) <= MAX_WORDS or sentence[-1] not in ".;”\"'’)":
        return False
    flat = " ".join(sentence.split())
    return bool(_OPENS.match(flat)) and not _POINTS_ELSEWHERE.search(flat) and not _BROKEN.search(flat)

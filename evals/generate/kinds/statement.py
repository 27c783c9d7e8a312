"""Questions about what somebody said of something, from minutes and transcripts."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evals.generate.draft import Draft
from evals.generate.kinds.spec import DraftParts, KindSpec
from evals.generate.prose.anaphora import points_back
from evals.generate.prose.drafting import DraftQuestion, text_draft
from evals.generate.prose.main_clause import subtree
from evals.generate.prose.parsing import TURN
from evals.generate.prose.wording import render
from graph.text.sentences import sentence_bounds
from graph.types import Passage
from rag.dependency_parser import Token, is_english, parse_texts

MIN_WORDS, MAX_WORDS = 12, 45
MAX_STATEMENTS = 2_500
_FILLERS = re.compile(
    r" [b-hj-z] |\b(?:uh|um|hmm|mm|erm|yeah|okay|mean|er|like)\b|—|–|\.\.\.|\?|\[|\{|\b(\w+) \1\b",
    re.IGNORECASE,
)
_OPENS = re.compile(r"(?:And|But|So|Well|Now|Or|Because|Which|Yes|No|Thank|Thanks|Sorry)\b,?\s*")
_TOPIC_WORDS = (2, 6)
MAX_TOPIC_PASSAGES = 2
"""Passages that name a topic, beyond which a statement of it is one of several."""


def statement_drafts(parts: DraftParts) -> Iterator[Draft]:
    """Yield a question for each sentence of a speaker about a thing that the speaker names only there."""
    found = list(_statements(parts))
    generator = random.Random(f"{parts.seed} statements")  # noqa: S311 a draw that can be repeated, no secret
    turns = generator.sample(found, min(len(found), MAX_STATEMENTS))
    for (who, passage, text), tokens in zip(turns, parse_texts([text for _, _, text in turns]), strict=True):
        topic = "" if points_back(tokens, tokens) else _topic(parts, tokens)
        if topic:
            question = f"What did {who} say about {topic}?"
            yield from text_draft(parts, passage, text, DraftQuestion(question, text, "statement", "said"))


def _statements(parts: DraftParts) -> Iterator[tuple[str, Passage, str]]:
    for passage in parts.corpus.passages:
        if passage.document_id not in parts.prose.transcripts:
            continue
        turns = list(TURN.finditer(passage.text))
        for number, turn in enumerate(turns):
            end = turns[number + 1].start() if number + 1 < len(turns) else len(passage.text)
            said = passage.text[turn.end() : end]
            for start, stop in sentence_bounds(said):
                text = said[start:stop]
                if _is_statement(text):
                    yield turn["who"], passage, text


def _is_statement(text: str) -> bool:
    whole = MIN_WORDS <= len(text.split()) <= MAX_WORDS and text[-1] == "." and not _OPENS.match(text)
    return whole and not _FILLERS.search(text) and is_english(text)


def _topic(parts: DraftParts, tokens: Sequence[Token]) -> str:
    """Return the rarest thing that a sentence names, if few passages name it; empty without any."""
    topics = [_Topic.of(phrase, parts) for phrase in map(_topic_phrase, tokens) if phrase]
    rare = [topic for topic in topics if topic.passages <= MAX_TOPIC_PASSAGES]
    return min(rare, key=lambda topic: (topic.passages, -topic.words)).text if rare else ""


@dataclass(frozen=True, slots=True)
class _Topic:
    """A thing that is named, by how many words, and in how many passages."""

    text: str
    words: int
    passages: int

    @staticmethod
    def of(phrase: Sequence[Token], parts: DraftParts) -> _Topic:
        text = render(phrase)
        return _Topic(text, len(phrase), len(parts.unique.mentioning(text)))


def _topic_phrase(noun: Token) -> list[Token]:
    """Return a noun with what stands before it, if this names a thing of which a sentence speaks; else nothing."""
    if noun.pos_ not in ("NOUN", "PROPN") or noun.dep_ not in ("nsubj", "nsubjpass", "dobj", "pobj", "attr"):
        return []
    if _is_part_of_name(noun):
        return []
    phrase = [part for part in subtree(noun) if part.i <= noun.i]
    named = any(part.pos_ == "PROPN" or part.dep_ == "compound" for part in phrase)
    return phrase if named and _TOPIC_WORDS[0] <= len(phrase) <= _TOPIC_WORDS[1] and _is_plain(phrase) else []


def _is_part_of_name(noun: Token) -> bool:
    """Return whether a noun belongs to the name before it, "the Bank of England", or goes on with the next word."""
    if noun.dep_ == "pobj" and noun.head.head.pos_ == "PROPN":
        return True
    following = noun.nbor() if noun.i + 1 < len(noun.doc) else None
    return following is not None and (following.pos_ in ("PROPN", "NOUN", "ADJ") or following.text == "-")


def _is_plain(phrase: Sequence[Token]) -> bool:
    words = {token.lower_ for token in phrase}
    pointing = words & {
        "this",
        "that",
        "these",
        "those",
        "my",
        "our",
        "your",
        "their",
        "its",
        "his",
        "her",
        "i",
        "we",
        "lot",
        "kind",
        "sort",
        "bit",
        "thing",
        "things",
        "way",
        "people",
        "all",
        "some",
        "any",
        "other",
        "one",
    }
    return not pointing and all(token.pos_ in ("NOUN", "PROPN", "ADJ", "DET", "NUM", "PART") for token in phrase)


KIND = KindSpec("statement", "what somebody said of something", 0.05, 37, statement_drafts)

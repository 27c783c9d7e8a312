"""Questions about what somebody said of something, from minutes and transcripts."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

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


def statement_drafts(parts: DraftParts) -> Iterator[Draft]:
    """Yield a question for each sentence of a speaker about a thing that the speaker names only there."""
    found = list(_statements(parts))
    generator = random.Random(f"{parts.seed} statements")  # noqa: S311 a draw that can be repeated, no secret
    turns = generator.sample(found, min(len(found), MAX_STATEMENTS))
    for (who, passage, text), tokens in zip(turns, parse_texts([text for _, _, text in turns]), strict=True):
        topic = "" if points_back(tokens, tokens) else _topic(parts, list(tokens))
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


def _topic(parts: DraftParts, tokens: list[Token]) -> str:
    """Return the rarest thing that a sentence names, if few passages name it; empty without any."""
    best: tuple[int, int, str] | None = None
    for token in tokens:
        if token.pos_ not in ("NOUN", "PROPN") or token.dep_ not in ("nsubj", "nsubjpass", "dobj", "pobj", "attr"):
            continue
        phrase = [part for part in subtree(token) if part.i <= token.i]
        following = token.nbor().pos_ if token.i + 1 < len(token.doc) else ""
        partial = token.dep_ == "pobj" and token.head.head.pos_ == "PROPN"
        if (
            partial
            or following in ("PROPN", "NOUN", "ADJ")
            or (token.i + 1 < len(token.doc) and token.nbor().text == "-")
        ):
            continue
        named = any(part.pos_ == "PROPN" or part.dep_ == "compound" for part in phrase)
        if not named or not _TOPIC_WORDS[0] <= len(phrase) <= _TOPIC_WORDS[1] or not _is_plain(phrase):
            continue
        text = render(phrase)
        count = len(parts.unique.mentioning(text))
        if count <= 2 and (best is None or (count, -len(phrase)) < best[:2]):
            best = count, -len(phrase), text
    return best[2] if best else ""


def _is_plain(phrase: list[Token]) -> bool:
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

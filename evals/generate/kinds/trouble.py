"""Questions for lists of faults: what a sign of trouble means, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from evals.generate.draft import Draft
from evals.generate.kinds.spec import DraftParts, KindSpec
from evals.generate.prose.anaphora import points_back
from evals.generate.prose.drafting import DraftQuestion, text_draft
from evals.generate.prose.wording import render
from graph.blocks import CELL_SEPARATOR, heading_path
from graph.types import Passage
from rag.dependency_parser import Token, dictionary_words, is_english, parse_texts

MIN_SIGN_WORDS, MAX_SIGN_WORDS = 2, 12
MIN_ADVICE_WORDS, MAX_ADVICE_WORDS = 3, 45
_TROUBLE = re.compile(
    r"\b(?:faults?|trouble\w*|problems?|errors?|malfunctions?|symptoms?|what to do|if something|warning lights?"
    r"|indicators?|diagnos\w+|messages?)\b",
    re.IGNORECASE,
)
_PAIR = re.compile(
    rf"^(?:[-*•▪◦]\s+|\d+[.)]\s+)?(?P<sign>[A-Z][^:|\n]*?)(?::\s+|{re.escape(CELL_SEPARATOR)}|\s+[–—]\s+)(?P<advice>[^|\n]+)$",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class _Sign:
    """A sign of trouble and what a line says of it."""

    passage: Passage
    line: str
    sign: str
    advice: str


def trouble_drafts(parts: DraftParts) -> Iterator[Draft]:
    """Yield a question for each sign of trouble that is a clause; its reference is what it means, or what helps."""
    found = list(_signs(parts))
    verbs = dictionary_words("verb") if found else ()
    for one, tokens in zip(found, parse_texts([f"{one.sign}." for one in found]), strict=True):
        told = list(tokens)[:-1]
        if not _is_clause(told) or points_back(told, told):
            continue
        helps = one.advice.split()[0].strip(",").casefold() in verbs
        asked = "What should I do if" if helps else "What does it mean if"
        question = DraftQuestion(f"{asked} {_with_article(told)}?", one.advice, "trouble", "help" if helps else "cause")
        yield from text_draft(parts, one.passage, one.line, question, always_scoped=True, least=1)


def _signs(parts: DraftParts) -> Iterator[_Sign]:
    for passage in parts.corpus.passages:
        document = parts.corpus.documents[passage.document_id]
        for match in _PAIR.finditer(passage.text):
            path = heading_path(document.meta.blocks, passage.start + match.start("sign"))
            heading = document.text[path[-1].start : path[-1].end] if path else passage.context
            sign, advice = match["sign"].strip(), match["advice"].strip().rstrip(".;")
            sized = MIN_SIGN_WORDS <= len(sign.split()) <= MAX_SIGN_WORDS
            told = MIN_ADVICE_WORDS <= len(advice.split()) <= MAX_ADVICE_WORDS
            if sized and told and _TROUBLE.search(heading) and is_english(f"{sign} {advice}"):
                yield _Sign(passage, match.group().strip(), sign, advice)


def _is_clause(tokens: list[Token]) -> bool:
    """Return whether a sign says that something is so: "The light blinks red"."""
    root = next((token for token in tokens if token.dep_ == "ROOT"), None)
    if root is None or root.tag_ not in ("VBZ", "VBP", "VBN", "VBD"):
        return False
    return any(child.dep_ in ("nsubj", "nsubjpass") for child in root.children)


def _with_article(tokens: list[Token]) -> str:
    """Return a sign within a sentence; a bare noun at its head gets its article: "the light blinks red"."""
    first = tokens[0]
    if first.text.isupper():
        return render(tokens, {first.i: first.text})
    bare = first.tag_ in ("NN", "NNP") and first.dep_ in ("nsubj", "compound", "nsubjpass")
    return f"{'the ' if bare else ''}{render(tokens, {first.i: first.lower_})}"


KIND = KindSpec("trouble", "what a sign of trouble means, or what helps", 0.04, 63, trouble_drafts)

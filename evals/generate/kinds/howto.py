"""Questions how to do something, from titles and headings that name an action, answered by what stands under them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from evals.generate.corpus import Corpus
from evals.generate.draft import Draft
from evals.generate.kinds.spec import DraftParts, KindSpec
from evals.generate.prose.actions import MIN_ACTION_WORDS, named_action
from evals.generate.prose.drafting import DraftQuestion, prose_draft, text_draft
from evals.generate.prose.main_clause import is_unbroken, subtree
from evals.generate.prose.wording import render
from graph.text.sentences import sentence_bounds
from graph.text.stemming import stems
from graph.types import Passage
from rag.dependency_parser import is_english, parse_texts

MAX_ACTION_WORDS = 14
MIN_ANSWER_WORDS, MAX_ANSWER_WORDS = 8, 90
_POINTING = ("see", "refer", "read", "visit", "check", "consult")
"""Verbs that send the reader elsewhere for the answer."""

_POINTS_BACK = re.compile(r"(?:It|This|They|These|That|He|She|Such|However|Also|Otherwise|Instead|Then)\b")
_LATER = re.compile(r"[-*•–]\s|\(?(?!1\b)\d{1,2}[.)]\s")
"""How a list begins without its lead-in, or in the midst of its steps."""

_LITTLE = frozenset(stems("a an the how to of for in on with and or your you"))
MAX_TITLE_CHARS = 200
_MARKS = re.compile(r"^(?:#+\s*)?(?:(?:step )?\d+(?:\.\d+)*[.):]?\s+)?", re.IGNORECASE)


def howto_drafts(parts: DraftParts) -> Iterator[Draft]:
    """Yield a question for each action that a title or heading names; its reference is the text under it."""
    yield from _instructions(parts)
    found = list(_headed(parts.corpus))
    trees = parse_texts([heading for heading, _, _ in found])
    for (heading, passage, quote), tokens in zip_longest(found, trees):
        action = named_action(list(tokens))
        if action and heading not in quote:
            yield from text_draft(
                parts, passage, quote, DraftQuestion(f"How do I {action}?", quote, "howto", "heading"), least=2
            )


def _instructions(parts: DraftParts) -> Iterator[Draft]:
    """Ask how to do what a sentence tells: "To cancel the contract, write to the office."""
    for sentence in parts.prose.sentences:
        tokens = list(sentence.tokens)
        roots = [token for token in tokens if token.dep_ == "ROOT" and token.tag_ == "VB"]
        if len(roots) != 1 or tokens[0].lower_ != "to" or any(child.dep_ == "nsubj" for child in roots[0].children):
            continue
        aim = next((child for child in roots[0].children if child.dep_ == "advcl" and child.i < roots[0].i), None)
        whole = subtree(aim) if aim is not None and aim.tag_ == "VB" else []
        if not whole or whole[0].i != 0 or not is_unbroken(whole):
            continue
        if roots[0].lemma_.casefold() in _POINTING:
            continue
        start = int(roots[0].left_edge.idx) if roots[0].left_edge.i > whole[-1].i else int(roots[0].idx)
        asked = DraftQuestion(
            f"How do I {render(whole[1:])}?", sentence.text[start:].rstrip("."), "howto", "instruction"
        )
        yield from prose_draft(parts, sentence, asked)


def _headed(corpus: Corpus) -> Iterator[tuple[str, Passage, str]]:
    """Yield a heading, the first passage under it, and how that passage begins."""
    seen: set[str] = set()
    for passage in corpus.passages:
        lowest = (passage.context.splitlines() or [""])[-1].rpartition(" › ")[2]
        title = passage.title.rpartition(" – ")[2]
        heading = _MARKS.sub("", (lowest or title).strip()).rstrip(":. ")
        key = f"{passage.document_id} {heading}"
        if key in seen or not MIN_ACTION_WORDS <= len(heading.split()) <= MAX_ACTION_WORDS:
            continue
        seen.add(key)
        quote = _beginning(passage)
        fits = is_english(quote) and not _POINTS_BACK.match(quote) and not _LATER.match(quote)
        if quote and fits and _stands_below(heading, passage, corpus) and _tells_of(heading, quote):
            yield heading, passage, quote


def _stands_below(heading: str, passage: Passage, corpus: Corpus) -> bool:
    """Return whether nothing but white space and marks stands between a heading, if it is found, and the passage."""
    before = corpus.documents[passage.document_id].text[: passage.start]
    place = before.rfind(heading)
    between = before[place + len(heading) :] if place >= 0 else ""
    return not re.search(r"\w", between) and not (place < 0 and re.search(r"\w", before[-MAX_TITLE_CHARS:]))


def _tells_of(heading: str, quote: str) -> bool:
    """Return whether a text speaks of most of what its heading names."""
    named = set(stems(heading)) - _LITTLE
    return bool(named) and 2 * len(named & set(stems(quote))) >= len(named)


def _beginning(passage: Passage) -> str:
    """Return the first sentences of a passage, whole ones, of at most `MAX_ANSWER_WORDS` words; empty if too short."""
    end, words = 0, 0
    for start, stop in sentence_bounds(passage.text):
        count = len(passage.text[start:stop].split())
        if words and words + count > MAX_ANSWER_WORDS:
            break
        words, end = words + count, stop
    quote = passage.text[:end].strip()
    return quote if MIN_ANSWER_WORDS <= words <= MAX_ANSWER_WORDS else ""


KIND = KindSpec("howto", "how something is done", 0.05, 36, howto_drafts)

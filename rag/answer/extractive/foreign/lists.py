"""The list that answers a question in a declared language: the steps of a way, or all of something."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from graph.text.languages.matching import SAME, content_words, match_any, match_words
from rag.answer.extractive.evidence import Candidate
from rag.answer.extractive.foreign.question import ForeignQuestion
from rag.answer.extractive.foreign.sentences import MIN_SAID, ForeignSentence
from rag.answer.extractive.passage_evidence import kind_of_item
from rag.answer.extractive.surroundings import headings_above, is_heading, is_row

MIN_ITEMS, MAX_ITEMS = 2, 20
"""Items of a list that is shown whole."""

MIN_LIST_COVERED, MIN_ASKED_COVERED = 0.6, 0.4
"""The share of the question's words that what introduces a list must say, and a heading that says nothing else."""


def find_list(question: ForeignQuestion, sentences: Sequence[ForeignSentence]) -> Candidate | None:
    """Return the list whose lead-in and headings say most of what is asked; None if none says enough, or several do."""
    if not question.words:
        return None
    if question.kind not in ("list", "way"):
        return _list_after(max(sentences, key=lambda one: one.score, default=None), sentences)
    scored = [
        ((covered, _covered(question, lead), question.kind == "way" and shown.text[:1].isdigit()), shown)
        for above, lead, shown in _lists([one.candidate for one in sentences])
        if (covered := _covered(question, f"{above}\n{lead}")) >= _least_covered(question, lead)
    ]
    best = max((merit for merit, _ in scored), default=None)
    leading = [shown for merit, shown in scored if merit == best]
    return leading[0] if len(leading) == 1 else None


def _list_after(lead: ForeignSentence | None, sentences: Sequence[ForeignSentence]) -> Candidate | None:
    """Return the list that a sentence introduces; None if it introduces none."""
    if lead is None or not lead.candidate.text.endswith(":"):
        return None
    found = (shown for *_, shown in _lists([one.candidate for one in sentences]))
    own = lead.candidate
    return next((shown for shown in found if (shown.rank, shown.start) == (own.rank, own.start)), None)


def _least_covered(question: ForeignQuestion, lead: str) -> float:
    """Return the share of the question that what introduces a list must say: less if it is asked as a whole."""
    told = content_words(lead, question.language)
    whole = bool(told) and all(
        any(match_words(word, one, question.language.inflection) >= SAME for word in question.words) for one in told
    )
    return MIN_ASKED_COVERED if whole else MIN_LIST_COVERED


def _covered(question: ForeignQuestion, lead: str) -> float:
    """Return the mean share of the question's words that a lead-in says."""
    said = content_words(lead, question.language)
    shares = [match_any(word, said, question.language) for word in question.words]
    return sum(share for share in shares if share >= MIN_SAID) / len(shares)


def _lists(sentences: Sequence[Candidate]) -> Iterator[tuple[str, str, Candidate]]:
    """Yield what stands above each list of the passages, what introduces it, and the list with that."""
    for _, group in groupby(sentences, key=lambda one: one.rank):
        own = list(group)
        above = dict(zip((one.place for one in own), headings_above(own), strict=True))
        yield from _lists_of(own, above)


def _lists_of(own: Sequence[Candidate], above: Mapping[int, str]) -> Iterator[tuple[str, str, Candidate]]:
    before: Candidate | None = None
    for kind, run in groupby(own, key=lambda one: "" if is_row(one) else kind_of_item(one)):
        items = list(run)
        lines = {one.passage.text.rfind("\n", 0, one.start) for one in items}
        if kind and MIN_ITEMS <= len(lines) <= MAX_ITEMS:
            leads = before is not None and before.text.endswith(":")
            first = before if before is not None and (leads or is_heading(before)) else items[0]
            lead = before.text if before is not None else ""
            yield above[items[0].place], lead, replace(first, end=items[-1].end)
        before = items[-1]

"""Find conversations that repeat removed documents, and redact what they repeat.

A conversation keeps its questions. An answer that cites or repeats a document is removed entirely; one that only had
the document's passages among its hits loses those hits. A question or title is removed if it repeats the document.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

from graph.text.quotation import ErasableQuote, QuoteDetector, QuoteReason, QuotingRecord
from rag.conversations import Exchange, Thread, Threads
from rag.types import Answer, Hit, Provenance

ERASED_TEXT = "(removed with its document)"
"""Replaces a removed text."""


def find_threads(threads: Threads, quotation: QuoteDetector) -> Iterator[ErasableQuote]:
    """Yield the conversations that repeat documents, most recently written first."""
    for thread in threads.list():
        turns = threads.turns(thread.id)
        changed = [new for old in turns if (new := _without(old, quotation))]
        reasons: list[QuoteReason] = [reason for _, reason in changed]
        title = quotation.reason(thread.title, about_them=bool(changed))
        if title or changed:
            quote = QuotingRecord("conversation", thread.id, thread.title, strongest_reason((*reasons, title)))
            exchanges = [exchange for exchange, _ in changed]
            yield ErasableQuote(quote, partial(_erase, threads, thread, exchanges, bool(title)))


def redact_answer(answer: Answer, quotation: QuoteDetector) -> tuple[Answer, QuoteReason]:
    """Return the answer without what repeats the documents, and the reason for the removal; empty if nothing was
    removed."""
    reason = removal_reason(answer, quotation)
    if reason == "found":
        hits = tuple(_traced(hit, quotation) for hit in answer.hits if not _is_theirs(hit, quotation))
        return replace(answer, hits=hits, selection=""), reason
    if not reason:
        # A selection names documents: what names a removed one says nothing else of the answer.
        named = quotation.repeats([answer.selection], about_them=True) if answer.selection else ""
        return (replace(answer, selection=ERASED_TEXT), named) if named else (answer, "")
    bare = replace(answer, short="", likely="", respelled=(), unsupported=(), selection="")
    return replace(bare, text=ERASED_TEXT, citations=(), hits=()), reason


def removal_reason(answer: Answer, quotation: QuoteDetector) -> QuoteReason:
    """Return why an answer counts as repeating documents; "found" if they only occur among its hits."""
    theirs = {hit.passage.id for hit in answer.hits if _is_theirs(hit, quotation)}
    cited = {one.passage_id for one in answer.citations}
    if cited & theirs or quotation.cites(cited):
        return "cited"
    found = bool(theirs) or any(_leads(hit, quotation) for hit in answer.hits)
    quotes = (one.quote for one in answer.citations)
    read_as = (word for pair in answer.respelled for word in pair)
    told = (answer.text, answer.likely, *answer.unsupported)
    return quotation.repeats((*told, *quotes, *read_as), about_them=found) or ("found" if found else "")


def strongest_reason(reasons: Iterable[QuoteReason]) -> QuoteReason:
    """Return the strongest reason: a citation, then words, then having been found."""
    given = [reason for reason in reasons if reason]
    order: tuple[QuoteReason, ...] = ("cited", "sentence", "words", "name or value", "found")
    return min(given, key=order.index, default="")


def _without(exchange: Exchange, quotation: QuoteDetector) -> tuple[Exchange, QuoteReason] | None:
    """Return the redacted exchange and the reason; None if it does not repeat the documents."""
    answer, reason = redact_answer(exchange.answer, quotation)
    asked = quotation.reason(exchange.question, about_them=bool(reason))
    told = quotation.reason(exchange.reason, about_them=bool(reason))
    if not (reason or asked or told):
        return None
    question = ERASED_TEXT if asked else exchange.question
    left = replace(exchange, question=question, answer=answer, reason=ERASED_TEXT if told else exchange.reason)
    return left, strongest_reason((reason, asked, told))


def _is_theirs(hit: Hit, quotation: QuoteDetector) -> bool:
    """Whether a passage belongs to the documents, in their current or an earlier version."""
    return quotation.cites((hit.passage.id, hit.passage.document_id))


def _leads(hit: Hit, quotation: QuoteDetector) -> bool:
    return quotation.cites(step.from_passage for step in hit.trail.steps)


def _traced(hit: Hit, quotation: QuoteDetector) -> Hit:
    """Return the hit, without its provenance steps if those lead through the documents."""
    texts = (text for step in hit.trail.steps for text in (step.name, step.from_title, step.sentence))
    through = _leads(hit, quotation) or quotation.repeats(texts, about_them=True)
    return replace(hit, trail=Provenance(hit.trail.seeds)) if through else hit


def _erase(threads: Threads, thread: Thread, exchanges: Iterable[Exchange], title: bool) -> None:
    for exchange in exchanges:
        threads.rewrite(exchange)
    if title:
        threads.rename(thread.id, ERASED_TEXT)

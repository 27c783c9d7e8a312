"""Lists with the line that leads them in, read from the lines of passages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from evals.generate.corpus import Corpus
from graph.types import Passage

MIN_ITEMS, MAX_ITEMS = 2, 12
MAX_ITEM_WORDS, MAX_LEAD_WORDS = 40, 30
_ITEM = re.compile(r"\s*(?:[-*•▪◦–‣·]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])\s+(?P<text>\S.*)")
_JOINING = re.compile(r"[,;]\s+(?:and|or)$")
_LEAD = re.compile(r"(?:.*[.;!?]\s+)?(?P<lead>[A-Z][^.;!?]*)[:—–-]\s*$")


@dataclass(frozen=True, slots=True)
class LedList:
    """A list of a passage at [start, end): its lead-in without the colon, and its items."""

    passage: Passage
    start: int
    end: int
    lead: str
    items: tuple[str, ...]

    @property
    def text(self) -> str:
        return self.passage.text[self.start : self.end]


def read_lists(corpus: Corpus) -> Iterator[LedList]:
    """Yield the lists that stand whole in one passage, with their lead-in on the line before."""
    for passage in corpus.passages:
        lines = list(_lines(passage.text))
        place = 0
        while place < len(lines):
            start, line = lines[place]
            lead = _LEAD.match(line)
            place += 1
            if lead is None:
                continue
            items, end = [], place
            while end < len(lines) and (match := _ITEM.match(lines[end][1])):
                items.append(_JOINING.sub("", match["text"].strip()).strip(" ;,."))
                end += 1
            # A list that ends with its passage may go on in the next one.
            whole = end < len(lines) or _is_last(corpus, passage)
            if whole and _is_fit(items, lead["lead"]):
                last, text = lines[end - 1]
                yield LedList(
                    passage,
                    start + lead.start("lead"),
                    last + len(text.rstrip()),
                    " ".join(lead["lead"].split()),
                    tuple(items),
                )
                place = end


def _is_last(corpus: Corpus, passage: Passage) -> bool:
    return corpus.by_document[passage.document_id][-1].id == passage.id


def _is_fit(items: list[str], lead: str) -> bool:
    return (
        MIN_ITEMS <= len(items) <= MAX_ITEMS
        and len(lead.split()) <= MAX_LEAD_WORDS
        and all(1 <= len(item.split()) <= MAX_ITEM_WORDS and not item.endswith(":") for item in items)
    )


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines that are not blank, with their places."""
    start = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            yield start, line
        start += len(line)

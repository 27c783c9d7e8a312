"""Which documents and sections a generated set asks about, and why others yield nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evals.generate.corpus import Corpus
from evals.generate.draft import Draft, FoundDrafts
from evals.generate.prose.german import is_german
from graph.blocks import CELL_SEPARATOR
from graph.types import Passage
from rag.dependency_parser import is_english

NOT_DRAWN = "the set was full before their turn"
REJECTED = "their questions did not pass the checks"
OTHER_LANGUAGE = "not in English or German"
NOTHING_TO_ASK = "no sentence, list, table or field that can be asked about"


@dataclass(frozen=True, slots=True)
class SilentDocument:
    """A document that no case is about, and why."""

    title: str
    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many documents and sections there are and how many of them cases are about; `silent` are the others.

    A section is what stands under one path of headings; a document without headings is one section.
    """

    documents: int
    covered: int
    sections: int
    covered_sections: int
    silent: tuple[SilentDocument, ...] = ()

    @property
    def reasons(self) -> tuple[tuple[str, int], ...]:
        """The reasons why documents yield nothing, with their numbers of documents, most frequent first."""
        return tuple(Counter(document.reason for document in self.silent).most_common())


def measure_coverage(corpus: Corpus, found: FoundDrafts, chosen: Sequence[Draft], count: int) -> Coverage:
    """Measure what the chosen drafts, out of those found, cover of a corpus, if `count` were asked for."""
    gold = {passage for draft in chosen for passage in _gold_ids(draft)}
    sections = {(passage.document_id, passage.context): False for passage in corpus.passages}
    for passage in corpus.passages:
        if passage.id in gold:
            sections[passage.document_id, passage.context] = True
    asked = {document for (document, _), covered in sections.items() if covered}
    drafted = {draft.document for drafts in found.by_kind.values() for draft in drafts}
    full = len(chosen) >= count
    silent = tuple(
        SilentDocument(
            corpus.documents[name].title,
            corpus.documents[name].source,
            _reason(passages, name in drafted, name in found.documents_of_rejected, full),
        )
        for name, passages in corpus.by_document.items()
        if name not in asked and name in corpus.documents
    )
    return Coverage(len(corpus.by_document), len(asked), len(sections), sum(sections.values()), silent)


def _gold_ids(draft: Draft) -> Iterable[str]:
    return (gold.passage_id for gold in draft.case.gold)


def _reason(passages: Sequence[Passage], drafted: bool, rejected: bool, full: bool) -> str:
    if drafted and full:
        return NOT_DRAWN
    if drafted or rejected:
        return REJECTED
    prose = [passage.text for passage in passages if CELL_SEPARATOR not in passage.text]
    known = any(is_english(text) or is_german(text) for text in prose)
    return NOTHING_TO_ASK if known or not prose else OTHER_LANGUAGE

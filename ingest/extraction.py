"""Extract from the documents of a batch together, which takes less time than one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ingest.embed import BATCH_PASSAGES, DocumentPart
from ingest.extract.protocol import Extract
from ingest.fault import Fault, fault_of
from ingest.prepare import DocumentJob, FileClosing, FileCopy, Item
from ingest.report import Outcome


@dataclass(frozen=True, slots=True)
class LostDocument:
    """A document that was prepared but not written."""

    fault: Fault
    passages: int


Extracted = DocumentPart | LostDocument | FileClosing | FileCopy | Outcome


def extracted_batches(line: Iterable[Item], extract: Extract) -> Iterator[tuple[list[Extracted], list[DocumentPart]]]:
    """Group items in order, with enough passages to keep the embedder's threads busy, and what is to be embedded."""
    batch: list[Item] = []
    jobs: list[DocumentJob] = []
    for item in line:
        batch.append(item)
        if isinstance(item, DocumentJob):
            jobs.append(item)
        if not jobs or sum(len(job.part.passages) for job in jobs) >= BATCH_PASSAGES:
            yield _extracted(batch, jobs, extract)
            batch, jobs = [], []
    if batch:
        yield _extracted(batch, jobs, extract)


def _extracted(
    batch: Iterable[Item], jobs: Sequence[DocumentJob], extract: Extract
) -> tuple[list[Extracted], list[DocumentPart]]:
    found = iter(_extract(jobs, extract))
    ready = [next(found) if isinstance(item, DocumentJob) else item for item in batch]
    return ready, [item for item in ready if isinstance(item, DocumentPart)]


def _extract(jobs: Sequence[DocumentJob], extract: Extract) -> list[DocumentPart | LostDocument]:
    """Return each document with what it holds; if extraction fails, each is tried alone to find the faulty one."""
    if not jobs:
        return []
    try:
        graphs = extract([job.shown for job in jobs])
        return [job.extracted(graph) for job, graph in zip(jobs, graphs, strict=True)]
    except Exception as error:  # noqa: BLE001 - a text may break any rule; the other documents are still ingested
        if len(jobs) > 1:
            return [one for job in jobs for one in _extract([job], extract)]
        return [LostDocument(fault_of(error), len(jobs[0].part.passages))]

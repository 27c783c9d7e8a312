"""Questions with the candidates that graph retrieval reranks: what a reranker is fitted to.

Searching for them takes most of the time of a training, so each is kept in a file as soon as it is found: a training
that was interrupted goes on behind the last one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from evals.jsonl import from_json, to_json
from evals.tuning.rows import PairRow, embedded_text
from graph.private_files import make_folder, write_file
from graph.store import GraphStore
from graph.types import Filter, digest
from rag.llm.map_concurrent import Progress, no_progress
from rag.retrieve.graph.candidates import RERANK_FEATURES
from rag.retrieve.graph.lookup import LOOKUP_FEATURES
from rag.retrieve.graph.retriever import Graph


@dataclass(frozen=True, slots=True)
class RankedQuestion:
    """A row of features for each candidate, which are right, and whether the features are those of a look-up."""

    features: tuple[tuple[float, ...], ...]
    right: tuple[bool, ...]
    lookup: bool

    @property
    def teaches(self) -> bool:
        """Whether there is something to put before something else."""
        return any(self.right) and not all(self.right)


@dataclass(frozen=True, slots=True)
class QuestionSearch:
    """Searches for the candidates of questions in a filter's documents; `embedder` names what the vectors are of."""

    graph: Graph
    store: GraphStore
    where: Filter
    embedder: str

    def candidates(self, question: str, right: Collection[str]) -> RankedQuestion:
        """Return the candidates of a question; those are right whose embedded text is in `right`."""
        search = self.graph.search(question, self.where)
        ids = search.candidate_ids()
        texts = {passage.id: embedded_text(passage) for passage in self.store.passages(ids, self.where)}
        features = search.candidates.features if search.lookup is None else search.lookup
        rows = tuple(tuple(float(value) for value in row) for row in features)
        return RankedQuestion(rows, tuple(texts[id_] in right for id_ in ids), search.lookup is not None)

    def task(self, asked: Mapping[str, Collection[str]]) -> str:
        """Return what identifies the questions, the documents and the features."""
        about = self.store.about()
        questions = (to_json((question, sorted(right))) for question, right in asked.items())
        known = (self.embedder, about.fingerprint, about.revision, to_json(self.where))
        return digest("reranker", *RERANK_FEATURES, *LOOKUP_FEATURES, *known, *questions)


def group_pairs(rows: Sequence[PairRow]) -> dict[str, frozenset[str]]:
    """Return the texts of the right passages by question, in the order of the rows."""
    found: dict[str, frozenset[str]] = {}
    for row in rows:
        found[row.anchor] = found.get(row.anchor, frozenset()) | {row.positive}
    return found


def gather_questions(
    search: QuestionSearch, asked: Mapping[str, Collection[str]], file: Path, progress: Progress = no_progress
) -> list[RankedQuestion]:
    """Search for every question that the file does not hold yet, and keep each there. Raises OSError."""
    task = search.task(asked)
    found = read_kept(file, task)
    make_folder(file.parent)
    write_file(file, "".join(f"{line}\n" for line in (task, *map(to_json, found))).encode())
    with file.open("a", encoding="utf-8") as stream:
        for question, right in list(asked.items())[len(found) :]:
            found.append(search.candidates(question, right))
            stream.write(f"{to_json(found[-1])}\n")
            stream.flush()
            progress(len(found), len(asked))
    return found


def read_kept(file: Path, task: str) -> list[RankedQuestion]:
    """Read the questions of a task that a file holds; the last one may have been cut off."""
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    if not lines or lines[0] != task:
        return []
    found: list[RankedQuestion] = []
    for line in lines[1:]:
        try:
            found.append(from_json(RankedQuestion, line))
        except ValidationError:
            break
    return found

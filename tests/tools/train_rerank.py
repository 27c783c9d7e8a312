"""Fits the order of the first passages: `python -m tests.tools.train_rerank DIR… [--everyday DIR…] [--write]`.

DIR is a folder as `tests.bench.retrieval` takes it. Fitted on even-numbered questions alone, and, so that questions
with one piece of evidence are not forgotten, on training claims of SciFact and even-numbered questions of XQuAD: each
evidence passage is to be chosen before all that is no evidence (a softmax over both, with a quadratic penalty); a
question counts once, however much evidence it has. Told are recall@2 and recall@5 of questions left out in turn, by
fifths and by sets.

`--everyday` names sets of everyday questions. The weights of look-ups are fitted on the look-ups among all these
questions, none of them below 0; told are hit@1 and recall@5 of each set fitted without it. `--keep FOLDER` keeps the
stores and uses those that are there.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from rag.linear_model import LinearModel, linear_models_json
from rag.ner.rules import RuleTagger
from rag.retrieve.graph.candidates import PATH_FEATURES, RERANK_FEATURES
from rag.retrieve.graph.lookup import LOOKUP_FEATURES, is_lookup, lookup_features
from rag.retrieve.graph.rerank import RERANK_FILE
from rag.retrieve.graph.retriever import Graph
from tests.bench.corpus import Asked, Corpus, embedder, taken_in
from tests.bench.everyday_retrieval import open_set, read_questions, record_name, set_name
from tests.bench.measures import recall
from tests.bench.single import LANGUAGES, scifact, xquad

ALONE = tuple(name for name in RERANK_FEATURES if name not in PATH_FEATURES)
PENALTY = 2.0
CLAIMS, CLAIM = 300, 0.2
EVERY, LANGUAGE = 8, 0.04
"""How many claims, and which questions of XQuAD, count how much beside a question of the other sets."""
FIFTHS = 5
STEPS = 100

Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A question's first passages: their features, which are evidence, the records they belong to, best first."""

    name: str
    number: int
    features: Doubles
    right: npt.NDArray[np.bool_]
    records: tuple[str, ...]
    gold: frozenset[str]
    share: float
    lookup: Doubles | None = None

    def recall(self, weight: Doubles, k: int) -> float:
        return recall(self._ranked(self.features @ weight), self.gold, k)

    def found(self, weight: Doubles) -> tuple[float, float]:
        """hit@1 and recall@5 of a look-up."""
        assert self.lookup is not None
        ranked = self._ranked(self.lookup @ weight)
        return float(ranked[0] in self.gold), recall(ranked, self.gold, 5)

    def _ranked(self, scores: Doubles) -> list[str]:
        return list(dict.fromkeys(self.records[place] for place in np.argsort(-scores, kind="stable")))


def examples(corpus: Corpus, graph: Graph, questions: Sequence[Asked], share: float = 1.0) -> Iterator[Example]:
    """Questions asked of a corpus, with their first passages."""
    for number, asked in enumerate(questions):
        search = graph.search(asked.text)
        if not search.ranking:
            continue
        passages = {passage.id: passage for passage in corpus.store.passages(search.candidate_ids())}
        records = tuple(corpus.records[passages[id_].document_id] for id_ in search.candidate_ids())
        right = np.array([record in asked.gold for record in records])
        features = search.candidates.features.astype(np.float64)
        lookup = None
        if is_lookup(search.graph, search.candidates):
            lookup = lookup_features(search.graph, search.candidates, passages, corpus.store).astype(np.float64)
        yield Example(corpus.name, number, features, right, records, asked.gold, share, lookup)


def fit(chosen: Sequence[Example], columns: Sequence[int]) -> Doubles:
    """The weights of all features, those not in `columns` 0, by Newton's method."""
    behind = [
        ((one.features[~one.right] - one.features[gold])[:, columns], one.share / one.right.sum())
        for one in chosen
        for gold in np.flatnonzero(one.right)
    ]
    scale = np.concatenate([rows for rows, _ in behind]).std(axis=0) + 1e-9
    scaled = [(rows / scale, share) for rows, share in behind]
    weight = np.zeros(len(columns))
    for _ in range(STEPS):
        slope, bend = -PENALTY * weight, PENALTY * np.eye(len(weight))
        for rows, share in scaled:
            odds = np.exp(np.minimum(rows @ weight, 30.0))
            chance = odds / (1.0 + odds.sum())
            mean = chance @ rows
            slope -= share * mean
            bend += share * ((rows * chance[:, None]).T @ rows - np.outer(mean, mean))
        step = np.linalg.solve(bend, slope)
        weight += step * min(1.0, 2.0 / np.abs(step).max())
        if np.abs(step).max() < 1e-6:
            break
    fitted = np.zeros(chosen[0].features.shape[1])
    fitted[list(columns)] = weight / scale
    return fitted


def fit_lookups(chosen: Sequence[Example]) -> Doubles:
    """The weights of look-ups, none below 0: those that are collinear do not cancel out, and hold on other sets."""
    behind = [
        (one.lookup[~one.right] - one.lookup[gold], one.share / one.right.sum())
        for one in chosen
        if one.lookup is not None
        for gold in np.flatnonzero(one.right)
    ]
    rows = np.concatenate([part for part, _ in behind])
    scale = rows.std(axis=0) + 1e-9
    rows = rows / scale
    shares = np.array([share for _, share in behind])
    counts = [len(part) for part, _ in behind]
    begins = np.cumsum([0, *counts[:-1]])

    def loss(weight: Doubles) -> tuple[float, Doubles]:
        odds = np.exp(np.minimum(rows @ weight, 30.0))
        total = 1.0 + np.add.reduceat(odds, begins)
        slope = (odds * np.repeat(shares / total, counts)) @ rows
        return float(shares @ np.log(total) + PENALTY / 2 * weight @ weight), slope + PENALTY * weight

    start = np.zeros(rows.shape[1])
    found = minimize(loss, start, jac=True, bounds=[(0.0, None)] * len(start), method="L-BFGS-B")
    return np.asarray(found.x / scale, np.float64)


def report_lookups(chosen: Sequence[Example]) -> Iterator[dict[str, object]]:
    """One line for the look-ups of each set, ranked by weights fitted without it."""
    for name in sorted({one.name for one in chosen if one.lookup is not None}):
        weight = fit_lookups([one for one in chosen if one.name != name])
        found = [one.found(weight) for one in chosen if one.name == name and one.lookup is not None]
        first, second = _means(found)
        yield {"look-ups of": name, "by": "sets", "questions": len(found), "hit@1": first, "recall@5": second}


def fit_model(chosen: Sequence[Example], features: Sequence[str]) -> LinearModel:
    """The model fitted to some features, the weights of the others 0."""
    return LinearModel(RERANK_FEATURES, fit(chosen, [RERANK_FEATURES.index(name) for name in features]))


def left_out(chosen: Sequence[Example], columns: Sequence[int], by: str) -> dict[str, tuple[float, float]]:
    """Mean recall@2 and recall@5 of each set, every question ranked by weights fitted without its fifth or set."""
    groups = {one.name if by == "sets" else str(one.number % FIFTHS) for one in chosen}
    found: dict[str, list[tuple[float, float]]] = {}
    for group in sorted(groups):
        inside = [(one.name if by == "sets" else str(one.number % FIFTHS)) == group for one in chosen]
        weight = fit([one for one, held in zip(chosen, inside, strict=True) if not held], columns)
        for one, held in zip(chosen, inside, strict=True):
            if held:
                found.setdefault(one.name, []).append((one.recall(weight, 2), one.recall(weight, 5)))
    return {name: _means(rows) for name, rows in sorted(found.items())}


def _means(rows: Sequence[tuple[float, float]]) -> tuple[float, float]:
    first, second = np.mean(rows, axis=0).round(4).tolist()
    return first, second


def report(chosen: Sequence[Example]) -> Iterator[dict[str, object]]:
    """One line for the ranking as it comes, then for each choice of features left out."""
    lead = np.array([name == "lead" for name in RERANK_FEATURES], np.float64)
    names = sorted({one.name for one in chosen})
    before = {
        name: _means([(one.recall(lead, 2), one.recall(lead, 5)) for one in chosen if one.name == name])
        for name in names
    }
    yield {"without": "order", **before}
    for without in ((), PATH_FEATURES, *((name,) for name in RERANK_FEATURES)):
        columns = [place for place, name in enumerate(RERANK_FEATURES) if name not in without]
        yield {"without": ", ".join(without), "by": "fifths", **left_out(chosen, columns, "fifths")}
        if not without and len(names) > 1:
            yield {"without": "", "by": "sets", **left_out(chosen, columns, "sets")}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directories", nargs="+", type=Path, metavar="DIR")
    parser.add_argument("--everyday", nargs="+", type=Path, default=[], metavar="DIR", help="for look-ups alone")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the stores here and use those that are there")
    parser.add_argument("--write", action="store_true", help=f"write {RERANK_FILE.name}")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        keep = options.keep or Path(folder)
        everyday = usable(one for place in options.everyday for one in everyday_examples(place.resolve(), keep))
        chosen = usable(chain.from_iterable(gathered(options.directories, keep)))
    notes = {
        "made by": "python -m tests.tools.train_rerank",
        "questions": counted(chosen),
        "look-ups": counted([one for one in (*chosen, *everyday) if one.lookup is not None]),
    }
    models = {
        "all": fit_model(chosen, RERANK_FEATURES),
        "alone": fit_model(chosen, ALONE),
        "lookup": LinearModel(LOOKUP_FEATURES, fit_lookups([*chosen, *everyday])),
    }
    fitted = linear_models_json(models, notes)
    print(fitted)
    if options.write:
        RERANK_FILE.write_text(fitted, encoding="utf-8")
    for line in chain(report(chosen), report_lookups([*chosen, *everyday])):
        print(json.dumps(line), flush=True)


def gathered(directories: Sequence[Path], keep: Path) -> Iterator[Iterator[Example]]:
    """The examples of each multi-hop set, of SciFact and of XQuAD, their stores in a folder."""
    (keep / "stores").mkdir(exist_ok=True)
    for directory in directories:
        yield asked_of(directory.resolve(), keep, slice(None, None, 2))
    sets = keep / "sets"
    claims = sets / "scifact"
    yield asked_of(claims if claims.exists() else scifact(claims, "train"), keep, slice(CLAIMS), CLAIM)
    for language in LANGUAGES:
        place = sets / f"xquad.{language}"
        yield asked_of(place if place.exists() else xquad(place, language), keep, slice(None, None, EVERY), LANGUAGE)


def asked_of(directory: Path, keep: Path, which: slice, share: float = 1.0) -> Iterator[Example]:
    """The examples of some questions of a set."""
    embed = embedder()
    corpus = taken_in(directory, keep / "stores", embed)
    yield from examples(corpus, Graph(corpus.store, embed, RuleTagger()), corpus.questions[which], share)
    corpus.store.close()


def everyday_examples(directory: Path, keep: Path) -> Iterator[Example]:
    """The examples of the even-numbered questions of an everyday set."""
    (keep / "stores").mkdir(exist_ok=True)
    stored = open_set(directory, keep / "stores")
    records = {document.id: record_name(document) for document in stored.store.documents()}
    even = [Asked(one.text, one.gold) for one in read_questions(directory) if one.number % 2 == 0]
    corpus = Corpus(set_name(directory), stored.store, records, tuple(even))
    yield from examples(corpus, Graph(stored.store, stored.parts.embedder, stored.parts.tagger), even)
    stored.store.close()


def usable(found: Iterable[Example]) -> list[Example]:
    """The examples that have evidence and something else among their first passages."""
    return [one for one in found if one.right.any() and not one.right.all()]


def counted(chosen: Sequence[Example]) -> dict[str, int]:
    """How many examples each set has."""
    return {name: sum(one.name == name for one in chosen) for name in sorted({one.name for one in chosen})}


if __name__ == "__main__":
    main()

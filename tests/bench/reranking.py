"""What a reranker gains that is tuned on a collection's own questions: `python -m tests.bench.reranking DIR…`.

DIR holds corpus.json and questions.json of people. Each corpus is ingested, and the even questions become cases, the
best passage of each gold record being marked as right. `tune data` and `tune reranker` learn from them, and the odd
ones are asked with the weights before and after: recall@2, hit@1 and recall@5 of records, the milliseconds of a search.
`--generated` learns from questions generated from the corpus instead. `--latency N` measures the milliseconds at N
passages, with the weights tuned on the last set. `--keep FOLDER` keeps the data folders and goes on from them.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from evals.comparison.statistics import Interval, paired_bootstrap
from evals.tuning.data_card import render_card
from evals.tuning.dataset import DataOptions, write_data
from evals.tuning.reranker_record import RerankerRecord
from evals.types import Case, Gold
from graph.errors import UsageError
from rag.llm.map_concurrent import Progress, no_progress
from rag.ner.rules import RuleTagger
from rag.retrieve import build_retriever
from rag.retrieve.spec import RetrieverParts
from tests.bench.corpus import embedder, questions
from tests.bench.everyday_retrieval import DEPTH, EverydayQuestion, read_questions, record_name, set_name
from tests.bench.latency import SETS, stored, timed
from tests.bench.measures import recall
from tests.support.shared import DATA
from ui.generation import make_cases
from ui.reranker_tuning import RerankerPlan, finish_reranker, prepare_reranker
from ui.settings import Settings
from ui.settings_schema import IngestSettings
from ui.tuned_rerankers import WEIGHTS_FILE, TunedRerankers
from ui.tuning_data import make_data
from ui.workspace import Workspace

METHOD = "graph"
HELD_OUT = 0.25
MEASURES = ("recall@2", "hit@1", "recall@5", "ms")
Values = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """A set: the measures of its odd questions before and after, one row a question."""

    name: str
    record: RerankerRecord
    weights: Path
    before: Values
    after: Values


def tuned(directory: Path, folder: Path, how: argparse.Namespace) -> Told:
    """Tune on a set's even questions, or go on from where that stopped, and ask the odd ones before and after."""
    settings = Settings(data_dir=folder / set_name(directory), ingest=IngestSettings(tagger="rules"))
    name = "generated" if how.generated else "people"
    rerankers = TunedRerankers(settings)
    with Workspace(settings) as opened:
        opened.ingest([directory / "corpus.json"])
        record = rerankers.find_usable(name) if rerankers.has(name) else _tune(opened, directory, name, how)
        weights = rerankers.folder_of(name) / WEIGHTS_FILE
        parts = opened.retriever_parts
        before, after = (_asked(directory, replace(parts, reranker=file)) for file in (None, weights))
        kept = folder / f"{set_name(directory)}.{name}.json"
        kept.write_bytes(weights.read_bytes())
    return Told(set_name(directory), record, kept, before, after)


def _tune(opened: Workspace, directory: Path, name: str, how: argparse.Namespace) -> RerankerRecord:
    opened.archive.add(make_cases(opened, how.count, 0).cases if how.generated else even_cases(opened, directory))
    options = DataOptions(held_out=HELD_OUT, negatives=1, drop_leaks=True)
    data = make_data(opened, options, mask=False, reviewed=False, progress=no_progress)
    place = opened.settings.data_dir / f"data-{name}"
    write_data(data, place, render_card(data, opened.settings.collection))
    prepared = prepare_reranker(opened, RerankerPlan(name, place, 0, 0.05, how.generated, few_cases=True))

    def watch(_what: str, _unit: str) -> Progress:
        return no_progress

    return finish_reranker(opened, prepared, prepared.forecast(), watch)


def even_cases(opened: Workspace, directory: Path) -> list[Case]:
    """Return a case for each even question, with the best passage of each of its records as gold, if it is found."""
    names = {document.id: record_name(document) for document in opened.store.documents()}
    retrieve, cases = build_retriever(METHOD, opened.retriever_parts), []
    for asked in read_questions(directory):
        if asked.number % 2:
            continue
        found: dict[str, Gold] = {}
        for hit in retrieve(asked.text, DEPTH):
            gold = Gold(hit.passage.id, hit.passage.text[:80], hit.passage.source)
            found.setdefault(names[hit.passage.document_id], gold)
        golds = tuple(found[name] for name in sorted(asked.gold & found.keys()))
        if golds:
            cases.append(Case.make(asked.text, "as marked", golds))
    return cases


def _asked(directory: Path, parts: RetrieverParts) -> Values:
    """Return the measures of the odd questions; a record counts with its best passage."""
    records = {document.id: record_name(document) for document in parts.store.documents()}
    retrieve = build_retriever(METHOD, parts)

    def measure(asked: EverydayQuestion) -> tuple[float, ...]:
        begin = time.perf_counter()
        hits = retrieve(asked.text, DEPTH)
        took = 1000 * (time.perf_counter() - begin)
        ranked = list(dict.fromkeys(records[hit.passage.document_id] for hit in hits))
        hit = float(not asked.gold.isdisjoint(ranked[:1]))
        return recall(ranked, asked.gold, 2), hit, recall(ranked, asked.gold, 5), took

    return np.array([measure(asked) for asked in read_questions(directory) if asked.number % 2])


def lines(told: Sequence[Told]) -> Iterator[str]:
    """One line for each set and measure, then all together."""
    for one in told:
        verdict, record = one.record.verdict, one.record
        fits = ", ".join(f"{fit.model} {fit.questions} (pull {fit.pull:g})" for fit in record.fits)
        yield (
            f"{one.name}: {fits}, {record.seconds:.0f} s (forecast {record.forecast.seconds:.0f}), gate "
            f"{'passed' if verdict.passed else 'failed'} on {verdict.cases} cases: {verdict.reason}"
        )
        yield from _compared(f"  {one.name}", one.before, one.after)
    if len(told) > 1:
        before, after = ([getattr(one, side) for one in told] for side in ("before", "after"))
        yield from _compared("all", np.concatenate(before), np.concatenate(after))


def _compared(name: str, before: Values, after: Values) -> Iterator[str]:
    for place, measure in enumerate(MEASURES):
        one, other = before[:, place], after[:, place]
        if measure == "ms":
            yield f"{name} ms, median: {np.median(one):.0f} -> {np.median(other):.0f}"
            continue
        gain: Interval = paired_bootstrap(other, one)
        means = f"{one.mean():.3f} -> {other.mean():.3f}"
        yield f"{name} {measure}, n={len(one)}: {means}, {gain.difference:+.3f} ({gain.low:+.3f} to {gain.high:+.3f})"


def latency(folder: Path, passages: int, weights: Path) -> Iterator[str]:
    """Return the milliseconds of a search among so many passages before and after: on the clock, of the processor."""
    embed = embedder()
    store = stored(folder, passages, embed)
    parts = RetrieverParts(store, embed, RuleTagger())
    asked = [one.text for name in SETS for one in questions(DATA / "retrieval" / name)][::10]
    retrievers = {
        what: build_retriever(METHOD, replace(parts, reranker=file))
        for what, file in (("before", None), ("after", weights))
    }
    found: Mapping[str, np.ndarray] = timed(retrievers, asked)
    for what, rows in found.items():
        clock, processor = np.median(rows, axis=0)
        yield f"{store.about().passages} passages, {what}: {clock:.0f} ms, {processor:.0f} of the processor (medians)"
    store.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directories", nargs="+", type=Path, metavar="DIR")
    parser.add_argument("--generated", action="store_true", help="learn from generated questions instead")
    parser.add_argument("--count", type=int, default=120, help="how many are generated")
    parser.add_argument("--latency", type=int, default=0, metavar="N", help="measure the time at N passages")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the data folders here")
    how = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder, told = how.keep or Path(temporary), []
        for directory in how.directories:
            try:
                told.append(tuned(directory.resolve(), folder, how))
            except UsageError as error:
                print(f"{set_name(directory.resolve())}: {error}", flush=True)
            else:
                print(*lines(told[-1:]), sep="\n", flush=True)
        if len(told) > 1:
            print(*list(lines(told))[-len(MEASURES) :], sep="\n", flush=True)
        if how.latency and told:
            print(*latency(folder / "latency", how.latency, told[-1].weights), sep="\n")


if __name__ == "__main__":
    main()

"""Fits the chance of short answers: `python -m tests.tools.train_short_answers [FILE]`.

Fitted on the even-numbered questions of everyday sets with short gold answers (`FITTED`) and of the sets of
`tests.bench.answers`, through the product's own retrieval; each set counts as the square root of its candidates. Then
the bias is moved so that, over the everyday sets and xquad, each answered by weights that were not fitted on it, those
answers that reach `CHANCE` are right as often. Printed is, for every set, how often its odd half is right when the
weights were fitted on the others.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from rag.answer.extractive.offline import MIN_CHANCE
from rag.answer.extractive.passage_reader import PassageReader
from rag.answer.extractive.read_sentences import read_evidence
from rag.answer.extractive.reader import Reader
from rag.answer.extractive.scoring_model import ScoringModel
from rag.answer.extractive.short_answer import (
    SHORT_ANSWER_FILE,
    SHORT_FEATURES,
    ShortAnswer,
    ShortCandidate,
    choose_answer,
    find_candidates,
)
from rag.answer.extractive.situation import asks_yes_no, split_situation
from rag.answer.extractive.solve import Solver
from rag.answer.pipeline import find_evidence
from rag.linear_model import LinearModel, save_linear_models
from rag.types import Hit, Question
from tests.bench import answers
from tests.bench.everyday import Asked, is_right, opened, read_asked
from tests.support.shared import DATA
from tests.tools.train_scoring_model import fit_likelihood
from ui.workspace import Workspace

FITTED = ("contracts", "papers", "tables", "pdf_reports")
MEASURED = ("gov_pages",)
ENCYCLOPAEDIC = ("xquad", "squad2", *answers.HOPS)
CALIBRATED = (*FITTED, "xquad")
PASSAGES = 8
DECAY = 1e-3


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A question's number, its candidates, and which of them are right."""

    number: int
    candidates: tuple[ShortCandidate, ...]
    right: tuple[bool, ...]

    def judge(self, model: LinearModel) -> tuple[float, bool]:
        """Return the chance of the likeliest candidate, and whether it is right; 0 without one."""
        chosen = choose_answer(self.candidates, model)
        return (chosen.chance, self.right[self._place(chosen)]) if chosen else (0.0, False)

    def _place(self, chosen: ShortAnswer) -> int:
        return [(item.text, item.candidate) for item in self.candidates].index((chosen.text, chosen.candidate))


def make_examples(asked: Iterable[tuple[Asked, Question, Sequence[Hit]]], workspace: Workspace) -> list[Example]:
    """Read the passages that were found for each question that a span may answer."""
    reader, passage_reader, judge = Reader(), PassageReader(), ScoringModel.load()
    made = []
    for item, question, hits in asked:
        parts = split_situation(question.standalone or question.text)
        if item.label or asks_yes_no(parts.asked) or (item.answerable and not item.golds):
            continue
        passages = [hit.passage for hit in hits[:PASSAGES]]
        solved = Solver(workspace.embedder, judge, reader, passages)(question.standalone or question.text)
        sentences = read_evidence(parts.text, passages, passage_reader)
        found = tuple(find_candidates(parts, sentences, solved))
        right = tuple(item.answerable and bool(is_right(item, candidate.text)) for candidate in found)
        made.append(Example(item.number, found, right))
    return made


def everyday_examples(name: str, folder: Path) -> list[Example]:
    """The examples of an everyday set."""
    directory = DATA / "everyday" / name / "open"
    with opened(directory, folder, model=False) as workspace:
        retrieve, k = workspace.retriever(), workspace.settings.retrieval.k
        found = []
        for item in read_asked(directory):
            evidence = find_evidence(item.question, retrieve, k, workspace.where, workspace.speller())
            found.append((item, evidence.question, evidence.hits))
        return make_examples(found, workspace)


def encyclopaedic_examples(name: str, folder: Path) -> list[Example]:
    """The examples of a set of `tests.bench.answers`."""
    tasks = {"xquad": answers.xquad, "squad2": answers.squad2}
    task = tasks[name]() if name in tasks else answers.hops(name)
    place = folder / name
    place.mkdir()
    with answers.ingested(task, place) as workspace:
        retrieve, k = workspace.retriever(), workspace.settings.retrieval.k
        found = []
        for number, item in enumerate(task.asked[:600]):
            question = Question(workspace.speller()(item.question, workspace.where).text)
            kind = "fact" if item.golds else "unanswerable"
            asked = Asked(number, question, kind, item.golds, (), frozenset(item.about), "")
            found.append((asked, question, retrieve(question.text, k, workspace.where)))
        return make_examples(found, workspace)


def fit(sets: Mapping[str, Sequence[Example]], names: Iterable[str]) -> LinearModel:
    """Fit the weights on the even halves of some sets."""
    rows, right, counts = [], [], []
    for name in names:
        pairs = [pair for item in sets[name] if item.number % 2 == 0 for pair in _pairs(item)]
        rows += [candidate.features for candidate, _ in pairs]
        right += [float(is_it) for _, is_it in pairs]
        counts += [len(pairs) ** -0.5] * len(pairs)
    weights, bias = fit_likelihood(np.array(rows), np.array(right), np.array(counts), DECAY)
    return LinearModel(SHORT_FEATURES, weights, bias)


def _pairs(item: Example) -> Iterable[tuple[ShortCandidate, bool]]:
    return zip(item.candidates, item.right, strict=True)


def raise_bias(sets: Mapping[str, Sequence[Example]], model: LinearModel, names: Sequence[str]) -> LinearModel:
    """Move the bias so that answers of held-out sets that reach `MIN_CHANCE` are right that often."""
    judged = []
    for name in CALIBRATED:
        held_out = fit(sets, [other for other in names if other != name])
        even = [item.judge(held_out) for item in sets[name] if item.number % 2 == 0]
        judged += [(chance, right, 1 / len(even)) for chance, right in even]
    judged.sort(key=lambda item: -item[0])
    chances, right, counts = (np.array(column, np.float64) for column in zip(*judged, strict=True))
    precision = np.cumsum(right * counts) / np.cumsum(counts)
    reached = np.flatnonzero(precision >= MIN_CHANCE)
    threshold = float(chances[reached[-1]])
    moved = np.log(MIN_CHANCE / (1 - MIN_CHANCE)) - np.log(threshold / (1 - threshold))
    print(
        f"held-out answers from {threshold:.3f} on are right in {precision[reached[-1]]:.3f}; bias moved by {moved:.3f}"
    )
    return replace(model, bias=model.bias + float(moved))


def show(sets: Mapping[str, Sequence[Example]], names: Sequence[str], shipped: LinearModel, moved: float) -> None:
    """Print how many answers are given and right on each odd half, by weights fitted on the other sets and on all."""
    for name, examples in sets.items():
        held_out = fit(sets, [other for other in names if other != name])
        models = replace(held_out, bias=held_out.bias + moved), shipped
        odd = [item for item in examples if item.number % 2]
        given = [[right for chance, right in (item.judge(m) for item in odd) if chance >= MIN_CHANCE] for m in models]
        told = "  ".join(f"given {len(rights):>4} right {sum(rights):>4}" for rights in given)
        print(f"{name:<16}{len(odd):>5}  {told}")


def fit_all(sets: Mapping[str, Sequence[Example]], file: Path) -> None:
    """Fit, print and save."""
    names = [name for name in sets if name not in MEASURED]
    model = fit(sets, names)
    moved = raise_bias(sets, model, names)
    show(sets, names, moved, moved.bias - model.bias)
    notes = {"made by": "python -m tests.tools.train_short_answers", "chance": MIN_CHANCE}
    save_linear_models(file, {"short": moved}, notes)


def main(arguments: list[str]) -> int:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        sets = {name: everyday_examples(name, folder) for name in (*FITTED, *MEASURED)}
        sets |= {name: encyclopaedic_examples(name, folder) for name in ENCYCLOPAEDIC}
    fit_all(sets, Path(arguments[0]) if arguments else SHORT_ANSWER_FILE)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""A workspace where everything that a journal keeps quotes one of its two documents."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from evals.comparison.duel import Ballot, ballots
from evals.human.annotations import Annotation, AspectGrade
from evals.human.feedback import make_feedback
from evals.human.labels import LabelSample
from evals.human.sample import SampledAnswer, draw_answers
from evals.types import Case, Gold, Run
from rag.types import Question
from ui import uploads
from ui.evaluation import EvaluationPlan, start_run
from ui.workspace import Workspace

CANARY = """The Skerry Light was built in 1874 by Marion Quenneborough on the northern reef of Osprey Sound.
Marion Quenneborough had studied under the engineer Rupert Calloway in Portmellin. Contract GR-5521-K covered
the zwickelbart fitting. Ærøskøbing sent the glass.
"""
OTHER = """Alasdair Finch kept the Skerry Light from 1911 to 1938. He was born in Portmellin in 1882.

Rupert Calloway designed the harbour of Portmellin, which was opened on 4 May 1861. Osprey Sound lies to the north.
"""
ONLY_THERE = ("quenneborough", "gr-5521-k", "zwickelbart", "ærøskøbing")
"""Words that only the canary has."""

ASKED_OF_IT = "Who built the Skerry Light in 1874?"
NAMING_IT = "What does contract GR-5521-K cover?"
ASKED_OF_OTHER = "Who kept the Skerry Light from 1911 to 1938?"


@dataclass(frozen=True, slots=True)
class Filled:
    """Where the two files lie, and the ids of what was made."""

    canary: Path
    other: Path
    of_it: str
    of_other: str
    run: str


def fill(space: Workspace, folder: Path) -> Filled:
    """Upload both documents, talk about both, evaluate both, and let people judge the answers."""
    canary = uploads.save_upload(space.settings.data_dir, "canary.txt", CANARY.encode())
    other = folder / "other.txt"
    other.write_text(OTHER)
    space.ingest([canary, other])
    of_it, of_other = converse(space, ASKED_OF_IT, NAMING_IT), converse(space, ASKED_OF_OTHER)
    space.archive.add(cases(space))
    space.versions.save("v1", space.archive.cases())
    runs = [
        start_run(space, EvaluationPlan(name=name, retriever=name), lambda done, total: None)
        for name in ("hybrid", "bm25")
    ]
    space.archive.create("not asked yet", space.archive.cases())
    for question in (ASKED_OF_IT, ASKED_OF_OTHER):
        space.feedback.add(
            make_feedback(question, space.ask(Question(question)), "up", comment="right", expected="as said")
        )
    label(space, runs[0])
    vote(space, (runs[0], runs[1]))
    return Filled(canary, other, of_it, of_other, runs[0].id)


def converse(space: Workspace, *questions: str) -> str:
    """A conversation of these questions with their answers; returns its id."""
    thread = space.threads.create(questions[0])
    for question in questions:
        space.threads.append(thread, question, space.ask(Question(question)))
    return thread


def cases(space: Workspace) -> list[Case]:
    """One case of each document with its gold passage, and some that only words tie to the first."""
    passages = {Path(passage.source).name: passage for passage in space.store.passages(where=space.where)}
    first, second = passages["canary.txt"], passages["other.txt"]
    gold = Gold(first.id, "built in 1874 by Marion Quenneborough", first.source)
    kept = Gold(second.id, "Alasdair Finch kept the Skerry Light", second.source)
    return [
        Case.make(ASKED_OF_IT, "Marion Quenneborough", (gold,)),
        Case.make(ASKED_OF_OTHER, "Alasdair Finch", (kept,)),
        Case.make("Who was at the reef?", "Marion Quenneborough", (), "imported"),
        Case.make("What was the price of contract GR-5521-K?", "", (), "unanswerable"),
    ]


def label(space: Workspace, run: Run) -> None:
    """Every answer of a run, with a comment that quotes the first document."""
    sample = space.labels.begin(LabelSample.make([run.id], 9, 0), draw_answers([run], 9, 0))
    marks = [_mark(one) for one in space.labels.answers(sample.id)]
    space.labels.mark(marks)


def _mark(one: SampledAnswer) -> Annotation:
    comment = "see Ærøskøbing sent the glass" if "built" in one.result.case.question else "fine"
    return Annotation.make(one.id, "Ada", [AspectGrade("correct", "yes")], comment)


def vote(space: Workspace, runs: tuple[Run, Run]) -> None:
    """A ballot on each case that the two runs asked, whether or not their answers differ."""
    differing = {ballot.case_id: ballot for ballot in ballots(runs)}
    for result in runs[0].results:
        said = result.answer.text if result.answer else ""
        made = Ballot(result.case.question, said, "nothing", "", "", result.case.id, ("bm25", "hybrid"))
        space.votes.cast(differing.get(result.case.id, made), runs, "left", "Ada")

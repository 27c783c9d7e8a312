"""Run a trial: the system's own retriever and answerer, with the hits altered in between."""

from __future__ import annotations

from dataclasses import dataclass, replace

from evals.robustness.types import RobustnessSystem, Trial
from graph.types import EVERYTHING, Filter, Passage
from rag.answer.pipeline import ask
from rag.types import Answer, Hit, Question, Retriever


@dataclass(frozen=True, slots=True)
class AlteredRetriever:
    """A retriever whose hits are changed by a trial; nothing is stored."""

    retriever: Retriever
    trial: Trial

    def __call__(self, question: str, k: int, where: Filter = EVERYTHING) -> list[Hit]:
        trial = self.trial
        return trial.change(self.retriever(trial.sought or question, k + trial.extra, where))


def ask_trial(system: RobustnessSystem, trial: Trial) -> Answer:
    """Ask the system a trial's question and return its answer."""
    question = Question(trial.asked.question, trial.asked.history)
    retriever = AlteredRetriever(system.retriever, trial)
    return ask(question, retriever, system.answerer, system.k, system.where, speller=system.speller)


def altered_passage(original: Passage, text: str, title: str | None = None) -> Passage:
    """Return a copy of a passage with another text, from the same document."""
    name = Passage.name(original.document_id, text, -1)
    return replace(original, id=name, text=text, title=original.title if title is None else title)

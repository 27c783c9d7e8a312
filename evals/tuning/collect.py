"""Collect what can be learned from: cases that are not rejected, accepted answers, corrections and ratings."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from evals.human.feedback import UNKNOWN_REASON, right_passages
from evals.tuning.types import Example, LearningMaterial, Preference, RatedAnswer
from evals.types import Case, Feedback
from graph.store import GraphReader
from graph.text.citation_markers import strip_markers
from graph.types import Filter, Passage
from rag.answer.abstain import ABSTAIN
from rag.conversation_removal import ERASED_TEXT

_FEEDBACK_KIND = "feedback"


@dataclass(frozen=True, slots=True)
class Collected:
    """What was collected, and how many sources were left out for each reason."""

    material: LearningMaterial
    left_out: tuple[tuple[str, int], ...]


def collect_material(
    cases: Iterable[Case], feedback: Sequence[Feedback], store: GraphReader, where: Filter
) -> Collected:
    """Collect examples, preferences and ratings; a passage that the store no longer holds is left out."""
    left_out: Counter[str] = Counter()
    examples: dict[str, Example] = {}
    for example in (*_of_cases(cases, store, where, left_out), *_of_feedback(feedback, store, where)):
        key = fold(example.question)
        if key in examples:
            left_out["asks what another one asks"] += 1
        else:
            examples[key] = example
    kept = [entry for entry in feedback if entry.question != ERASED_TEXT]
    material = LearningMaterial(
        tuple(examples.values()), tuple(_preferences(kept, store, where)), tuple(_ratings(kept, store, where))
    )
    return Collected(material, tuple(sorted(left_out.items())))


def fold(question: str) -> str:
    """Return a question without letter case, end marks and extra blanks: two that agree ask the same."""
    return " ".join(question.casefold().split()).rstrip(" ?.!")


def _of_cases(cases: Iterable[Case], store: GraphReader, where: Filter, left_out: Counter[str]) -> Iterator[Example]:
    for case in cases:
        passages = tuple(store.passages(list(dict.fromkeys(gold.passage_id for gold in case.gold)), where))
        if case.status == "rejected":
            left_out["rejected in review"] += 1
        elif ERASED_TEXT in (case.question, case.reference):
            left_out["erased with a document"] += 1
        elif case.history:
            left_out["a follow-up, which does not stand alone"] += 1
        elif case.reference and not passages:
            left_out["its gold passages are not stored"] += 1
        else:
            yield Example(case.question, case.reference, passages, case.kind, case.origin or "case", case=case)


def _of_feedback(feedback: Iterable[Feedback], store: GraphReader, where: Filter) -> Iterator[Example]:
    for entry in feedback:
        answer = _right_answer(entry)
        cited = list(dict.fromkeys(gold.passage_id for gold in right_passages(entry, store)))
        passages = tuple(store.passages(cited, where))
        if answer and passages and entry.question != ERASED_TEXT:
            yield Example(entry.question, answer, passages, _FEEDBACK_KIND, f"feedback:{entry.id}")


def _right_answer(entry: Feedback) -> str:
    """Return the answer that a person gave or accepted; empty if none is known."""
    accepted = entry.rating == "up" and not entry.answer.declines
    return entry.expected or (strip_markers(entry.answer.text).strip() if accepted else "")


def _preferences(feedback: Iterable[Feedback], store: GraphReader, where: Filter) -> Iterator[Preference]:
    """Yield corrections, abstentions that were asked for, and rated answers to the same question."""
    by_question: defaultdict[str, list[Feedback]] = defaultdict(list)
    for entry in feedback:
        by_question[fold(entry.question)].append(entry)
        unknown = UNKNOWN_REASON in entry.complaints and not entry.expected
        chosen = ABSTAIN if unknown else entry.expected
        if entry.rating == "down" and chosen and chosen != entry.answer.text:
            yield Preference(entry.question, chosen, entry.answer.text, _read(entry, store, where))
    for entries in by_question.values():
        good = [entry for entry in entries if entry.rating == "up"]
        bad = [entry for entry in entries if entry.rating == "down" and not entry.expected]
        for better, worse in zip(good, bad, strict=False):
            if better.answer.text != worse.answer.text:
                passages = _read(better, store, where)
                yield Preference(better.question, better.answer.text, worse.answer.text, passages)


def _ratings(feedback: Iterable[Feedback], store: GraphReader, where: Filter) -> Iterator[RatedAnswer]:
    for entry in feedback:
        if entry.answer.text:
            yield RatedAnswer(entry.question, entry.answer.text, entry.rating == "up", _read(entry, store, where))


def _read(entry: Feedback, store: GraphReader, where: Filter) -> tuple[Passage, ...]:
    """Return the passages that the answer was made from, as they are stored now."""
    return tuple(store.passages([hit.passage.id for hit in entry.answer.hits], where))

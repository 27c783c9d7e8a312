"""Answers that another system gave, as results to score: matched to cases, with their contexts as hits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.evidence_location import folded_line
from evals.exchange.fields import passage_of
from evals.exchange.spec import GivenAnswer, GivenContext, Imported
from evals.files import read_lines
from evals.types import Case, Result
from rag.answer.abstain import is_abstention
from rag.types import Answer, Hit

NO_ANSWER = "the file holds no answer"


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One line of a file of answers; only the question is required, and a line without an answer is a fault.

    `contexts` are texts, best first. `reference` is the right answer, and `aliases` are equally right ones.
    """

    question: str
    answer: str = ""
    contexts: tuple[str | GivenContext, ...] = ()
    reference: str = ""
    aliases: tuple[str, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class MatchedAnswers:
    """One system's answers to cases, unscored; `repeated` are further answers to a case, which are left out."""

    system: str
    results: tuple[Result, ...]
    repeated: int = 0


def read_answers(path: Path) -> list[Imported]:
    """Read a JSONL file of answers; UsageError names the invalid line."""
    return [_imported(line) for line in read_lines(path, AnswerLine)]


def match_answers(records: Iterable[Imported], known: Sequence[Case]) -> tuple[tuple[MatchedAnswers, ...], int]:
    """Return the answers of each system to cases, and how many there is no case for.

    A record is matched to its own case if that is known, else to one that asks the same, letter case and spaces aside;
    one that brings a reference is its own case otherwise.
    """
    by_id = {case.id: case for case in known}
    by_question = {_key(case): case for case in reversed(known)}
    systems: dict[str, dict[str, Result]] = {}
    repeated: dict[str, int] = {}
    unmatched = 0
    for record in records:
        own = record.case if record.case.reference else None
        case = by_id.get(record.case.id) or by_question.get(_key(record.case)) or own
        if case is None:
            unmatched += 1
            continue
        system = record.answer.system if record.answer else ""
        results = systems.setdefault(system, {})
        repeated[system] = repeated.get(system, 0) + (case.id in results)
        results.setdefault(case.id, _result(case, record.answer))
    matched = (MatchedAnswers(name, tuple(found.values()), repeated[name]) for name, found in systems.items())
    return tuple(matched), unmatched


def answer_of(given: GivenAnswer) -> Answer:
    """Return another system's answer as one of ours; its contexts become hits that are stored nowhere."""
    hits = tuple(Hit(passage_of(context), 1.0 / rank) for rank, context in enumerate(given.contexts, 1))
    return Answer(given.text, hits=hits, abstained=is_abstention(given.text), model=given.system, seconds=given.seconds)


def _result(case: Case, given: GivenAnswer | None) -> Result:
    fault = NO_ANSWER if given is None else given.fault
    return Result(case, None, (), fault) if given is None or fault else Result(case, answer_of(given))


def _key(case: Case) -> tuple[str, ...]:
    return (folded_line(case.question), *(folded_line(turn.text) for turn in case.history))


def _imported(line: AnswerLine) -> Imported:
    contexts = tuple(GivenContext(one) if isinstance(one, str) else one for one in line.contexts)
    case = Case.make(line.question, line.reference, (), "imported", aliases=line.aliases)
    return Imported(case, GivenAnswer(line.answer, contexts, "", "", line.seconds) if line.answer else None)

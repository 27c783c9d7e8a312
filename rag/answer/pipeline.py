"""The question answering pipeline: from a question to an answer with verified citations."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from graph.errors import UsageError
from graph.types import EVERYTHING, Filter
from rag.answer.defining import include_definition
from rag.answer.diversity import retrieve_diverse
from rag.answer.hidden_text import retrieve_visible
from rag.changes.request import asks_for_changes
from rag.changes.retriever import is_comparison
from rag.followup import resolve_followup
from rag.summary.request import asks_for_summary
from rag.types import Answer, Answerer, Hit, Question, Retriever, Speller, discard_text, keep_spelling

MAX_QUESTION_CHARS = 8_000


def ask(
    question: Question,
    retriever: Retriever,
    answerer: Answerer,
    k: int = 8,
    where: Filter = EVERYTHING,
    write: Callable[[str], None] = discard_text,
    speller: Speller = keep_spelling,
) -> Answer:
    """Answer a question from the k best passages; `seconds` covers retrieval and answering."""
    return answer_from(find_evidence(question, retriever, k, where, speller), answerer, write)


@dataclass(frozen=True, slots=True)
class QuestionEvidence:
    """A question as it is answered, its spelling corrections, the passages to answer from, and the seconds it took."""

    question: Question
    respelled: tuple[tuple[str, str], ...]
    hits: list[Hit]
    seconds: float


def find_evidence(
    question: Question,
    retriever: Retriever,
    k: int,
    where: Filter = EVERYTHING,
    speller: Speller = keep_spelling,
) -> QuestionEvidence:
    """Correct a question, resolve what it refers to, and retrieve the passages to answer it from."""
    started = time.perf_counter()
    require_question(question.text)
    corrected = speller(question.text, where)
    question = resolve_followup(replace(question, text=corrected.text))
    hits = _retrieve_passages(retriever, question.standalone, k, where)
    return QuestionEvidence(question, corrected.changes, hits, time.perf_counter() - started)


def answer_from(evidence: QuestionEvidence, answerer: Answerer, write: Callable[[str], None] = discard_text) -> Answer:
    """Answer a question from its evidence; `seconds` covers retrieval and answering."""
    started = time.perf_counter()
    answer = answerer(evidence.question, evidence.hits, write)
    seconds = evidence.seconds + time.perf_counter() - started
    return replace(answer, respelled=evidence.respelled, seconds=seconds)


def require_question(text: str) -> None:
    """Raise UsageError if the question is blank or longer than `MAX_QUESTION_CHARS`."""
    if not text.strip():
        raise UsageError("the question is empty", 'ask something: graphloop ask "who wrote the report?"')
    if len(text) > MAX_QUESTION_CHARS:
        raise UsageError(f"the question is longer than {MAX_QUESTION_CHARS} characters", "shorten it")


def _retrieve_passages(retriever: Retriever, question: str, count: int, where: Filter) -> list[Hit]:
    """Return the passages to answer from, and the hidden ones retrieved among them.

    Those of a summary, and of two versions of a document, are all that are retrieved.
    """
    if asks_for_summary(question):
        return retriever(question, count, where)
    if asks_for_changes(question) and is_comparison(hits := retriever(question, count, where)):
        return hits
    retrieved = retrieve_visible(retriever, question, count, where)

    def retrieve_read(question: str, k: int, where: Filter = EVERYTHING) -> list[Hit]:
        hits = retrieved if k == count else retrieve_visible(retriever, question, k, where)
        return [hit for hit in hits if not hit.passage.hidden]

    hidden = [hit for hit in retrieved if hit.passage.hidden]
    chosen = retrieve_diverse(retrieve_read, question, count, where)
    chosen = include_definition(chosen, retrieve_read, question, count, where)
    return sorted([*chosen, *hidden], key=lambda hit: -hit.score) if hidden else chosen

"""Drafts asked of the real offline answerer."""

from __future__ import annotations

import re

import pytest

from evals.generate import GenerationConfig, GenerationResult, generate_checked_cases
from evals.generate.checks.filters import WordIndex
from evals.generate.checks.round_trip import ANSWERED_WITHOUT, ONE_PASSAGE_ENOUGH, UNANSWERED, RoundTrip
from evals.generate.draft import AnswerStep, Draft
from evals.judges.cached_embedder import CachedEmbedder
from evals.types import Case
from graph.sqlite.store import SqliteStore
from graph.types import Passage
from rag.answer.extractive.offline import OfflineAnswerer

ASKED_OF_SENTENCES = {"unanswerable", "bridge", "comparison", "temporal", "followup", "corpus", "single"}
"""The kinds that sentences about names yield."""


@pytest.fixture(scope="module")
def made(films: SqliteStore, answerer: OfflineAnswerer, embedder: CachedEmbedder) -> GenerationResult:
    return generate_checked_cases(films, GenerationConfig(24), lambda unique: RoundTrip(answerer, embedder, unique))


@pytest.fixture(scope="module")
def trip(films: SqliteStore, answerer: OfflineAnswerer, embedder: CachedEmbedder) -> RoundTrip:
    return RoundTrip(answerer, embedder, WordIndex(films.passages()))


def test_every_kind_is_made_and_comes_back_from_its_evidence(made: GenerationResult) -> None:
    assert {case.kind for case in made.cases} >= ASKED_OF_SENTENCES
    for case, checked in zip(made.cases, made.checked, strict=True):
        assert checked.draft.case.id == case.id
        asked = case.kind != "unanswerable" and not checked.draft.grounded
        assert checked.answerable is (True if asked else None)
        assert checked.needs_all is not False
        assert not checked.without
        assert case.difficulty in ("easy", "medium", "hard")


def test_a_path_leads_through_the_passages_of_a_bridge(made: GenerationResult) -> None:
    bridges = [case for case in made.cases if case.kind == "bridge"]
    assert bridges
    for case in bridges:
        assert case.path[-1] == case.reference
        assert case.path[1::2] == tuple(gold.passage_id for gold in case.gold)
        assert case.bridge in case.path


def test_a_follow_up_names_its_subject_only_in_what_was_said_before(made: GenerationResult) -> None:
    followups = [case for case in made.cases if case.kind == "followup"]
    assert followups
    for case in followups:
        assert re.search(r"\b(?:he|she|it|his|her|its|him)\b", case.question)
        assert [turn.role for turn in case.history] == ["user", "assistant"]
        assert case.bridge not in case.question


def question(text: str, answer: str, *passages: Passage) -> Draft:
    kind = "bridge" if len(passages) > 1 else "single"
    parts = tuple(AnswerStep(text, answer, passage) for passage in passages)
    return Draft(Case.make(text, answer, kind=kind), passages[0].document_id, (), parts)


def test_what_the_evidence_does_not_say_is_rejected(trip: RoundTrip, films: SqliteStore) -> None:
    texts = {passage.title: passage for passage in films.passages()}
    wrong = question("When was Ilse Varga born?", "1 April 1950", texts["Ilse Varga"])
    assert trip(wrong).fault == UNANSWERED
    alone = question("Who directed The Glass Ferry?", "Ilse Varga", texts["The Glass Ferry"], texts["Karo Bay"])
    assert trip(alone).fault == ONE_PASSAGE_ENOUGH
    elsewhere = question("What is the extension of Mara Lindqvist?", "412", texts["Staff"])
    assert trip(elsewhere).fault == ""
    copied = Passage("copy", "other", texts["Staff"].text, 0, title="Copy")
    twice = RoundTrip(trip._answerer, trip._embedder, WordIndex([*texts.values(), copied]))
    assert twice(elsewhere).fault == ANSWERED_WITHOUT

"""Drafts asked of the real offline answerer, and drafts that a model behind a real server writes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from evals.generate import GenerationConfig, GenerationResult, generate_checked_cases
from evals.generate.by_model import LLMCaseGenerator
from evals.generate.draft import AnswerStep, Draft
from evals.generate.filters import WordIndex
from evals.generate.kind_mix import KIND_SHARES, parse_shares
from evals.generate.round_trip import ANSWERED_WITHOUT, ONE_PASSAGE_ENOUGH, UNANSWERED, RoundTrip
from evals.judges.cached_embedder import CachedEmbedder
from evals.types import Case, CaseKind
from graph.errors import UsageError
from graph.sqlite.store import SqliteStore
from graph.types import Passage
from rag.answer.extractive.offline import OfflineAnswerer
from rag.answer.extractive.reader import Reader
from rag.embed.protocol import Embedder
from rag.llm.openai import OpenAIModel
from rag.llm.retry import SINGLE_ATTEMPT
from tests.evals.test_generate import FILMS, filled
from tests.servers import MODEL, Reply, Request, chat, scripted


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteStore]:
    store = filled(tmp_path_factory.mktemp("films") / "graph.db", FILMS)
    yield store
    store.close()


@pytest.fixture(scope="module")
def embedder(minilm: Embedder) -> CachedEmbedder:
    return CachedEmbedder(minilm)


@pytest.fixture(scope="module")
def answerer(embedder: CachedEmbedder, model_cache: Path) -> OfflineAnswerer:
    return OfflineAnswerer(embedder, Reader(model_cache))


@pytest.fixture(scope="module")
def made(films: SqliteStore, answerer: OfflineAnswerer, embedder: CachedEmbedder) -> GenerationResult:
    return generate_checked_cases(films, GenerationConfig(24), lambda unique: RoundTrip(answerer, embedder, unique))


@pytest.fixture(scope="module")
def trip(films: SqliteStore, answerer: OfflineAnswerer, embedder: CachedEmbedder) -> RoundTrip:
    return RoundTrip(answerer, embedder, WordIndex(films.passages()))


def test_every_kind_is_made_and_comes_back_from_its_evidence(made: GenerationResult) -> None:
    assert {case.kind for case in made.cases} == {kind for kind, _ in KIND_SHARES}
    for case, checked in zip(made.cases, made.checked, strict=True):
        assert checked.draft.case.id == case.id
        assert checked.answerable is (None if case.kind == "unanswerable" else True)
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
    kind: CaseKind = "bridge" if len(passages) > 1 else "single"
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


def test_shares_are_those_asked_for(films: SqliteStore) -> None:
    shares = parse_shares(["bridge=3", "single=1"])
    kinds = [case.kind for case in generate_checked_cases(films, GenerationConfig(8, 0, shares)).cases]
    assert (kinds.count("bridge"), kinds.count("single")) == (6, 2)
    assert parse_shares([]) == KIND_SHARES
    for wrong in ("poem", "bridge=", "bridge=nan", "bridge=-1"):
        with pytest.raises(UsageError):
            parse_shares([wrong])


def written(request: Request) -> Reply:
    """What a model may reply: a good question of two passages, and of one passage a quote that is not there."""
    told = str(request.body["messages"])
    if "both passages" in told and "The Glass Ferry" in told and "Szeged" in told:
        reply = {
            "question": "Where was the director of the drama The Glass Ferry born?",
            "answer": "Szeged",
            "quotes": ["The Glass Ferry is a 1961 drama film directed by Ilse Varga.", "She was born in Szeged."],
        }
        return Reply(body=chat(json.dumps(reply)))
    if "Staff" in told:
        return Reply(body=chat("I would rather not."))
    reply = {"question": "Who is it?", "answer": "nobody", "quotes": ["This stands nowhere."]}
    return Reply(body=chat(json.dumps(reply)))


def test_a_model_writes_cases_that_are_checked_like_others(
    tmp_path: Path, answerer: OfflineAnswerer, embedder: CachedEmbedder
) -> None:
    chosen = {title: f"{text} {'So it was told. ' * 6}" for title, text in FILMS.items()}
    store = filled(tmp_path / "graph.db", chosen)
    with scripted(written) as server:
        model = OpenAIModel(server.url, MODEL, patience=SINGLE_ATTEMPT)
        found = generate_checked_cases(
            store, GenerationConfig(6), lambda unique: RoundTrip(answerer, embedder, unique), LLMCaseGenerator(model, 6)
        )
    store.close()
    [case] = found.cases
    assert (case.kind, case.reference, case.bridge) == ("bridge", "Szeged", "Ilse Varga")
    assert case.origin == f"generated by {MODEL}"
    assert [gold.quote for gold in case.gold][1] == "She was born in Szeged."
    reasons = dict(found.rejected)
    assert reasons["a quote is not in its passage"] > 0
    assert reasons["the model's reply is not what was asked for"] > 0

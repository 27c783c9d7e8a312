from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from evals.generate import generate_cases
from evals.judges.matching import contains_phrase
from evals.types import Case
from graph.sqlite.store import SqliteStore
from graph.text.names import name_key, strip_disambiguation
from graph.types import Filter
from tests.evals.generate.films import filled
from tests.evals.generate.sheets import HARBOUR_CUP, LAKE_CUP, PUMPS, table_document
from tests.support.shared import DATA, needs_data


def asked(cases: list[Case]) -> dict[str, str]:
    return {case.question: case.reference for case in cases}


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Who directed The Glass Ferry?", "Ilse Varga"),
        ("When was The Glass Ferry released?", "1962"),
        ("When was Ilse Varga born?", "3 May 1921"),
        ("When did Ilse Varga die?", "9 June 1990"),
        ("Where was Ilse Varga born?", "Szeged"),
        ("What nationality is Tom Aldery?", "Welsh"),
        ("When did Tom Aldery win the Silver Lantern?", "1971"),
        ("What is the population of Karo Bay?", "4,310"),
        ("What is the extension of Mara Lindqvist?", "412"),
        ("Who is the harbour master?", "Mara Lindqvist"),
        ("How many boats were there in the old harbour of Karo Bay?", "nine"),
        ("When was the director of the film The Glass Ferry born?", "3 May 1921"),
        ("What nationality is the director of the film Night Orchard?", "Welsh"),
    ],
)
def test_sentences_become_these_questions(films: SqliteStore, question: str, answer: str) -> None:
    assert asked(generate_cases(films, 200)).get(question) == answer


def test_nothing_is_asked_that_cannot_be_told(films: SqliteStore) -> None:
    questions = " ".join(case.question for case in generate_cases(films, 200) if not case.history)
    assert not re.search(r"\b(?:It|This|we|she)\b", questions)
    assert "film did Lena Fors" not in questions  # the film Chicago is not the place where she died


def test_the_same_seed_gives_the_same_cases(films: SqliteStore) -> None:
    assert generate_cases(films, 12, seed=4) == generate_cases(films, 12, seed=4)
    assert generate_cases(films, 12, seed=4) != generate_cases(films, 12, seed=5)


def test_no_more_than_asked_for_and_none_from_hidden_documents(films: SqliteStore) -> None:
    assert len(generate_cases(films, 7)) == 7
    assert generate_cases(films, 0) == []
    assert generate_cases(films, 10, where=Filter(collection="another")) == []


def test_documents_without_english_sentences_give_nothing(tmp_path: Path) -> None:
    store = filled(tmp_path / "graph.db", {"数据": "今天下雨。明天晴天。", "noise": "12 ; --- ??"})
    assert generate_cases(store, 10) == []
    store.close()


def test_neither_the_folder_nor_the_collection_changes_what_is_drawn(tmp_path: Path) -> None:
    texts = {"Lake cup": LAKE_CUP, "Harbour cup": HARBOUR_CUP, "Hill cup": LAKE_CUP.replace("6", "8"), "Pumps": PUMPS}
    drawn = []
    for folder, collection in (("here/", "default"), ("moved/elsewhere/", "other")):
        store = SqliteStore(tmp_path / f"{collection}.db")
        for title, text in texts.items():
            part = table_document(title, text, folder=folder, collection=collection)
            store.replace(part.documents[0].id, part)
        drawn.append([case.question for case in generate_cases(store, 12, where=Filter(collection=collection))])
        store.close()
    assert len(drawn[0]) == 12
    assert drawn[0] == drawn[1]


@pytest.fixture(scope="module")
def wiki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteStore]:
    path = DATA / "retrieval" / "hotpotqa_dev200" / "corpus.json"
    records = {one["title"]: one["text"] for one in json.loads(path.read_text(encoding="utf-8"))[:700]}
    store = filled(tmp_path_factory.mktemp("wiki") / "graph.db", records)
    yield store
    store.close()


@needs_data
def test_every_case_over_real_text_can_be_checked(wiki: SqliteStore) -> None:
    cases = generate_cases(wiki, 120, seed=1)
    passages = {passage.id: passage for passage in wiki.passages()}
    assert len(cases) == 120
    assert len({(case.history, case.question) for case in cases}) == 120
    for case in cases:
        assert case.question.endswith("?")
        if case.kind != "comparison":
            assert not (case.reference and contains_phrase(case.question, case.reference)), case
        assert all(gold.quote in passages[gold.passage_id].text for gold in case.gold)
        assert case.origin.startswith("generated:")
        if case.kind == "unanswerable":
            assert (case.reference, case.gold) == ("", ())
        else:
            quotes = " ".join(" ".join(gold.quote for gold in case.gold).split())
            composed = (
                case.kind in ("comparison", "corpus", "rule", "list") or "years" in case.origin or "age" in case.origin
            )
            assert composed or any(answer in quotes for answer in (case.reference, *case.aliases)), case


@needs_data
def test_two_passage_cases_need_both_passages(wiki: SqliteStore) -> None:
    bridges = [case for case in generate_cases(wiki, 120, seed=1) if case.kind == "bridge"]
    passages = {passage.id: passage for passage in wiki.passages()}
    assert bridges
    for case in bridges:
        first, second = (passages[gold.passage_id] for gold in case.gold)
        assert first.id != second.id
        assert name_key(case.bridge) not in name_key(case.question)
        assert name_key(case.bridge) in name_key(f"{first.title} {first.text}")
        assert name_key(case.bridge) in name_key(f"{second.title} {second.text}")
        assert not contains_phrase(first.text, case.reference)


@needs_data
def test_an_unanswerable_question_names_something_of_the_corpus(wiki: SqliteStore) -> None:
    cases = [case for case in generate_cases(wiki, 120, seed=1) if case.kind == "unanswerable"]
    titles = " ".join(passage.title + " " + passage.text for passage in wiki.passages())
    assert len(cases) >= 5
    assert all(
        strip_disambiguation(case.bridge) in case.question and case.bridge.split(" (")[0] in titles for case in cases
    )


@needs_data
def test_documents_and_rules_are_balanced(wiki: SqliteStore) -> None:
    cases = [case for case in generate_cases(wiki, 120, seed=1) if case.kind == "single"]
    assert max(Counter(case.gold[0].passage_id for case in cases).values()) <= 3
    assert max(Counter(case.origin for case in cases).values()) < len(cases) / 3

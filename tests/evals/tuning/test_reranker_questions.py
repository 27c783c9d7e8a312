from __future__ import annotations

from pathlib import Path

import pytest

from evals.tuning.reranker_questions import QuestionSearch, RankedQuestion, gather_questions, group_pairs, read_kept
from evals.tuning.rows import PairRow, embedded_text
from graph.sqlite.store import SqliteStore
from graph.types import Filter
from rag.embed.protocol import Embedder
from rag.ner.rules import RuleTagger
from rag.retrieve.graph.candidates import RERANK_FEATURES
from rag.retrieve.graph.lookup import LOOKUP_FEATURES
from rag.retrieve.graph.retriever import Graph
from tests.evals.tuning.parts import TOWNS, town_passage

ASKED = {f"Who was the first mayor of {name}?": frozenset({embedded_text(town_passage(name))}) for name in TOWNS}
ASKED |= {"What is said of herring?": frozenset({"Nothing."})}


class Killed(Exception):
    """Raised in place of a signal."""


@pytest.fixture
def search(towns: SqliteStore, minilm: Embedder) -> QuestionSearch:
    return QuestionSearch(Graph(towns, minilm, RuleTagger()), towns, Filter(), minilm.name)


def test_pairs_are_grouped_by_question_in_order() -> None:
    rows = [PairRow("b?", "one"), PairRow("a?", "two"), PairRow("b?", "three")]
    assert list(group_pairs(rows).items()) == [("b?", frozenset({"one", "three"})), ("a?", frozenset({"two"}))]


def test_candidates_know_which_are_right(search: QuestionSearch, tmp_path: Path) -> None:
    found = gather_questions(search, ASKED, tmp_path / "kept" / "questions")
    assert [sum(question.right) for question in found] == [1] * len(TOWNS) + [0]
    assert all(question.teaches for question in found[:-1])
    assert not found[-1].teaches
    for question in found:
        assert len(question.features) == len(question.right)
        assert len(question.features[0]) == len(LOOKUP_FEATURES if question.lookup else RERANK_FEATURES)


def test_what_was_found_before_a_kill_is_not_searched_for_again(search: QuestionSearch, tmp_path: Path) -> None:
    def kill(done: int, _total: int) -> None:
        if done == 5:
            raise Killed

    whole, file = gather_questions(search, ASKED, tmp_path / "whole"), tmp_path / "killed"
    with pytest.raises(Killed):
        gather_questions(search, ASKED, file, kill)
    with file.open("a") as stream:
        stream.write('{"features": [[0.1')
    seen: list[int] = []
    assert gather_questions(search, ASKED, file, lambda done, _: seen.append(done)) == whole
    assert seen[0] == 6
    assert file.read_bytes() == (tmp_path / "whole").read_bytes()


def test_what_belongs_to_other_questions_is_not_gone_on_from(search: QuestionSearch, tmp_path: Path) -> None:
    few = dict(list(ASKED.items())[:2])
    gather_questions(search, few, tmp_path / "file")
    assert len(read_kept(tmp_path / "file", search.task(few))) == 2
    assert read_kept(tmp_path / "file", search.task(ASKED)) == []
    assert read_kept(tmp_path / "none", search.task(few)) == []


def test_a_question_teaches_if_something_is_to_be_put_first() -> None:
    for right, teaches in (((True, False), True), ((True, True), False), ((False, False), False), ((), False)):
        assert RankedQuestion(((0.0,),) * len(right), right, False).teaches == teaches

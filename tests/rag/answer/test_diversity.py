"""One source cannot fill more than half of what is answered from while others are relevant."""

from __future__ import annotations

import pytest

from graph.types import EVERYTHING, Filter, Passage
from rag.answer.diversity import retrieve_diverse, select_diverse
from rag.answer.model_answerer import ModelAnswerer
from rag.answer.pipeline import ask
from rag.types import Hit, Question, Retriever
from tests.rag.answer.test_pipeline import Writing

WORDS = "harbour lantern meadow copper violin saddle orchard winter granite ribbon".split()


def hit(number: int, source: str, score: float, text: str = "") -> Hit:
    own = (
        text or f"{WORDS[number % 10]} {number} {WORDS[(number * 7 + 3) % 10]} stands alone in sentence {number * 37}."
    )
    return Hit(Passage(f"p{number}", source, own, 0, source=source), score)


def ranked(*hits: Hit) -> tuple[list[int], Retriever]:
    asked: list[int] = []

    def find(question: str, k: int, where: Filter = EVERYTHING) -> list[Hit]:
        asked.append(k)
        return list(hits[:k])

    return asked, find


POISON = [hit(n, "poison.txt", 1.0 - n / 100) for n in range(20)]
OTHERS = [hit(100 + n, f"good{n}.txt", 0.7 - n / 100) for n in range(10)]


def test_one_source_gets_at_most_half() -> None:
    found = select_diverse([*POISON, *OTHERS], 8)
    sources = [one.passage.source for one in found]
    assert (len(found), sources.count("poison.txt")) == (8, 4)
    assert found == sorted(found, key=lambda one: -one.score)


def test_near_copies_in_many_files_count_as_one_source() -> None:
    text = "The treasurer of the harbour guild is paid in copper, says letter number {} of that winter in the hall."
    copies = [hit(n, f"copy{n}.txt", 1.0 - n / 100, text.format(n)) for n in range(20)]
    found = select_diverse([*copies, *OTHERS], 8)
    assert sum(one.passage.source.startswith("copy") for one in found) == 4


def test_one_source_may_fill_all_when_nothing_else_is_relevant() -> None:
    far = [hit(200 + n, f"far{n}.txt", 0.05) for n in range(10)]
    assert select_diverse([*POISON[:12], *far], 8) == POISON[:8]
    assert select_diverse(POISON, 8) == POISON[:8]
    assert select_diverse(POISON[:3], 8) == POISON[:3]


def test_the_ranking_stays_where_no_source_crowds() -> None:
    hits = [*POISON[:4], *OTHERS]
    asked, find = ranked(*hits)
    assert retrieve_diverse(find, "q", 8, EVERYTHING) == hits[:8]
    assert asked == [8]


def test_more_are_asked_for_where_one_source_crowds() -> None:
    asked, find = ranked(*POISON[:10], *OTHERS)
    found = retrieve_diverse(find, "q", 8, EVERYTHING)
    assert asked == [8, 24]
    assert sum(one.passage.source == "poison.txt" for one in found) == 4
    assert len(found) == 8


@pytest.mark.parametrize("k", [1, 2, 3, 8])
def test_as_many_as_wanted_are_given(k: int) -> None:
    _, find = ranked(*POISON, *OTHERS)
    assert len(retrieve_diverse(find, "q", k, EVERYTHING)) == k


def test_the_prompt_has_others_beside_fifty_copies() -> None:
    copies = [hit(n, "poison.txt", 1.0, f"The keeper is Mallory, as note {n} says and says again.") for n in range(50)]
    _, find = ranked(*copies[:20], *OTHERS, *copies[20:])
    model = Writing("x")
    ask(Question("Who is the keeper?"), find, ModelAnswerer(model))
    prompt = model.asked[0][1].content
    assert prompt.count("Mallory") == 4
    assert prompt.count("stands alone") == 4

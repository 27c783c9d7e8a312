"""A definition that lies far down is retrieved where a meaning is asked, and only there."""

from __future__ import annotations

from graph.types import EVERYTHING, Filter, Passage
from rag.answer.defining import include_definition
from rag.types import Hit

TEXTS = [f"GSA runs office number {number}." for number in range(20)]
TEXTS[12] = "- FAS - a service.\n- GSA - The General Services Administration,\nan independent agency."


class Ranked:
    """Ranks the texts as they stand, and counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, question: str, k: int, where: Filter = EVERYTHING) -> list[Hit]:
        self.asked += 1
        return [Hit(Passage(f"p{n}", "d", text, 0), 1 / (n + 1)) for n, text in enumerate(TEXTS[:k])]


def test_the_definition_takes_the_last_place() -> None:
    retriever = Ranked()
    hits = include_definition(retriever("", 8), retriever, "What does GSA stand for?", 8)
    assert [hit.passage.id for hit in hits] == ["p0", "p1", "p2", "p3", "p4", "p5", "p6", "p12"]


def test_what_is_defined_or_is_no_term_is_not_looked_for() -> None:
    retriever = Ranked()
    found = retriever("", 13)
    for question in ("What does GSA stand for?", "Who runs GSA?", "What is the price?"):
        assert include_definition(found, retriever, question, 13) == found
    assert retriever.asked == 1


def test_hits_stay_where_nothing_defines_the_term() -> None:
    retriever = Ranked()
    hits = retriever("", 8)
    assert include_definition(hits, retriever, "What is a gangway?", 8) == hits

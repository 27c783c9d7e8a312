"""Small values that the tests of evals share."""

from __future__ import annotations

from evals.types import Case, Gold, Score
from graph.types import Document, Passage
from rag.types import Answer, Citation, Hit


def passage(text: str, title: str = "", source: str = "notes.txt") -> Passage:
    document = Document.make(source, title, text, locator=title)
    return Passage(Passage.name(document.id, text, 0), document.id, text, 0, title=title, source=source)


HARBOUR = passage(
    "The lighthouse at Skerry Point was finished in 1874. Its lamp was lit by Anna Brodie for 31 years. "
    "Ships may not enter the inner harbour at night.",
    "Skerry Point",
)
BAKERY = passage("The bakery on Mill Lane opens at six and sells rye bread from Tuesday to Saturday.", "Mill Lane")


def answered(text: str, *found: Passage, seconds: float = 0.5, cites: str = "") -> Answer:
    """An answer over these passages, citing a quote of the first where one is given."""
    citations: tuple[Citation, ...] = ()
    if cites:
        start = found[0].text.find(cites)
        end = start + len(cites) if start >= 0 else -1
        citations = (Citation(1, found[0].id, cites, start, end, start >= 0),)
    hits = tuple(Hit(one, 1.0 / place) for place, one in enumerate(found, 1))
    return Answer(text, citations, hits, seconds=seconds, model="by hand")


def case(question: str, reference: str, *gold: Passage) -> Case:
    return Case.make(question, reference, tuple(Gold(one.id, one.text.split(". ")[0], one.source) for one in gold))


def value(score: Score) -> float:
    """The value of a score that has one."""
    assert score.value is not None, score.reason
    return score.value

"""An answer for people and for programs: citations by document and page, and the provenance of each passage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ui import terminal

if TYPE_CHECKING:
    from graph.types import Passage
    from rag.types import Answer, Citation, CitationState, CutOff, Hit, Provenance, ProvenanceStep, Support


MARKS: Final[Mapping[str, str]] = {
    "verified": "",
    "quoted": "quoted: these words stand there, but do not bear the claim out",
    "unverified": "unverified: the source does not bear this out",
}
NOTHING: Final = "unsupported: nothing in the documents bears this answer out"
PARTLY: Final = "unsupported:"
CUT: Final[Mapping[str, str]] = {
    "length": "cut off: the answer reached the longest length allowed",
    "timeout": "cut off: the model did not end its answer in time",
}


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation by document source and page (0: no page); `hidden` as in its passage."""

    marker: int
    document: str
    page: int
    quote: str
    verified: bool
    hidden: bool
    state: CitationState


@dataclass(frozen=True, slots=True)
class Found:
    """A hit as programs read it; `hidden` ones are not used for the answer unless `answer.hidden` is set."""

    passage: str
    document: str
    title: str
    page: int
    score: float
    text: str
    hidden: bool
    trail: Provenance


@dataclass(frozen=True, slots=True)
class AnswerData:
    """An answer as programs read it; `graphloop ask --json` prints these fields and no others."""

    text: str
    abstained: bool
    citations: tuple[Cited, ...]
    hits: tuple[Found, ...]
    model: str
    seconds: float
    respelled: tuple[tuple[str, str], ...]
    support: Support
    unsupported: tuple[str, ...]
    cut_off: CutOff


def as_data(answer: Answer) -> AnswerData:
    """Return the answer with passages resolved to documents and pages."""
    return AnswerData(
        answer.text,
        answer.abstained,
        cited(answer),
        tuple(map(_found, (*answer.hits, *answer.hidden))),
        answer.model,
        answer.seconds,
        answer.respelled,
        answer.support,
        answer.unsupported,
        answer.cut_off,
    )


def cited(answer: Answer) -> tuple[Cited, ...]:
    """Return the citations in order of their markers."""
    passages = {hit.passage.id: hit.passage for hit in answer.hits}
    ordered = sorted(answer.citations, key=lambda one: one.marker)
    return tuple(_cited(one, passages.get(one.passage_id)) for one in ordered)


def _cited(one: Citation, passage: Passage | None) -> Cited:
    if passage is None:
        return Cited(one.marker, "", 0, one.quote, one.verified, hidden=False, state=one.state)
    return Cited(one.marker, passage.source, passage.page, one.quote, one.verified, passage.hidden, one.state)


def print_evidence(answer: Answer) -> None:
    """Print warnings, spelling corrections, the citations, hidden passages not used, and the time taken."""
    from rag.answer.hidden_text import MARK

    citations = cited(answer)
    for told in doubts(answer):
        terminal.say(f"\n  {told}")
    if answer.respelled:
        terminal.say(f"\n  {read_as(answer)}")
    if citations:
        terminal.say()
    for one in citations:
        page = f", page {one.page}" if one.page else ""
        doubt = f"  ({MARKS[one.state]})" if MARKS[one.state] else ""
        hidden = f"  ({MARK})" if one.hidden else ""
        terminal.say(f"  [{one.marker}] {Path(one.document).name or 'unknown'}{page}{hidden}{doubt}")
        terminal.say(f"      “{terminal.line(one.quote)}”")
    if answer.hidden:
        terminal.say(f"\n  {left_out(answer)}")
    terminal.say(f"\n{answer.model or 'offline'} · {answer.seconds:.2f} s")


def doubts(answer: Answer) -> list[str]:
    """Return the reasons to distrust the answer or parts of it, one line each."""
    told = []
    if answer.support == "unsupported":
        told.append(NOTHING)
    elif answer.unsupported:
        told += [f"{PARTLY} “{terminal.line(sentence)}”" for sentence in answer.unsupported]
    if answer.cut_off:
        told.append(CUT[answer.cut_off])
    return told


def read_as(answer: Answer) -> str:
    """Return the spelling corrections made in the question; empty if there were none."""
    changes = ", ".join(f"“{typed}” as “{meant}”" for typed, meant in answer.respelled)
    return f"read {changes}" if changes else ""


def left_out(answer: Answer) -> str:
    """Return one line on the passages not used because their text is hidden from readers; empty if none."""
    from rag.answer.hidden_text import MARK

    passages = [hit.passage for hit in answer.hidden]
    pages = {(Path(one.source).name or one.title, f", page {one.page}" if one.page else "") for one in passages}
    places = {f"{name}{page}" for name, page in pages}
    return f"not used, for it is {MARK}: text of {'; '.join(sorted(places))}" if places else ""


def print_trails(answer: Answer) -> None:
    """Print, for every passage found, the rankers that found it and the path to it."""
    from rag.answer.hidden_text import MARK

    terminal.say("\nwhat led to each passage:")
    for place, hit in enumerate((*answer.hits, *answer.hidden), start=1):
        page = f", page {hit.passage.page}" if hit.passage.page else ""
        mark = f"  ({MARK})" if hit.passage.hidden else ""
        name = hit.passage.title or Path(hit.passage.source).name
        terminal.say(f"\n  {place}. {name}{page}{mark}  score {hit.score:.3f}")
        terminal.say(f"     {terminal.line(hit.passage.text, 120)}")
        seeds = ", ".join(f"{seed.ranker} #{seed.rank}" for seed in hit.trail.seeds)
        terminal.say(f"     found by: {seeds or 'the walk alone'}")
        for number, step in enumerate(hit.trail.steps):
            terminal.say(f"     {'then' if number else 'through'}: {terminal.line(step.name)}, {met(step)}")


def met(step: ProvenanceStep) -> str:
    """Return one line on where the entity of a step occurs: in the question, or in a sentence of a passage."""
    if not step.from_passage:
        return "which the question names"
    said = f"says “{_around(step.name, step.sentence)}”" if step.sentence else "speaks"
    return f"of which {terminal.line(step.from_title) or 'another passage'} {said}"


def _around(name: str, sentence: str, longest: int = 200) -> str:
    """Return the sentence on one line; a longer one is cut to the part around the name."""
    whole = terminal.line(sentence, len(sentence))
    place = whole.casefold().find(name.casefold())
    if place + len(name) <= longest:
        return terminal.line(whole, longest)
    return "… " + terminal.line(whole[whole.rfind(" ", 0, place - longest // 2) + 1 :], longest)


def _found(hit: Hit) -> Found:
    passage = hit.passage
    place = (passage.id, passage.source, passage.title, passage.page)
    return Found(*place, hit.score, passage.text, passage.hidden, hit.trail)

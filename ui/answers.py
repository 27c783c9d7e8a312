"""An answer for people and for programs: citations by document and page, and the provenance of each passage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ui import terminal
from ui.file_states import FileStates

if TYPE_CHECKING:
    from graph.types import Passage
    from rag.types import Answer, AnswerState, Citation, CitationState, CutOff, Hit, Provenance, ProvenanceStep, Support


CITATION_WARNINGS: Final[Mapping[str, str]] = {
    "verified": "",
    "quoted": "quoted: the source contains these words, but they do not support the claim",
    "unverified": "unverified: the source does not support this claim",
}
CLOSEST: Final = "these come closest:"
EVIDENCE_ONLY: Final = "no short answer is sure enough; these passages come closest"
SUMMARY: Final = "a summary in the documents' own words, which can leave out what matters to you"
UNSUPPORTED_ANSWER: Final = "unsupported: nothing in the documents supports this answer"
UNSUPPORTED_SENTENCE: Final = "unsupported:"
CUT_OFF_WARNINGS: Final[Mapping[str, str]] = {
    "length": "cut off: the answer reached the maximum length",
    "timeout": "cut off: the model did not finish in time",
}


@dataclass(frozen=True, slots=True)
class CitationData:
    """A citation by document source and page (0: no page); `hidden`, `context` and `date` as in its passage.

    `unreadable` means that the file can no longer be read; `also_in` are other files with the same content.
    """

    marker: int
    document: str
    page: int
    quote: str
    verified: bool
    hidden: bool
    state: CitationState
    context: str = ""
    date: str = ""
    unreadable: bool = False
    also_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HitData:
    """A hit as programs read it; `hidden` ones are not used for the answer unless `answer.hidden` is set.

    The last four fields are those of a citation.
    """

    passage: str
    document: str
    title: str
    page: int
    score: float
    text: str
    hidden: bool
    trail: Provenance
    context: str = ""
    date: str = ""
    unreadable: bool = False
    also_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerData:
    """An answer as programs read it; `graphloop ask --json` prints these fields and no others."""

    text: str
    abstained: bool
    citations: tuple[CitationData, ...]
    hits: tuple[HitData, ...]
    model: str
    seconds: float
    respelled: tuple[tuple[str, str], ...]
    support: Support
    unsupported: tuple[str, ...]
    cut_off: CutOff
    state: AnswerState
    short: str
    left_out: int
    fallback: str
    summary_of: str = ""
    selection: str = ""


def to_answer_data(answer: Answer, states: FileStates = FileStates()) -> AnswerData:
    """Return the answer with passages resolved to documents and pages."""
    return AnswerData(
        answer.text,
        answer.abstained,
        resolve_citations(answer, states),
        tuple(_found(hit, states) for hit in (*answer.hits, *answer.hidden)),
        answer.model,
        answer.seconds,
        answer.respelled,
        answer.support,
        answer.unsupported,
        answer.cut_off,
        answer.state,
        answer.short,
        answer.left_out,
        answer.fallback,
        answer.summary_of,
        answer.selection,
    )


def resolve_citations(answer: Answer, states: FileStates = FileStates()) -> tuple[CitationData, ...]:
    """Return the citations in order of their markers."""
    passages = {hit.passage.id: hit.passage for hit in answer.hits}
    ordered = sorted(answer.citations, key=lambda one: one.marker)
    return tuple(_cited(one, passages.get(one.passage_id), states) for one in ordered)


def _cited(one: Citation, passage: Passage | None, states: FileStates) -> CitationData:
    if passage is None:
        return CitationData(one.marker, "", 0, one.quote, one.verified, hidden=False, state=one.state)
    place = (one.marker, passage.source, passage.page, one.quote)
    return CitationData(*place, one.verified, passage.hidden, one.state, *_around_text(passage, states))


def _around_text(passage: Passage, states: FileStates) -> tuple[str, str, bool, tuple[str, ...]]:
    """Return the last four fields of a citation or hit."""
    source = passage.source
    return passage.context, passage.date, source in states.unreadable, states.also_in(source)


def print_evidence(answer: Answer, states: FileStates = FileStates()) -> None:
    """Print warnings, spelling corrections, the citations, hidden passages not used, and the time taken."""
    from rag.answer.hidden_text import HIDDEN_MARK

    citations = resolve_citations(answer, states)
    for told in list_warnings(answer):
        terminal.print_line(f"\n  {told}")
    if note := describe_evidence(answer):
        terminal.print_line(f"\n  {note}")
    if answer.abstained and citations:
        terminal.print_line(f"\n  {CLOSEST}")
    if answer.respelled:
        terminal.print_line(f"\n  {describe_corrections(answer)}")
    if citations:
        terminal.print_line()
    for one in citations:
        page = f", page {one.page}" if one.page else ""
        warning = CITATION_WARNINGS[one.state] if answer.state == "answered" or one.state == "unverified" else ""
        doubt = f"  ({warning})" if warning else ""
        hidden = f"  ({HIDDEN_MARK})" if one.hidden else ""
        date = f", {one.date}" if one.date else ""
        file = f"  ({states.describe(one.document)})" if states.describe(one.document) else ""
        name = Path(one.document).name or "unknown"
        terminal.print_line(f"  [{one.marker}] {name}{page}{date}{file}{hidden}{doubt}")
        if one.context:
            terminal.print_line(f"      {terminal.one_line(one.context)}")
        terminal.print_line(f"      “{terminal.one_line(one.quote)}”")
    for describe in (describe_hidden_hits, describe_fallback, describe_left_out, describe_selection):
        if told := describe(answer):
            terminal.print_line(f"\n  {told}")
    terminal.print_line(f"\n{answer.model or 'offline'} · {answer.seconds:.2f} s")


def describe_evidence(answer: Answer) -> str:
    """Return one line on what is shown where no short answer is: evidence, or a summary; empty if an answer is."""
    if answer.state != "evidence":
        return ""
    return f"{SUMMARY}: {terminal.one_line(answer.summary_of)}" if answer.summary_of else EVIDENCE_ONLY


def list_warnings(answer: Answer) -> list[str]:
    """Return the reasons to distrust the answer or parts of it, one line each."""
    told = []
    if answer.support == "unsupported":
        told.append(UNSUPPORTED_ANSWER)
    elif answer.unsupported:
        told += [f"{UNSUPPORTED_SENTENCE} “{terminal.one_line(sentence)}”" for sentence in answer.unsupported]
    if answer.cut_off:
        told.append(CUT_OFF_WARNINGS[answer.cut_off])
    return told


def describe_corrections(answer: Answer) -> str:
    """Return the spelling corrections made in the question; empty if there were none."""
    changes = ", ".join(f"“{typed}” as “{meant}”" for typed, meant in answer.respelled)
    return f"spelling: read {changes}" if changes else ""


def describe_hidden_hits(answer: Answer) -> str:
    """Return one line on the passages not used because their text is hidden from readers; empty if none."""
    from rag.answer.hidden_text import HIDDEN_MARK

    passages = [hit.passage for hit in answer.hidden]
    pages = {(Path(one.source).name or one.title, f", page {one.page}" if one.page else "") for one in passages}
    places = {f"{name}{page}" for name, page in pages}
    return f"not used, because it is {HIDDEN_MARK}: text of {'; '.join(sorted(places))}" if places else ""


def describe_fallback(answer: Answer) -> str:
    """Return one line on why the language model did not answer; empty if it did, or none is set."""
    reason = terminal.one_line(answer.fallback, 400)
    return f"answered offline, because the language model failed: {reason}" if reason else ""


def describe_left_out(answer: Answer) -> str:
    """Return one line on how many passages the model was given; empty if all."""
    found = len(answer.hits)
    read = found - answer.left_out
    return f"the model was given {read} of {found} passages" if answer.left_out else ""


def describe_selection(answer: Answer) -> str:
    """Return one line on the documents that alone were read; empty if all were."""
    return f"read only documents {terminal.one_line(answer.selection, 400)}" if answer.selection else ""


def print_provenance(answer: Answer) -> None:
    """Print, for every passage found, the rankers that found it and the path to it."""
    from rag.answer.hidden_text import HIDDEN_MARK

    terminal.print_line("\nwhy each passage was retrieved:")
    for place, hit in enumerate((*answer.hits, *answer.hidden), start=1):
        page = f", page {hit.passage.page}" if hit.passage.page else ""
        mark = f"  ({HIDDEN_MARK})" if hit.passage.hidden else ""
        name = hit.passage.title or Path(hit.passage.source).name
        terminal.print_line(f"\n  {place}. {name}{page}{mark}  score {hit.score:.3f}")
        if hit.passage.context:
            terminal.print_line(f"     {terminal.one_line(hit.passage.context, 120)}")
        terminal.print_line(f"     {terminal.one_line(hit.passage.text, 120)}")
        seeds = ", ".join(f"{seed.ranker} #{seed.rank}" for seed in hit.trail.seeds)
        terminal.print_line(f"     found by: {seeds or 'the graph alone'}")
        for number, step in enumerate(hit.trail.steps):
            terminal.print_line(
                f"     {'then' if number else 'through'}: {terminal.one_line(step.name)}, {describe_step(step)}"
            )


def describe_step(step: ProvenanceStep) -> str:
    """Return one line on where the entity of a step occurs: in the question, or in a sentence of a passage."""
    if not step.from_passage:
        return "which the question names"
    said = f"says “{_around(step.name, step.sentence)}”" if step.sentence else "speaks"
    return f"of which {terminal.one_line(step.from_title) or 'another passage'} {said}"


def _around(name: str, sentence: str, longest: int = 200) -> str:
    """Return the sentence on one line; a longer one is cut to the part around the name."""
    whole = terminal.one_line(sentence, len(sentence))
    place = whole.casefold().find(name.casefold())
    if place + len(name) <= longest:
        return terminal.one_line(whole, longest)
    return "… " + terminal.one_line(whole[whole.rfind(" ", 0, place - longest // 2) + 1 :], longest)


def _found(hit: Hit, states: FileStates) -> HitData:
    passage = hit.passage
    place = (passage.id, passage.source, passage.title, passage.page)
    return HitData(*place, hit.score, passage.text, passage.hidden, hit.trail, *_around_text(passage, states))

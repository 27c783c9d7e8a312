"""Complete an elliptical question ("What about 2023?") with the question before it, whose part it replaces."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from graph.text.names import NAME_OR_NUMBER_WORD
from graph.text.words import STOP_WORDS
from rag.topic import find_names

MAX_FRAGMENT_WORDS = 7
MAX_FRAME_CHARS = 300

_PREPOSITION = r"in|for|of|on|at|by|with|from|to|during|under|after|before"
_FRAGMENT = re.compile(
    r"\s*(?P<opening>(?:(?:and|but|or|so|ok|okay|then)\b,?\s*)*(?:(?:what|how)\s+about\b)?)\s*"
    rf"(?:(?P<preposition>{_PREPOSITION})\s+)?(?P<determiner>(?:the|a|an|my|our)\s+)?(?P<part>[^?.!,;:\n]{{2,80}}?)\s*[?.!]*\s*",
    re.IGNORECASE,
)
_FRAME = re.compile(
    r"\s*(?:what|which|who|whom|whose|when|where|why|how|is|are|was|were|do|does|did|can|could|may|must|should|will|has|"
    r"have|in|on|at|for)\b",
    re.IGNORECASE,
)
_SENTENCE_WORD = re.compile(
    r"\b(?:what|which|who|whom|whose|when|where|why|how|is|are|was|were|am|do|does|did|can|could|may|must|should|will|"
    r"would|has|have|had|if|i|you|we|he|she|it|they|him|her|them|his|hers|its|their|this|that|these|those|there|not)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_AUXILIARY = frozenset("is are was were do does did can could may must should will would has have had".split())
_DETERMINERS = frozenset("the a an my our your this that".split())
_VERBS = frozenset(
    "take takes cost costs get have need last open closed close start end work mean pay happen go run begin apply "
    "bring".split()
)
"""Verbs of everyday questions, which are no part of their nouns."""

_WORD = re.compile(r"[^\W_][\w'’&./-]*")
_LOCATIVE = frozenset("in on at during from to under".split())
_POSSESSIVE = frozenset("of for by with".split())


@dataclass(frozen=True, slots=True)
class _NounRun:
    """Nouns of a question: where they stand, and whether after an auxiliary, as a subject, or after a determiner."""

    start: int
    end: int
    is_subject: bool
    is_object: bool


def complete_ellipsis(text: str, frame: str) -> str:
    """Return the earlier question with the part that the fragment replaces; empty if it is no fragment, or no part of
    the question is like it."""
    match = _match_fragment(text)
    if match is None or not _is_frame(frame):
        return ""
    return _replace(frame.strip(), match["part"], (match["preposition"] or "").casefold(), match["determiner"] or "")


def is_fragment(text: str) -> bool:
    """Whether a text is part of a question, such as "and in May?"."""
    return _match_fragment(text) is not None


def _match_fragment(text: str) -> re.Match[str] | None:
    match = _FRAGMENT.fullmatch(text) if len(text) <= MAX_FRAME_CHARS else None
    if match is None or not (match["opening"] or match["preposition"]):
        return None
    part = match["part"]
    return None if _SENTENCE_WORD.search(part) or len(part.split()) > MAX_FRAGMENT_WORDS else match


def _is_frame(question: str) -> bool:
    """Whether a question is a whole one, to which nothing was appended."""
    return len(question) <= MAX_FRAME_CHARS and _FRAME.match(question) is not None and not question.endswith(")")


def _replace(frame: str, part: str, preposition: str, determiner: str) -> str:
    """Return the question with its like part replaced, else with the fragment at its end; empty if neither fits."""
    span = _year_span(frame, part)
    if span is None and re.match(NAME_OR_NUMBER_WORD, part) and not _YEAR.fullmatch(part):
        span = _name_span(frame, preposition)
    elif span is None and not find_names(part):
        span = _noun_span(frame, part, preposition)
    if span:
        return f"{frame[: span[0]]}{part}{frame[span[1] :]}"
    if not preposition and not _YEAR.fullmatch(part):
        return ""
    stem = frame.rstrip("?!. ")
    return f"{stem} {preposition or 'in'} {determiner}{part}?"


def _year_span(frame: str, part: str) -> tuple[int, int] | None:
    """Return where the only year of the question stands, if the part is a year."""
    years = list(_YEAR.finditer(frame))
    return years[0].span() if _YEAR.fullmatch(part) and len(years) == 1 else None


def _name_span(frame: str, preposition: str) -> tuple[int, int] | None:
    """Return where the name stands that another replaces: one after such a preposition, else one without."""
    spans = [span for span in _name_spans(frame) if not _YEAR.fullmatch(frame[slice(*span)])]
    located = [span for span in spans if _follows(frame, span[0], _LOCATIVE)]
    owned = [span for span in spans if _follows(frame, span[0], _POSSESSIVE)]
    if preposition:
        alike = owned if preposition in _POSSESSIVE else located
        return alike[-1] if alike else None
    free = [span for span in spans if span not in located]
    return (free or spans)[-1] if spans else None


def _noun_span(frame: str, part: str, preposition: str) -> tuple[int, int] | None:
    """Return where the nouns stand that other nouns replace: with the same last word, after the same preposition, or,
    as of a person or thing, the subject or else the last object."""
    runs = _noun_runs(frame)
    alike = [run for run in runs if _head(frame[run.start : run.end]) == _head(part)]
    alike = alike or [run for run in runs if preposition and _follows(frame, run.start, {preposition})]
    if not alike and (not preposition or preposition == "for"):
        alike = [run for run in runs if run.is_subject] or [run for run in runs if run.is_object][-1:]
    return (alike[0].start, alike[0].end) if alike else None


def _head(nouns: str) -> str:
    """Return the last word of a noun phrase in the singular."""
    return nouns.rsplit(maxsplit=1)[-1].casefold().removesuffix("s")


def _follows(frame: str, start: int, prepositions: Collection[str]) -> bool:
    """Whether a place in a question follows one of the prepositions."""
    before = [word for word in frame[:start].casefold().split()[-2:] if word not in _DETERMINERS]
    return bool(before) and before[-1] in prepositions


def _name_spans(frame: str) -> list[tuple[int, int]]:
    return [(start, start + len(name)) for name in find_names(frame) if (start := frame.find(name)) >= 0]


def _noun_runs(frame: str) -> list[_NounRun]:
    """Return the stretches of lower-case content words in order."""
    names = _name_spans(frame)
    runs: list[_NounRun] = []
    auxiliary = determiner = is_open = False
    for match in _WORD.finditer(frame):
        word = match.group().casefold()
        if word in _AUXILIARY:
            auxiliary, determiner, is_open = True, False, False
        elif word in _DETERMINERS:
            determiner, is_open = True, False
        elif any(start <= match.start() < end for start, end in names):
            is_open = False
        elif word in STOP_WORDS or word in _VERBS:
            auxiliary = determiner = is_open = False
        elif is_open:
            runs[-1] = replace(runs[-1], end=match.end())
        else:
            runs.append(_NounRun(match.start(), match.end(), auxiliary, determiner))
            auxiliary, determiner, is_open = False, False, True
    return runs

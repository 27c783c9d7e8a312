"""Complete an elliptical question ("What about 2023?") with the question before it, whose part it replaces."""

from __future__ import annotations

import re

from graph.text.names import NAME_OR_NUMBER_WORD
from graph.text.words import STOP_WORDS
from rag.topic import find_names

MAX_FRAGMENT_WORDS = 7
MAX_FRAME_CHARS = 300

_PREPOSITION = r"in|for|of|on|at|by|with|from|to|during|under|after|before"
_FRAGMENT = re.compile(
    r"\s*(?P<opening>(?:(?:and|but|or|so|ok|okay|then)\b,?\s*)*(?:(?:what|how)\s+about\b)?)\s*"
    rf"(?:(?P<preposition>{_PREPOSITION})\s+)?(?:(?:the|a|an|my|our)\s+)?(?P<part>[^?.!,;:\n]{{2,80}}?)\s*[?.!]*\s*",
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
_FINAL_VERBS = frozenset(
    "take takes cost costs get have need last open closed close start end work mean pay happen go run begin apply".split()
)
_WORD = re.compile(r"[^\W_][\w'’&./-]*")
_LOCATIVE = re.compile(rf"\b(?:{_PREPOSITION})\s+(?:the\s+)?$", re.IGNORECASE)


def complete_ellipsis(text: str, frame: str) -> str:
    """Return the earlier question with the part that the fragment replaces; empty if it is no fragment, or no part of
    the question is like it."""
    match = _FRAGMENT.fullmatch(text) if len(text) <= MAX_FRAME_CHARS else None
    if match is None or not (match["opening"] or match["preposition"]) or not _is_frame(frame):
        return ""
    part = match["part"].strip()
    if _SENTENCE_WORD.search(part) or len(part.split()) > MAX_FRAGMENT_WORDS:
        return ""
    return _replace(frame.strip(), part, (match["preposition"] or "").casefold())


def _is_frame(question: str) -> bool:
    """Whether a question is a whole one, to which nothing was appended."""
    return len(question) <= MAX_FRAME_CHARS and _FRAME.match(question) is not None and not question.endswith(")")


def _replace(frame: str, part: str, preposition: str) -> str:
    span = _year_span(frame, part) or _name_span(frame, part, preposition)
    names = find_names(part)
    if span is None and not names:
        span = _noun_span(frame, part)
    if span:
        return f"{frame[: span[0]]}{part}{frame[span[1] :]}"
    if not preposition and not _YEAR.fullmatch(part):
        return ""
    stem = frame.rstrip("?!. ")
    return f"{stem} {preposition or 'in'} {part}?"


def _year_span(frame: str, part: str) -> tuple[int, int] | None:
    """Return where the only year of the question stands, if the part is a year."""
    years = list(_YEAR.finditer(frame))
    return years[0].span() if _YEAR.fullmatch(part) and len(years) == 1 else None


def _name_span(frame: str, part: str, preposition: str) -> tuple[int, int] | None:
    """Return where the name stands that a name replaces: after the same preposition, else one without."""
    if not re.match(NAME_OR_NUMBER_WORD, part) or _YEAR.fullmatch(part):
        return None
    spans = [(start, start + len(name)) for name in find_names(frame) if (start := frame.find(name)) >= 0]
    spans = [span for span in spans if not _YEAR.fullmatch(frame[slice(*span)])]
    located = [span for span in spans if _LOCATIVE.search(frame[: span[0]])]
    if preposition:
        same = [span for span in located if re.search(rf"\b{preposition}\s+(?:the\s+)?$", frame[: span[0]], re.I)]
        return same[-1] if same else None
    free = [span for span in spans if span not in located]
    return (free or spans)[-1] if spans else None


def _noun_span(frame: str, part: str) -> tuple[int, int] | None:
    """Return where the nouns stand that other nouns replace: those with the same last word, else the subject's."""
    runs = _noun_runs(frame)
    head = part.split()[-1].casefold().removesuffix("s")
    for start, end, _ in runs:
        if frame[start:end].split()[-1].casefold().removesuffix("s") == head:
            return start, end
    subjects = [(start, end) for start, end, is_subject in runs if is_subject]
    return subjects[0] if subjects else None


def _noun_runs(frame: str) -> list[tuple[int, int, bool]]:
    """Return the stretches of lower-case content words, and whether each follows an auxiliary, as the subject does."""
    names = [(start, start + len(name)) for name in find_names(frame) if (start := frame.find(name)) >= 0]
    runs: list[tuple[int, int, bool]] = []
    after_auxiliary = open_run = False
    for match in _WORD.finditer(frame):
        word = match.group().casefold()
        named = any(start <= match.start() < end for start, end in names)
        if word in _AUXILIARY:
            after_auxiliary, open_run = True, False
        elif named or word in _DETERMINERS:
            open_run = False
        elif word in STOP_WORDS or word in _FINAL_VERBS:
            after_auxiliary = open_run = False
        elif open_run:
            runs[-1] = (runs[-1][0], match.end(), runs[-1][2])
        else:
            runs.append((match.start(), match.end(), after_auxiliary))
            after_auxiliary, open_run = False, True
    return runs

"""Complete an elliptical question ("What about 2023?") with the question before it, whose part it replaces."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from graph.text.names import NAME_OR_NUMBER_WORD
from graph.text.words import STOP_WORDS
from rag.topic import Topic, find_names

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
    "bring travel fly eat smoke swim enter join renew lend borrow buy sleep drive move keep wear carry include receive "
    "free".split()
)
"""Verbs of everyday questions, which are no part of their nouns."""

_PARTICIPLE = re.compile(r"[a-z]{3,}ed|open|free")
_OPENING = re.compile(r"^\s*(?:(?:and|but|or|so|ok|okay|then|what about|how about)\b,?\s*)+", re.IGNORECASE)
_ORDINAL = re.compile(
    r"(?:the\s+)?\b(first|second|third|fourth|fifth|sixth|last|next|final)\b(?:\s+one)?", re.IGNORECASE
)
_BOUND = re.compile(
    r"\b(?:(?:more|less|fewer|longer|older|younger|later|earlier)\s+than|over|under|at least|up to)\s+\d[\d.,]*"
    r"(?:\s+(?:minute|hour|day|week|month|year|person|people|kilometre|km|mile)s?)?",
    re.IGNORECASE,
)
_ADVERB = re.compile(r"abroad|online|overseas|alone|later|today|tomorrow|outside|inside|here", re.IGNORECASE)
_COUNTS = re.compile(r"(?:\d|(?:one|two|three|four|five|six|seven|eight|nine|ten)\s)", re.IGNORECASE)
_ALSO = re.compile(
    r"\s*(?:(?:the\s+)?same\s+(?=for|in|on|at)|(?P<too>(?=.*\s(?:too|as well|also)\W*\Z)))", re.IGNORECASE
)
_TOO = re.compile(r"\s+(?:too|as well|also)\W*\Z", re.IGNORECASE)
_BARE = re.compile(r"[a-z]+(?:\s[a-z]+)?\s*\?")
_ONE = re.compile(r"\bones?\b", re.IGNORECASE)
_ARTICLE = re.compile(r"\b(?:an?|one)\s+\Z", re.IGNORECASE)
_PEOPLE = frozenset(
    "mother father parent child children kid student pupil adult pensioner senior staff trainee employee worker member "
    "visitor guest family familie customer patient tenant player driver passenger manager apprentice "
    "companion resident volunteer teacher people person everybody intern freelancer".split()
)
_TIMES = frozenset(
    "weekday weekend day night week month year morning evening afternoon summer winter spring autumn holiday".split()
)
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


@dataclass(frozen=True, slots=True)
class CompletedEllipsis:
    """An earlier question completed by a fragment: the whole question, the part put into it, and the question without
    a part that was put at its end."""

    text: str
    part: str
    whole: str = ""


def complete_ellipsis(text: str, topic: Topic) -> CompletedEllipsis | None:
    """Return the earlier question with the part that the fragment replaces, or with the fragment at its end; None if
    it is no fragment, or no part of the question is like it."""
    frame = topic.question.strip()
    if not _is_frame(frame):
        return None
    if swapped := _swap_like(text, frame):
        return swapped
    match = _match_fragment(text)
    if match is None:
        return None
    fragment = _Fragment(match["part"], (match["preposition"] or "").casefold(), match["determiner"] or "")
    span = fragment.find_span(frame, topic.part)
    if span:
        return _put(frame, span, fragment)
    end = fragment.as_ending()
    whole = topic.whole or frame
    return CompletedEllipsis(f"{whole.rstrip('?!. ')} {end}?", end, whole) if end else None


def is_fragment(text: str) -> bool:
    """Whether a text is part of a question, such as "and in May?"."""
    return _match_fragment(text) is not None


def _match_fragment(text: str) -> re.Match[str] | None:
    match = _FRAGMENT.fullmatch(_open(text)) if len(text) <= MAX_FRAME_CHARS else None
    if match is None or not (match["opening"] or match["preposition"]):
        return None
    part = match["part"]
    return None if _SENTENCE_WORD.search(part) or len(part.split()) > MAX_FRAGMENT_WORDS else match


def _open(text: str) -> str:
    """Return a fragment with "and" before it, where it says in another way that it is one: "Cats too?", "children?"."""
    same = _ALSO.match(text)
    if same:
        rest = _TOO.sub("?", text[same.end() :]).strip()
        return f"and {rest[:1].lower()}{rest[1:]}"
    return f"and {text}" if _BARE.fullmatch(text.strip()) else text


def _is_frame(question: str) -> bool:
    """Whether a question is a whole one, to which nothing was appended."""
    return len(question) <= MAX_FRAME_CHARS and _FRAME.match(question) is not None and not question.endswith(")")


@dataclass(frozen=True, slots=True)
class _Fragment:
    """What a fragment says: its part, with the preposition and the article before it."""

    part: str
    preposition: str
    determiner: str

    def find_span(self, frame: str, last: str) -> tuple[int, int] | None:
        """Return where the part stands that this one replaces: a year, a name or nouns, or what was put in last."""
        span = _year_span(frame, self.part)
        if span is None and re.match(NAME_OR_NUMBER_WORD, self.part) and not _YEAR.fullmatch(self.part):
            return _name_span(frame, self.preposition)
        if span is None and self.part[0].islower() and not (_ADVERB.fullmatch(self.part) or _COUNTS.match(self.part)):
            return _noun_span(frame, self.part, self.preposition, last)
        return span

    def as_ending(self) -> str:
        """Return the fragment as it stands at the end of a question; empty if it does not."""
        if _ADVERB.fullmatch(self.part):
            return self.part
        if not self.preposition and _kind(self.part):
            return f"{'for' if _kind(self.part) is _PEOPLE else 'on'} {self.determiner}{self.part}"
        if not self.preposition and not _YEAR.fullmatch(self.part):
            return ""
        return f"{self.preposition or 'in'} {self.determiner}{self.part}"


def _put(frame: str, span: tuple[int, int], fragment: _Fragment) -> CompletedEllipsis:
    """Return the question with a part replaced; "one" is of what it replaces, and no article stands before a plural."""
    part = _ONE.sub(_last_word(frame[slice(*span)]), fragment.part)
    before = frame[: span[0]]
    if _ONE.search(fragment.part) is None and (article := _ARTICLE.search(before)):
        before = f"{before[: article.start()]}{fragment.determiner}"
    return CompletedEllipsis(f"{before}{part}{frame[span[1] :]}", part)


def _swap_like(text: str, frame: str) -> CompletedEllipsis | None:
    """Return the question with its ordinal or its bound replaced: "the second one", "more than 120 minutes"."""
    for form in (_ORDINAL, _BOUND):
        match, there = form.fullmatch(_OPENING.sub("", text).strip(" ?.!")), form.search(frame)
        if match and there:
            new = match[1] if form is _ORDINAL else match[0]
            old = there.span(1) if form is _ORDINAL else there.span()
            return CompletedEllipsis(f"{frame[: old[0]]}{new}{frame[old[1] :]}", new)
    return None


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


def _noun_span(frame: str, part: str, preposition: str, last: str) -> tuple[int, int] | None:
    """Return where the nouns stand that other nouns replace: with the same last word, put in last, of people or times
    like these, after the same preposition, or the subject or else the last object."""
    alike = next(filter(None, _replaceable_runs(frame, part, preposition, last)), [])
    return (alike[0].start, alike[0].end) if alike else None


def _replaceable_runs(frame: str, part: str, preposition: str, last: str) -> Iterator[list[_NounRun]]:
    """Yield the noun phrases that others may replace, those most like them first."""
    runs = _noun_runs(frame)
    heads = [_head(frame[run.start : run.end]) for run in runs]
    head, kind = _head(_ONE.sub("", part)), _kind(part)
    yield [run for run, other in zip(runs, heads, strict=True) if other == head]
    if last and _kind(last) is kind:
        yield [run for run in runs if frame[run.start : run.end] == last]
    yield [run for run, other in zip(runs, heads, strict=True) if other in kind]
    if preposition:
        yield [run for run in runs if _follows(frame, run.start, {preposition})]
    if not kind and preposition in ("", "for"):
        yield [run for run in runs if run.is_subject]
        yield [run for run in runs if run.is_object][-1:]


def _kind(nouns: str) -> frozenset[str]:
    """Return the people or times that nouns are of; empty if they are of neither."""
    head = _head(_ONE.sub("", nouns))
    return next((kind for kind in (_PEOPLE, _TIMES) if head in kind), frozenset())


def _head(nouns: str) -> str:
    """Return the last noun of a noun phrase in the singular, before a preposition; empty without one."""
    before = re.split(rf"\s(?:{_PREPOSITION})\s", nouns.casefold())[0]
    return before.rsplit(maxsplit=1)[-1].removesuffix("s") if before.strip() else ""


def _last_word(nouns: str) -> str:
    return nouns.rsplit(maxsplit=1)[-1]


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
        elif word in STOP_WORDS or word in _VERBS or (auxiliary is False and is_open and _PARTICIPLE.fullmatch(word)):
            auxiliary = determiner = is_open = False
        elif is_open:
            runs[-1] = replace(runs[-1], end=match.end())
        else:
            runs.append(_NounRun(match.start(), match.end(), auxiliary, determiner))
            auxiliary, determiner, is_open = False, False, True
    return runs

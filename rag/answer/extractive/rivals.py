"""Which of several values of a sentence a question asks for: "In 2022 it had 210 members, in 2023 it had 238."

The sentence is cut between its values. A part has the question's words that stand in it, and those of the parts before
it, which later ones leave out. The value asked for is that of the part with most words: the one that was read if its
part has as many as any other, and none where others have more and are alike.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from graph.text.stemming import stems
from graph.text.words import STOP_WORDS
from rag.answer.extractive.answer_type import answer_spans, asked_answer_type
from rag.answer.extractive.quantities import CLOCK
from rag.answer.extractive.superseded import asks_past
from rag.embed.protocol import Bounds

_CLOCK = re.compile(CLOCK, re.IGNORECASE)
_RANGE = re.compile(r"\s*(?:to|until|till|and|[-–—])\s*\Z", re.IGNORECASE)
_RANGE_START = re.compile(r"\b(?:from|between)\s+\Z", re.IGNORECASE)
_CUTS = (
    re.compile(r"[;:]\s|\.\s"),
    re.compile(r",\s+(?:and|or|but|while|whereas|otherwise)\s", re.IGNORECASE),
    re.compile(r",\s"),
    re.compile(r"\s(?:and|or|but|while|whereas)\s|\s[–—]\s", re.IGNORECASE),
)
_STATEMENT = re.compile(r";\s")
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
_THEN = re.compile(
    r"\b(?:until|before|formerly|previously|originally|was|were|had|used to|old|former)\b", re.IGNORECASE
)
_NOW = re.compile(r"\b(?:now|since|currently|today|nowadays|new)\b", re.IGNORECASE)
_UNIT = re.compile(r"\s?(?:%|°\s?[CF]?|[€$£¥])|\s[^\W\d_]+")
_HOUSE_NUMBER = re.compile(r"\b\d+[a-z]?\s\Z")
_ASKS_BEYOND = re.compile(r"\b(?:after|over|above|beyond|more than|older than|from)\s+(\d[\d.,]*\d|\d)", re.IGNORECASE)
_UP_TO = re.compile(r"\b(?:first|until|up to|under|below|less than|within)\b", re.IGNORECASE)
_AFTER_THAT = re.compile(
    r"\b(?:after(?:wards| that)?|thereafter|beyond|above|over|more|otherwise|then)\b", re.IGNORECASE
)
_PRONOUN = re.compile(r"\b(?:the|this|that|each|every|no|which|another|any|some)\s\Z", re.IGNORECASE)
_CONDITION = re.compile(r"\b(?:after|within|under|over|above|below|before|than|least|most|of)\s\Z", re.IGNORECASE)
_POINTING = re.compile(r"(?:the|this|that|these|those|each|any|such|all|no|our|your|my|his|her|its|their)\s", re.I)
_PREDICATE = re.compile(r"\b[a-z]{3,}ed\b")
_COORDINATED = re.compile(r"[,\s]*and\s+(?:also\s+)?(?:on|at|in|from|for|by|to|with|until)\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of a sentence with the values in it."""

    start: int
    end: int
    values: tuple[Bounds, ...]


def settle_value(asked: str, sentence: str, value: Bounds) -> Bounds | None:
    """Return the bounds of the value of the sentence that a question asks for, given the one that was read; None if
    the sentence leaves it open."""
    kind = _kind(asked, sentence, value)
    if kind == "name" and asked_answer_type(asked) not in ("person", "place", "name"):
        return None if _is_asked_of_later(asked, sentence, value) else value
    values = _rivals(asked, sentence, value, kind)
    if len(values) < 2:
        return value
    parts = _parts(sentence, values)
    held = [part for part in parts if any(_meets(value, one) for one in part.values)]
    if not held:
        return value
    own = held[0]
    if (beyond := _beyond(asked, sentence, parts, own)) is not None:
        return _whole(sentence, beyond, kind)
    chosen = _current(asked, sentence, parts, own) or _asked_part(asked, sentence, parts, own, kind)
    if chosen is own:
        return value if len(own.values) == 1 or _is_nearest(asked, sentence, own, value, kind) else None
    if chosen is None:
        return None
    rest = [span for span in chosen.values if not _CONDITION.search(sentence[: span[0]])]
    return _whole(sentence, rest[0], kind) if len(rest) == 1 else None


def _is_asked_of_later(asked: str, sentence: str, value: Bounds) -> bool:
    """Whether a later statement of a sentence has more of the question's words than that of a value, which stands
    before the first mark between statements."""
    wanted = set(stems(asked))
    cuts = [0, *(match.start() for match in _STATEMENT.finditer(sentence)), len(sentence)]
    shared = [wanted & set(stems(sentence[start:end])) for start, end in pairwise(cuts)]
    return value[1] <= cuts[1] and any(
        len(later - shared[0]) > 1 and len(later) > len(shared[0]) for later in shared[1:]
    )


def _kind(asked: str, sentence: str, value: Bounds) -> str:
    """Return the kind of what was read: a time of the day, a time, a number or a name."""
    text, wanted = sentence[slice(*value)], asked_answer_type(asked)
    if _CLOCK.search(text):
        return "clock"
    if any(_meets(value, time) for time in answer_spans("time", sentence)) and wanted != "number":
        return "time"
    first = next(iter(answer_spans("number", text)), None)
    starts = first is not None and first[0] < 2 and wanted not in ("person", "place", "name")
    return "number" if starts or wanted == "number" else "name"


def _rivals(asked: str, sentence: str, value: Bounds, kind: str) -> list[Bounds]:
    """Return the values of a kind, ranges as one, without those that the question names."""
    times = answer_spans("time", sentence)
    if kind == "clock":
        found = [match.span() for match in _CLOCK.finditer(sentence)]
    elif kind == "time":
        bare = any(_meets(value, span) and sentence[slice(*span)].isdigit() for span in times)
        found = [span for span in times if bare or not sentence[slice(*span)].isdigit()]  # 1801 may be a house
    else:
        found = answer_spans("number" if kind == "number" else "name", sentence)
        found = [span for span in found if not any(_meets(span, time) for time in times) or _meets(span, value)]
        found = [span for span in found if not (_is_one(sentence, span) or _is_mark(sentence, span))]
    merged = _merge(sentence, found, value)
    known = set(stems(asked))
    read = sentence[slice(*value)].casefold()

    def is_other(span: Bounds) -> bool:
        text = sentence[slice(*span)]
        return text.casefold() not in read and not set(stems(text)) <= known and not _POINTING.match(text)

    return [span for span in merged if _meets(span, value) or is_other(span)]


def _is_one(sentence: str, span: Bounds) -> bool:
    """Whether a number word is a pronoun: "the one in Turin"."""
    return sentence[slice(*span)].casefold() == "one" and _PRONOUN.search(sentence[: span[0]]) is not None


def _is_mark(sentence: str, span: Bounds) -> bool:
    """Whether a value is but the word that opens the sentence, or its number."""
    return not any(map(str.isalnum, sentence[: span[0]])) and " " not in sentence[slice(*span)]


def _merge(sentence: str, spans: Sequence[Bounds], value: Bounds) -> list[Bounds]:
    """Return the spans with the ends of a range as one, and what was read as one."""
    merged: list[Bounds] = []
    for start, end in spans:
        if merged and start < merged[-1][1]:
            continue
        between = sentence[merged[-1][1] : start] if merged else ""
        ranges = bool(merged) and _RANGE.match(between) is not None
        ranges = ranges and ("and" not in between or bool(_RANGE_START.search(sentence[: merged[-1][0]])))
        whole = bool(merged) and _meets(merged[-1], value) and _meets((start, end), value)
        if ranges or (whole and _cut(between) is None):
            merged[-1] = merged[-1][0], end
        else:
            merged.append((start, end))
    return merged


def _parts(sentence: str, values: Sequence[Bounds]) -> list[_Part]:
    """Return the sentence cut between its values, at the strongest mark between two of them."""
    cuts = [0]
    groups: list[list[Bounds]] = [[values[0]]]
    for left, right in pairwise(values):
        between = sentence[left[1] : right[0]]
        cut = _cut(between)
        if cut is None:
            groups[-1].append(right)
        else:
            cuts.append(left[1] + cut)
            groups.append([right])
    ends = [*cuts[1:], len(sentence)]
    return [_Part(start, end, tuple(group)) for start, end, group in zip(cuts, ends, groups, strict=True)]


def _cut(between: str) -> int | None:
    """Return where the strongest mark between two values stands, the last of its kind; None without one."""
    return next((found[-1].start() for pattern in _CUTS if (found := list(pattern.finditer(between)))), None)


def _current(asked: str, sentence: str, parts: Sequence[_Part], own: _Part) -> _Part | None:
    """Return the part that says what holds now, where a question of today was answered by what held before."""
    if asks_past(asked) or _YEAR.search(asked):
        return None
    now = [part for part in parts if _NOW.search(sentence[part.start : part.end])]
    before = _THEN.search(sentence[own.start : own.end])
    return now[0] if len(now) == 1 and now[0] is not own and before else None


def _beyond(asked: str, sentence: str, parts: Sequence[_Part], own: _Part) -> Bounds | None:
    """Return the value behind a bound that the question goes beyond: "£0.45 for the first 10,000 miles and £0.25 after
    that" for after 10,000 miles."""
    bound = _ASKS_BEYOND.search(asked)
    within = sentence[own.start : own.end]
    if bound is None or bound[1] not in within or not _UP_TO.search(within):
        return None
    rest = [part for part in parts if part is not own and _AFTER_THAT.search(sentence[part.start : part.end])]
    return rest[0].values[0] if len(rest) == 1 else None


def _asked_part(asked: str, sentence: str, parts: Sequence[_Part], own: _Part, kind: str) -> _Part | None:
    """Return the part that has more of the question's words than any other; that of the value that was read if it has
    as many."""
    wanted = set(stems(asked))
    texts = [sentence[part.start : part.end] for part in parts]
    carried: set[str] = set()
    scores = []
    for text in texts:
        words = wanted & set(stems(text))
        carried |= words
        scores.append((len(carried), len(words)))
    if len(parts) == 1:
        return parts[0]
    said = [
        place for place, text in enumerate(texts) if set(stems(" ".join(_PREDICATE.findall(asked)))) & set(stems(text))
    ]
    if len(said) == 1:
        return parts[said[0]]
    best = [place for place, score in enumerate(scores) if score == max(scores)]
    if len(best) > 1 and not asks_past(asked):
        best = [place for place in best if not _THEN.search(texts[place])]
    chosen = next((place for place in best if parts[place] is own), best[0] if len(best) == 1 else None)
    if chosen is None or (chosen == 0 and _is_open(asked, texts, parts[0], kind)):
        return None
    return parts[chosen]


def _is_open(asked: str, texts: Sequence[str], first: _Part, kind: str) -> bool:
    """Whether the first of several parts is but one of them: of one year of several, or of several complements."""
    years = {frozenset(_YEAR.findall(text)) for text in texts if _YEAR.search(text)}
    if kind != "time" and len(years) > 1 and not _YEAR.search(asked) and _THEN.search(texts[0]):
        return True
    after = texts[0][first.values[-1][1] - first.start :]
    return _COORDINATED.match(texts[1]) is not None and not set(stems(asked)) & set(stems(after))


def _is_nearest(asked: str, sentence: str, part: _Part, value: Bounds, kind: str) -> bool:
    """Whether of several values of a part the one that was read alone stands next to a word of the question; of names
    the one that was read is."""
    if kind in ("name", "time"):
        return not any(_CLOCK.search(sentence[slice(*span)]) for span in part.values)
    wanted = set(stems(asked))

    def is_beside(span: Bounds) -> bool:
        before, after = sentence[part.start : span[0]].split()[-3:], sentence[span[1] : part.end].split()[:3]
        return bool(wanted & set(stems(" ".join((*before, *after)))))

    near = [span for span in part.values if is_beside(span)]
    return len(near) == 1 and _meets(near[0], value)


def _whole(sentence: str, value: Bounds, kind: str) -> Bounds:
    """Return a number with its unit, and a name with the number of the house before it."""
    start, end = value
    if kind == "number" and (unit := _UNIT.match(sentence, end)) and unit[0].strip().casefold() not in STOP_WORDS:
        end = unit.end()
    if kind == "name" and (house := _HOUSE_NUMBER.search(sentence[:start])):
        start = house.start()
    return start, end


def _meets(one: Bounds, other: Bounds) -> bool:
    return one[0] < other[1] and other[0] < one[1]

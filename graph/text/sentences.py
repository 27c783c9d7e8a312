"""Split a text into sentences by rules; lines of lists and tables count as sentences of their own.

Whoever splits the same text gets the same sentences, at ingest and later: they are referred to by their number.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from graph.blocks import CELL_SEPARATOR
from graph.text.dates import ENGLISH_MONTH_NUMBERS, GERMAN_MONTHS, LINE_STAMP

Bounds = tuple[int, int]

MAX_ROW_CHARS = 500
"""Code points of a row of a table that is one sentence, whatever its cells hold; a longer one is split as prose."""

# Marks that end a sentence, the closing quotes and brackets after them, and the space that follows; the marks of
# scripts without spaces need none. The pattern begins with one character class, which is fast to search for. Only the
# first of several marks is tried, without backtracking (++, *+), so a long run of marks is scanned once.
_END = re.compile(
    r"[.!?…؟۔।॥。！？｡．](?:(?<=[.!?…؟۔।॥])(?<![.!?…؟۔।॥]{2})[.!?…؟۔।॥]*+[\"'”’»›)\]]*+(?=\s)"
    r"|(?<=[。！？｡．])[。！？｡．]*+[」』”’）】]*+)"
)
_WORD_BEFORE = re.compile(r"[^\s(\[\"'“‘«]*\Z")
_OPENING = "\"'“‘«‹([¿¡"
_ITEM = re.compile(r"\s*(?:[-*•▪◦–‣·]\s|\(?\d{1,3}[.)]\s|\(?[a-zA-Z][.)]\s|[|#]|\w[\w ./\[\]-]{0,30}:\s)")
_ORDINAL_BEFORE = re.compile(
    r"\b(?:am|vom|zum|zur|bis|ab|der|die|das|dem|den|des|im|ins|beim|seit|jede[mnrs]?|und|oder|sowie)\s+\Z",
    re.IGNORECASE,
)
"""The German words before an ordinal, which is written "3."."""

_ONLY_GERMAN = "|".join(sorted(GERMAN_MONTHS - ENGLISH_MONTH_NUMBERS.keys()))
_DAY_BEFORE = re.compile(
    rf"\s+(?:(?:{_ONLY_GERMAN})\b|(?:{'|'.join(sorted(GERMAN_MONTHS))})\s+\d{{4}}\b)", re.IGNORECASE
)
_DAY = re.compile(rf"\s*\d{{1,2}}\.\s+(?:{'|'.join(sorted(GERMAN_MONTHS))})\b", re.IGNORECASE)
_FULL_LINE = 0.8
# Line ends within no sentence that show whether lines are entries, and the share of them that must.
_MIN_ENTRIES, _MOSTLY = 3, 0.5
_STAMP = re.compile(LINE_STAMP)
_STOP = re.compile(r"[.!?:;。！？][\"'”’)\]]*\s*\Z")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+\Z")
_LONGEST_WORD = 40

# Abbreviations before a name or a number, whose full stop ends no sentence.
_BEFORE_NAMES = frozenset(
    "mr mrs ms mx dr prof rev hon st mt ft gen col lt sgt capt cmdr adm maj gov sen rep pres messrs mme mlle sr. fr "
    "vs cf e.g i.e eg ie viz no nos vol vols pp fig figs eq eqs sec secs ch chap ed eds trans op art approx ca "
    "arr dep ref tel ext al. bd nr hr dipl ing bzw z.b d.h u.a vgl abb".split()
)
# Abbreviations whose full stop ends a sentence only if the next word looks like the start of one.
_MAYBE_LAST = frozenset(
    "jr sr inc ltd co corp bros dept univ assn est etc al jan feb mar apr jun jul aug sep sept oct nov dec "
    "a.m p.m am pm u.s u.k u.n e.u d.c ph.d b.c a.d".split()
)
_STARTERS = frozenset(
    "the a an this that these those he she it we they i you his her its their our my in on at by for from with as "
    "after before during while when where who what why how if although though because since however moreover "
    "furthermore also but and or so then there here both each all some many most several one two another such no not "
    "according under between despite following until upon later today now".split()
)

_MARK_INSIDE = re.compile(r"[,.;:)!?](?!\S)")
# Words after which neither a sentence nor a heading ends.
_NEVER_LAST = frozenset("a an and between from into its my of or our than the their using via when whose your".split())


def sentence_bounds(text: str) -> list[Bounds]:
    """Return the sentences in order, without surrounding blanks; together they cover everything that is not blank."""
    found: list[Bounds] = []
    start = 0
    for end in (*_ends(text), len(text)):
        left, right = trim_bounds(text, start, end)
        if left < right:
            found.append((left, right))
        start = end
    return found


def trim_bounds(text: str, start: int, end: int) -> Bounds:
    """Return the bounds without blanks at either side."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _ends(text: str) -> list[int]:
    rows = _rows(text)
    found = (match for match in _END.finditer(text) if not _within(rows, match.start()))
    ends = {match.end() for match in found if _is_end(text, match)}
    ends.update(_line_ends(text))
    return sorted(ends)


def _rows(text: str) -> list[Bounds]:
    """Return the lines that are rows of a table, in order."""
    found: list[Bounds] = []
    place = text.find(CELL_SEPARATOR)
    while place >= 0:
        start, end = text.rfind("\n", 0, place) + 1, text.find("\n", place)
        end = len(text) if end < 0 else end
        if end - start <= MAX_ROW_CHARS:
            found.append((start, end))
        place = text.find(CELL_SEPARATOR, end)
    return found


def _within(rows: Sequence[Bounds], place: int) -> bool:
    row = bisect_right(rows, place, key=lambda bounds: bounds[0]) - 1
    return row >= 0 and place < rows[row][1]


def _is_end(text: str, match: re.Match[str]) -> bool:
    mark = match.group()
    if mark[0] in "。！？｡．":
        return True
    following = _next_word(text, match.end())
    if not following:
        return True
    first = following.lstrip(_OPENING)[:1]
    if first.islower():
        return False
    if not mark.startswith(".") or mark.startswith(".."):
        return True
    return _full_stop_ends(text, match.start(), following)


def _full_stop_ends(text: str, stop: int, following: str) -> bool:
    found = _WORD_BEFORE.search(text[max(0, stop - _LONGEST_WORD) : stop])
    word = found.group() if found else ""
    plain = word.casefold()
    opens = following.lstrip(_OPENING).rstrip(".,;:!?").casefold() in _STARTERS
    if plain in _BEFORE_NAMES:
        return False
    if plain in _MAYBE_LAST or _INITIALS.fullmatch(word + "."):
        return opens
    return not (word.isdigit() and len(word) <= 2 and _is_ordinal(text, stop - len(word), stop))


def _is_ordinal(text: str, begins: int, stop: int) -> bool:
    """Return whether a number with a full stop counts an item, or is an ordinal as German writes it."""
    if begins == 0 or text[begins - 1] == "\n" or _DAY_BEFORE.match(text, stop + 1):
        return True
    return bool(_ORDINAL_BEFORE.search(text, max(0, begins - _LONGEST_WORD), begins))


def _next_word(text: str, place: int) -> str:
    part = text[place : place + _LONGEST_WORD * 2].split(None, 1)
    return part[0] if part else ""


def _line_ends(text: str) -> list[int]:
    """Return the intended line ends, as opposed to those from wrapping at a column width."""
    ends: list[int] = []
    block_start = 0
    for block in text.split("\n\n"):
        lines = block.split("\n")
        width = max(map(len, lines))
        place = block_start
        apart = _are_entries(lines, width)
        for line, following in pairwise(lines):
            place += len(line) + 1
            if _meant(line, following, width) or (apart and not _runs_on(line, following)):
                ends.append(place)
        block_start += len(block) + 2
        ends.append(min(block_start, len(text)))
    return ends


def _are_entries(lines: Sequence[str], width: int) -> bool:
    """Return whether lines are entries, as of a chat, a log or a plan: most of those that end no sentence would have
    had room for the next word, which no wrapped text leaves."""
    open_ends = [(line, following) for line, following in pairwise(lines) if not _STOP.search(line)]
    with_room = sum(
        len(line) + 1 + len(_next_word(following, 0)) <= width * _FULL_LINE for line, following in open_ends
    )
    return len(open_ends) >= _MIN_ENTRIES and with_room >= _MOSTLY * len(open_ends)


def _runs_on(line: str, following: str) -> bool:
    """Return whether the next line shows that a sentence goes on in it."""
    return following[:1].islower() or bool(_MARK_INSIDE.match(following)) or _goes_on(line)


def _meant(line: str, following: str, width: int) -> bool:
    """Return whether a line break is intended: the next line is a list item, or its first word would still have
    fitted, and neither line shows that the sentence goes on."""
    if (
        (_ITEM.match(following) and not _goes_on_with_day(line, following, width))
        or "|" in line
        or CELL_SEPARATOR in following
        or (_STAMP.match(line) and _STAMP.match(following))
        or width > 200
    ):
        return True
    if _runs_on(line, following):
        return False
    word = following.split(None, 1)[0] if following.strip() else ""
    return len(line) + 1 + len(word) <= width * _FULL_LINE


def _goes_on_with_day(line: str, following: str, width: int) -> bool:
    """Return whether a full line that ends no sentence goes on with a German date: no number of a list."""
    return bool(_DAY.match(following)) and len(line) >= _FULL_LINE * width and line.rstrip()[-1:] not in ".!?:;"


def _goes_on(line: str) -> bool:
    """Return whether a line ends within a sentence; "; or" ends an item of a list."""
    *before, last = line.rsplit(None, 2)[-2:] or [""]
    if last.endswith(","):
        return last[:-1].isalpha()
    return last in _NEVER_LAST and not (before and before[0].endswith((";", ",")))

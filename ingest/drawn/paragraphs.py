"""Lines of pages as paragraphs, headings and items of lists."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from graph.blocks import BlockKind
from ingest.drawn.dates import find_dated
from ingest.drawn.hyphens import LINE_END, PAGE_END
from ingest.drawn.lines import TextLine
from ingest.drawn.words import PARTED, middle

_ITEM = re.compile(r"(?:[•◦▪‣●○■□–—*·\uf0b7-]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)])\s+\S")
# A day as languages write it that put a full stop behind its number.
_DAY = re.compile(
    r"\d{1,2}\.\s+(?:januar|jänner|februar|märz|mars|marts|april|mai|maj|juni|juli|august|september|oktober|november|"
    r"dezember|desember|december)\b",
    re.IGNORECASE,
)
_BULLET = re.compile(r"[•◦▪‣●○■□·\uf0b7]\s+")
_ENDS = re.compile(r"[.!?:;。！？][\"'”’)\]]*\Z")
_FULL_STOP = re.compile(r"[.!?。！？][\"'”’)\]]*\Z")
_MAX_HEADING_CHARS = 140
# A file with more pages has levels of headings only where they recur.
_SHORT_FILE = 5
_NO_HEADING = re.compile(r"[.,;:]\Z|\bpage\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{3}|[\u2e80-\u9fff]")
# Share of the usual width from which on a line that ends no sentence runs on.
_RUNS_ON = 0.6
# Dots that lead to the page of a chapter, or to a price.
_LEADERS = re.compile(r"\s*(?:[.…·]{5,}|(?:[.·] ){4,}[.·]?)\s*(?=[^\s.…·]\S{0,14}(?: \S{1,8})?\s*\Z)")
# A label with several amounts, as a row of a statement has them.
_NUMBERS = re.compile(r"(?:\s[$€£]?\s?\(?\d[\d,.]*[)%]*|\s[—–]){2,}\Z")
_ADDRESS = re.compile(r"\S+@\S+\.\w|https?:|www\.\S|\S+\.(?:com|org|net|io|de|no|uk|eu)(?:[/\s]|\Z)", re.IGNORECASE)
# In heights of a line: a narrower one is that of an address or a list, whose lines stay apart.
_NARROW = 9.0
# The same of a column whose lines are things of a list, how many there are at least, and the share that begin like one.
_LISTED, _MIN_LISTED, _MOSTLY = 14.0, 4, 0.8
# Usual characters of such a line, or of one above an address, and those that none of them has more of.
_SHORT_CHARS, _PROSE_CHARS = 28, 40
# Lines before and after a line that are compared with it.
_NEAR = 10
_HEADING_SIZE, _SAME_SIZE = 1.15, 1.12
# Words in small letters that end no line of a list, a table or an address.
_RUN_ON_WORDS = frozenset(
    "a an and as at but by for from if in into is its of on or our than that the their to until was were which with "
    "your der die das den dem des und von zu mit auf für am im le la les des du et à el los las de del y en".split()
)
# The end of a line that parts a word; a page's number may stand between hyphens.
_PARTED_WORD = re.compile(rf"(?:^|\s)[^\s-]\S*[{PARTED}\xad\u2010-]\Z")


@dataclass(slots=True)
class Paragraph:
    """A paragraph, its lines and pages parted by marks; `size` and `bold` are those of its first line."""

    text: str
    last: TextLine
    page: int
    size: float
    bold: bool
    lines: int = 1
    kind: BlockKind = "paragraph"
    level: int = 0


@dataclass(frozen=True, slots=True)
class PageMeasure:
    """What is usual on a page: the distance of lines, and by their order where the lines around each of them end.

    `listed` are the lines of narrow columns that are no prose: hardly one begins in the middle of a sentence; `dated`
    those that begin an entry of a timeline.
    """

    leading: float
    ends: Mapping[int, float]
    listed: frozenset[int]
    dated: frozenset[int]

    @staticmethod
    def of(lines: Sequence[TextLine]) -> PageMeasure:
        steps = [
            middle(one.box) - middle(other.box)
            for one, other in pairwise(lines)
            if 0.5 * one.size < middle(one.box) - middle(other.box) < 2.5 * one.size
        ]
        columns = [_column(line, lines[max(0, at - _NEAR) : at + _NEAR]) for at, line in enumerate(lines)]
        ends = {line.order: _usual_end(line, column) for line, column in zip(lines, columns, strict=True)}
        listed = frozenset(line.order for line, column in zip(lines, columns, strict=True) if _are_listed(column))
        dated = frozenset(
            line.order
            for line, column in zip(lines, columns, strict=True)
            if find_dated([one.text for one in column])[column.index(line)]
        )
        return PageMeasure(median(steps) if steps else 0.0, ends, listed, dated)


def _short_leaders(text: str) -> str:
    """Return a line of contents or prices with the dots that lead to its end as one sign."""
    return _LEADERS.sub(" … ", text).strip()


def _column(line: TextLine, around: Sequence[TextLine]) -> list[TextLine]:
    """Return the lines that start where this one does."""
    return [one for one in around if abs(one.box[0] - line.box[0]) < 2 * line.size]


def _usual_end(line: TextLine, column: Sequence[TextLine]) -> float:
    """Return where the lines of its column end; one that is much wider than all others is ignored."""
    ends = sorted(one.box[2] for one in column)
    return ends[-2] if len(ends) > 3 and ends[-1] > ends[-2] + 2 * line.size else ends[-1]


def _are_listed(column: Sequence[TextLine]) -> bool:
    """Return whether lines below one another are short things of a list: narrow, and nearly all begin like one."""
    texts = [one.text for one in column]
    if len(texts) < _MIN_LISTED or median(map(len, texts)) > _SHORT_CHARS or max(map(len, texts)) > _PROSE_CHARS:
        return False
    width = max(one.box[2] for one in column) - min(one.box[0] for one in column)
    begun = sum(_begins_entry(text) and not _ends_midway(text) for text in texts)
    return width < _LISTED * median(one.size for one in column) and begun >= _MOSTLY * len(texts)


def _begins_entry(text: str) -> bool:
    return text[0].isupper() or text[0].isdigit() or text[0] == "+" or bool(_ADDRESS.match(text))


def _runs_on(last: str, text: str) -> bool:
    """Return whether a line begins with a small letter that goes on, not with an address below a short line."""
    is_entry = len(last) <= _SHORT_CHARS and not _ends_midway(last) and bool(_ADDRESS.match(text))
    return text[:1].islower() and not is_entry


def _ends_midway(text: str) -> bool:
    return text.endswith(",") or text.rpartition(" ")[2] in _RUN_ON_WORDS or bool(_PARTED_WORD.search(text))


def build_paragraphs(lines: Sequence[TextLine], page: int, before: Paragraph | None) -> list[Paragraph]:
    """Return the paragraphs of a page's lines; the first lines continue `before`, if that is unfinished."""
    measure = PageMeasure.of(lines)
    found: list[Paragraph] = []
    current = before
    for line in lines:
        mark = _mark_between(current, line, page, measure) if current is not None else ""
        if mark and current is not None:
            current.text += mark + _short_leaders(line.text)
            current.last, current.page = line, page
            current.lines += 1
        else:
            kind: BlockKind = "item" if _ITEM.match(line.text) else "paragraph"
            current = Paragraph(
                _short_leaders(line.text), line, page, line.size, line.bold, kind=kind, level=int(kind == "item")
            )
            found.append(current)
    return found


def _mark_between(paragraph: Paragraph, line: TextLine, page: int, measure: PageMeasure) -> str:
    """Return the mark that parts a line from the paragraph that it continues; empty if it starts another."""
    last = paragraph.last
    if not (1 / _SAME_SIZE < line.size / max(1.0, last.size) < _SAME_SIZE) or last.bold != line.bold:
        return _continued(paragraph, line) if last.size and page == paragraph.page else ""
    if _ITEM.match(line.text) and not _is_day(last, line, measure):
        return ""
    if page != paragraph.page:
        return _over_a_break(paragraph, line, PAGE_END)
    step = middle(last.box) - middle(line.box)
    overlaps = last.box[0] < line.box[2] and line.box[0] < last.box[2]
    if step <= 0 or not overlaps:
        return _over_a_break(paragraph, line, LINE_END)
    if step > max(min(measure.leading, 1.9 * last.size), last.size) * 1.3 + 1:
        return ""
    return _mark_below(paragraph, line, measure)


def _mark_below(paragraph: Paragraph, line: TextLine, measure: PageMeasure) -> str:
    """Return the mark between a paragraph and the line right below it; empty if that begins another one."""
    last = paragraph.last
    end = measure.ends.get(last.order, last.box[2])
    listed = {last.order, line.order} <= measure.listed and not _runs_on(last.text, line.text)
    if listed or line.order in measure.dated or _stands_alone(last, line, end):
        return "\n"
    full = last.box[2] + line.first + 0.5 * last.size > end
    if (
        _PARTED_WORD.search(last.text)
        or _runs_on(last.text, line.text)
        or last.text.rpartition(" ")[2] in _RUN_ON_WORDS
    ):
        return LINE_END
    ended = bool(_ENDS.search(last.text))
    if ended and (not full or line.box[0] > last.box[0] + 0.8 * last.size) and paragraph.kind != "item":
        return ""
    if last.text.endswith(":") and paragraph.kind != "item":
        return ""
    return LINE_END if full or (not ended and last.box[2] - last.box[0] > _RUNS_ON * (end - last.box[0])) else "\n"


def _is_day(last: TextLine, line: TextLine, measure: PageMeasure) -> bool:
    """Return whether a line begins with a day of the sentence that fills the line before, not a number of a list."""
    if not _DAY.match(line.text) or _ENDS.search(last.text):
        return False
    return last.box[2] + line.first + 0.5 * last.size > measure.ends.get(last.order, last.box[2])


def _is_row(text: str) -> bool:
    return text[:1].isalpha() and bool(_NUMBERS.search(text))


def _stands_alone(last: TextLine, line: TextLine, end: float) -> bool:
    """Return whether lines with leaders, rows of numbers, and narrow lines as those of an address stay lines."""
    if _LEADERS.search(last.text) or _LEADERS.search(line.text) or _is_row(last.text):
        return True
    narrow = end - last.box[0] < _NARROW * last.size and not _runs_on(last.text, line.text)
    words = " " in last.text and " " in line.text and any(map(str.isdigit, last.text + line.text))
    return narrow and words and last.text[-1:].isalnum() and last.text.rpartition(" ")[2] not in _RUN_ON_WORDS


def _continued(paragraph: Paragraph, line: TextLine) -> str:
    """Return the mark of a line's end if the next line, in other type, plainly runs on in the middle of a sentence."""
    step = middle(paragraph.last.box) - middle(line.box)
    near = -0.5 * line.size < step < 1.6 * max(line.size, paragraph.last.size)
    return (
        LINE_END
        if near and _runs_on(paragraph.last.text, line.text) and not _FULL_STOP.search(paragraph.last.text)
        else ""
    )


def _over_a_break(paragraph: Paragraph, line: TextLine, mark: str) -> str:
    """Return the mark if a sentence runs on over the end of a column or a page."""
    if _ENDS.search(paragraph.last.text):
        return ""
    runs = bool(_PARTED_WORD.search(paragraph.last.text)) or _runs_on(paragraph.last.text, line.text)
    unfinished = paragraph.lines > 1 or (len(paragraph.text) > 40 and paragraph.text.split()[-1].islower())
    prose = unfinished and len(line.text) > 20 and len(paragraph.last.text) > 20
    return mark if runs or prose else ""


def mark_headings(paragraphs: Sequence[Paragraph], outline: Mapping[str, int]) -> None:
    """Make headings of short paragraphs that the outline names, or that are larger or bolder than the text."""
    body = _body_size(paragraphs)
    bold_body = _mostly_bold(paragraphs)
    found = [one for one in paragraphs if _may_be_heading(one)]
    large = [one for one in found if one.size > body * _HEADING_SIZE]
    sizes = _level_sizes(large, paragraphs[-1].page + 1 if paragraphs else 0)
    for one in found:
        named = outline.get(heading_key(one.text))
        if named is not None:
            one.kind, one.level = "heading", min(named + 1, 6)
        elif one.size > body * _HEADING_SIZE:
            larger = sum(size > round(one.size) for size in sizes)
            one.kind, one.level = "heading", max(1, min(larger + 1, len(sizes)))
        elif one.bold and not bold_body and one.lines == 1 and one.kind == "paragraph" and one.size > 0.9 * body:
            one.kind, one.level = "heading", len(sizes) + 1


def _level_sizes(headings: Sequence[Paragraph], pages: int) -> list[int]:
    """Return the sizes that make levels: of a long file those that are used in many of its parts, not on a cover."""
    places: defaultdict[int, list[int]] = defaultdict(list)
    for one in headings:
        places[round(one.size)].append(one.page)
    long = pages > _SHORT_FILE
    used = [size for size, at in places.items() if not long or (len(at) > 2 and 3 * (max(at) - min(at)) > pages)]
    return sorted(used, reverse=True)[:5]


def heading_key(text: str) -> str:
    """Return the letters and digits of a heading, by which outline and text are matched."""
    return "".join(filter(str.isalnum, text)).lower()


def _may_be_heading(paragraph: Paragraph) -> bool:
    text = paragraph.text
    if _BULLET.match(text) or len(text) > _MAX_HEADING_CHARS or paragraph.lines > 3 or _NO_HEADING.search(text):
        return False
    plain = sum(letter.isalpha() or letter.isspace() for letter in text)
    return bool(_WORD.search(text)) and plain > 0.7 * len(text)


def _body_size(paragraphs: Sequence[Paragraph]) -> float:
    sizes: Counter[float] = Counter()
    for one in paragraphs:
        sizes[round(one.size * 2) / 2] += len(one.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _mostly_bold(paragraphs: Sequence[Paragraph]) -> bool:
    return 3 * sum(len(one.text) for one in paragraphs if one.bold) > sum(len(one.text) for one in paragraphs)


def write_bullet(text: str) -> str:
    """Return an item's text with its bullet as a hyphen, whatever sign it is drawn as; a number stays."""
    return _BULLET.sub("- ", text, count=1) if _BULLET.match(text) else text

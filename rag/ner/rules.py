"""Rule-based named entity recognition: capitalized runs, acronyms, dates and quoted terms.

Works without any model for scripts with capital letters; for others it finds dates, quoted terms and Latin names.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import or_

from graph.text.dates import DATE_PATTERN
from rag.ner.merged import merge_spans
from rag.ner.opening import is_line, opens_line, opens_sentence
from rag.ner.protocol import Span
from rag.ner.runs import (
    NEVER_NAMES,
    TOKEN_PATTERN,
    NameToken,
    begins_name,
    begins_run,
    is_acronym,
    is_small,
    last_of_run,
)
from rag.ner.unnamed import (
    is_code,
    is_common,
    is_contraction,
    is_glued,
    is_reference,
    is_role,
    mark_addresses,
    mark_shouting,
)
from rag.ner.written_out import find_written_out

_QUOTED = re.compile(r"[“\"«「『《]([^“”\"«»「」『』《》\n]{2,80})[”\"»」』》]")

# What begins with a small letter or has signs of a program in quotation marks is no title.
_PROGRAM = re.compile(r"[$<>={}\\]|^[^ ]*[_/:][^ ]*$|\w/\w.*:|:.*\w/\w|^[!-/:-@\[-`{-~]+[^A-Z]|^\[|[ \t]{3}")
_LONGEST_TITLE = 6
# A quoted number is no title, but 1984 is.
_NUMBER = re.compile(r"(?!1[5-9]\d\d$|20\d\d$)[\d .,:-]+[a-z]?")
_LETTER_MARK = re.compile(r"[A-Za-z]\.")
_COMPANY_FORM = re.compile(
    r"(?P<name>,? (?:Inc|LLC|Ltd|Limited|LLP|LP|L\.P|PLC|plc|Corp|GmbH|AG|S\.A|B\.V|Co|N\.A)\b)\.?"
)
_LABELS = frozenset("Absent Apologies Attendees Cc Date Place Present Subject Time".split())
_POSTCODE = re.compile(r"(?<!\d)\d{4}[ \u00a0]$")
_BRACKET_ITEM_END = re.compile(r"\s*[,)/]")
_BEFORE_ADDRESS = re.compile(r"[*_]*\s*[-–—:]\s*https?://")
# After them a place's name goes on.
_NEW = frozenset(
    "brunswick caledonia castle delhi england guinea hampshire haven hebrides jersey mexico orleans plymouth south "
    "york zealand".split()
)
_COMPOUND = re.compile(r"(?P<name>.*[^\W_])-[a-z]{2,}(?:ed|ing|free|like|type|only|wide|ific|style|aware)")


class RuleTagger:
    """Finds names by capitalization, form and quotation marks; their kind is "date" or empty."""

    name = "rules/4"

    def mentions(self, text: str) -> list[Span]:
        """Return names sorted by position, none overlapping."""
        addresses = mark_addresses(text)
        taken = [Span(*match.span(), "date") for match in DATE_PATTERN.finditer(text)]
        taken = merge_spans(merge_spans(taken, find_written_out(text)), _quoted(text, addresses))
        return merge_spans(taken, _capitalised(text, addresses))


def _may_be_title(inner: str, stripped: str) -> bool:
    """Return whether what is quoted begins like a name, and is neither long, a number nor a program's."""
    begins_name = bool(stripped) and (stripped[0].isupper() or not stripped[0].isalpha() or not stripped.isascii())
    is_short = len(stripped.split()) <= _LONGEST_TITLE
    return begins_name and is_short and not _NUMBER.fullmatch(stripped) and not _PROGRAM.search(inner)


def _quoted(text: str, addresses: bytearray) -> list[Span]:
    """Return quoted titles and terms: at most six words, capitalized or in a script without case."""
    found = []
    for match in _QUOTED.finditer(text):
        inner = match.group(1)
        stripped = inner.strip(" ,.;:!?")
        if _may_be_title(inner, stripped) and not addresses[match.start(1)]:
            start = match.start(1) + inner.index(stripped)
            found.append(Span(start, start + len(stripped)))
    return found


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What a text writes small, and which words and pairs of words it capitalizes inside a sentence."""

    text: str
    small: frozenset[str]
    inside: frozenset[str]
    pairs: frozenset[tuple[str, str]]


def _capitalised(text: str, addresses: bytearray) -> list[Span]:
    quiet = bytes(map(or_, mark_shouting(text), addresses))
    tokens = [
        NameToken(*match.span(), match.group() if not quiet[match.start()] else match.group().lower())
        for match in TOKEN_PATTERN.finditer(text)
    ]
    evidence = _gather_evidence(text, tokens, addresses)
    spans: list[Span] = []
    place = 0
    while place < len(tokens):
        if not begins_run(text, tokens[place : place + 2]):
            place += 1
            continue
        last = last_of_run(text, tokens, place)
        found = _trimmed(evidence, tokens[place : last + 1])
        # The legal form of a company belongs to the name before it.
        spans.extend(span for span in found if not spans or span.start >= spans[-1].end)
        place = last + 1
    return spans


def _gather_evidence(text: str, tokens: Sequence[NameToken], addresses: bytearray) -> _Evidence:
    inside = [token.word[0].isupper() and not opens_sentence(text, token.start) for token in tokens]
    return _Evidence(
        text,
        small=frozenset(token.word for token in tokens if token.word.islower() and not addresses[token.start]),
        inside=frozenset(token.word for token, is_inside in zip(tokens, inside, strict=True) if is_inside),
        pairs=frozenset(
            (one.word, other.word)
            for (one, other), is_inside in zip(pairwise(tokens), inside, strict=False)
            if is_inside and begins_name(other.word)
        ),
    )


def _trimmed(evidence: _Evidence, run: Sequence[NameToken]) -> list[Span]:
    """Return the run without leading and trailing small words; nothing if it is no name."""
    opens = opens_sentence(evidence.text, run[0].start)
    # "B. The Consultant" begins with the mark of a list.
    if opens and _LETTER_MARK.fullmatch(run[0].word) and run[1:] and is_small(run[1].word, True):
        run = run[1:]
    if len(run) > 1 and run[-1].word in _LABELS and evidence.text[run[-1].end : run[-1].end + 1] == ":":
        run = run[:-1]
    # The letters of a Dutch postcode.
    if (
        len(run[0].word) == 2
        and run[0].word.isupper()
        and _POSTCODE.search(evidence.text, max(0, run[0].start - 6), run[0].start)
    ):
        run = run[1:]
    kept = _strip_small(run, opens)
    opens = opens and bool(kept) and kept[0] is run[0]
    if not kept or _is_no_name(evidence.text, kept):
        return []
    if opens and not is_acronym(kept[0].word):
        kept = _after_opening(evidence, kept)
    if not kept:
        return []
    start, end = kept[0].start, _name_end(evidence.text, kept[0].start, kept[-1].end)
    return [Span(start, end)] if end - start > 1 else []


def _strip_small(run: Sequence[NameToken], opens: bool) -> Sequence[NameToken]:
    if len(run) > 1 and is_contraction(run[0].word) and is_small(run[1].word, True):
        run = run[1:]
    while run and is_small(run[0].word, opens) and not _is_new_place(run):
        run = run[1:]
        opens = False
    while run and is_small(run[-1].word, False):
        run = run[:-1]
    return run


def _is_new_place(run: Sequence[NameToken]) -> bool:
    return run[0].word == "New" and len(run) > 1 and run[1].word.casefold() in _NEW


def _is_no_name(text: str, run: Sequence[NameToken]) -> bool:
    words = [token.word for token in run]
    if not any(map(begins_name, words)) or is_code(words) or is_reference(words) or is_glued(words):
        return True
    if len(run) == 1 and (is_common(words[0]) or is_contraction(words[0]) or words[0].casefold() in NEVER_NAMES):
        return True
    return text[run[-1].end : run[-1].end + 1] == ":" and opens_line(text, run[0].start) and is_role(words)


def _after_opening(evidence: _Evidence, run: Sequence[NameToken]) -> Sequence[NameToken]:
    """Return the name in a run that opens a sentence, whose first word may be capitalized only by its position."""
    words = [token.word for token in run]
    is_written_small = words[0].casefold() in evidence.small
    if len(run) == 1:
        is_known = words[0] in evidence.inside or _stands_alone(evidence.text, run[0])
        return run if (is_known and not is_written_small) or _COMPANY_FORM.match(evidence.text, run[0].end) else ()
    # "Contact Hansen" begins with a word, "Sound Test" is a name made of words.
    is_word = is_written_small and any(is_acronym(word) or word.casefold() not in evidence.small for word in words[1:])
    is_whole = (words[0], words[1]) in evidence.pairs or is_line(evidence.text, run[0].start, run[-1].end)
    return _strip_small(run[1:], False) if is_word and not is_whole else run


def _stands_alone(text: str, token: NameToken) -> bool:
    """Return whether a word is the whole of a bracket or a list item in it, or stands before its address."""
    if text[token.start - 1 : token.start] == "(":
        return bool(_BRACKET_ITEM_END.match(text, token.end))
    return bool(_BEFORE_ADDRESS.match(text, token.end))


def _name_end(text: str, start: int, end: int) -> int:
    """Return where a name ends: before a possessive or what a compound adds to it, and after a company's legal form."""
    surface = text[start:end]
    for ending in ("'s", "’s"):
        surface = surface.removesuffix(ending)
    if compound := _COMPOUND.fullmatch(surface):
        return start + compound.end("name")
    form = _COMPANY_FORM.match(text, start + len(surface))
    return form.end("name") if form else start + len(surface)

"""Rule-based named entity recognition: capitalized runs, acronyms, dates and quoted terms.

Works without any model for scripts with capital letters; for others it finds dates, quoted terms and Latin names.
"""

from __future__ import annotations

import re
from operator import or_

from graph.text.dates import DATE_PATTERN
from graph.text.names import NAME_PARTICLES, is_capitalized
from graph.text.words import STOP_WORDS
from rag.ner.merged import merge_spans
from rag.ner.protocol import Span
from rag.ner.unnamed import is_code, is_reference, mark_addresses, mark_shouting
from rag.ner.written_out import find_written_out

_QUOTED = re.compile(r"[“\"«「『《]([^“”\"«»「」『』《》\n]{2,80})[”\"»」』》]")

# A word, with inner apostrophes, hyphens and full stops of initials; the first letter decides if it is a name's.
_TOKEN = re.compile(
    r"(?:[A-Z]\.){2,}|[^\W_]+(?:[-'’&][^\W_]+|(?<=[A-Za-z])\.(?:com|gov|io|net|org|edu)\b)*(?:(?<=\b[A-Z])\.|(?<=\b(?:Mr|Ms|Dr|St|Jr|Sr))\.|(?<=\bMrs)\.)?"
)
_JOINS = NAME_PARTICLES | frozenset("ten ter zu zum af av ibn d".split())
# Words that often open a sentence and are not part of a name that follows.
_OPENERS = frozenset(
    "according additionally afterwards alongside already although among another around ask based beginning "
    "besides born both call check composed considered contact created currently dear described designed "
    "despite developed directed earlier early eventually every everyone except famous finally first following "
    "formed former formerly founded further generally hello however including inside instead its known last "
    "lastly late later latest led like likewise located mainly many meanwhile meet moreover most much named "
    "near nearby nearly never nevertheless new next nobody nowadays often old one originally other others "
    "otherwise overall owned part perhaps played please popular previously produced published recently "
    "regarding released replacing says second see several similarly since situated some sometimes soon "
    "starring still subject subsequently tell thank thanks therefore third three thus today together tomorrow "
    "tonight two unlike until upon usually various was well were what whatever whether within without written "
    "yesterday yet".split()
)
_BREAK = re.compile(r"[^ \u00a0]")
_LINE_MARKS = r"(?:(?:[#>*•|-]+|\d{1,3}(?:\.\d{1,3})*(?:[.)]|(?=\s))|\(?[a-z\d]{1,2}\))\s*)*"
_SENTENCE_START = re.compile(
    rf"(?:[.!?:;\u2026–—](?:\s|[*_])*[\"'“‘(\[]*\s*|[“\"(\[]\s*|[*_]{{2,}}|(?:^|\n)[ \t]*{_LINE_MARKS}[\"'“‘(\[*_]*)$"
)
_LOOK_BACK = 16
_LONGEST = 12
_WRAPPED = 50
# Words that are no names wherever they stand.
_NEVER = frozenset("actually anyway hm hmm mhm mm-hmm mm neither oh ok okay something uh uh-huh um yeah yep".split())
_COMPANY_FORM = re.compile(
    r"(?P<name>,? (?:Inc|LLC|Ltd|Limited|LLP|LP|L\.P|PLC|plc|Corp|GmbH|AG|S\.A|B\.V|Co|N\.A)\b)\.?"
)
# iPhone, e-Manual.
_SMALL_INITIAL = re.compile(r"[a-z]{1,2}-?[A-Z]\w+")
_COMPOUND = re.compile(r"(?P<name>.*[^\W_])-[a-z]{2,}(?:ed|ing|free|like|type|only|wide|ific)")


class RuleTagger:
    """Finds names by capitalization, form and quotation marks; their kind is "date" or empty."""

    name = "rules/2"

    def mentions(self, text: str) -> list[Span]:
        """Return names sorted by position, none overlapping."""
        addresses = mark_addresses(text)
        taken = [Span(*match.span(), "date") for match in DATE_PATTERN.finditer(text)]
        taken = merge_spans(merge_spans(taken, find_written_out(text)), _quoted(text, addresses))
        return merge_spans(taken, _capitalised(text, addresses))


def _quoted(text: str, addresses: bytearray) -> list[Span]:
    """Return quoted titles and terms: at most six words, capitalized or in a script without case."""
    found = []
    for match in _QUOTED.finditer(text):
        inner = match.group(1)
        stripped = inner.strip(" ,.;:!?")
        begins_name = bool(stripped) and (stripped[0].isupper() or not stripped[0].isalpha() or not stripped.isascii())
        if begins_name and len(stripped.split()) <= 6 and not addresses[match.start(1)]:
            start = match.start(1) + inner.index(stripped)
            found.append(Span(start, start + len(stripped)))
    return found


def _capitalised(text: str, addresses: bytearray) -> list[Span]:
    quiet = bytes(map(or_, mark_shouting(text), addresses))
    tokens = [
        (match.start(), match.end(), match.group() if not quiet[match.start()] else match.group().lower())
        for match in _TOKEN.finditer(text)
    ]
    lower = {token for start, _, token in tokens if token.islower() and not addresses[start]}
    inside = {token for start, _, token in tokens if token[0].isupper() and not _opens_sentence(text, start)}
    spans: list[Span] = []
    place = 0
    while place < len(tokens):
        if not _begins_name(tokens[place][2]):
            place += 1
            continue
        last = _run(text, tokens, place)
        found = _trimmed(text, tokens[place : last + 1], lower, inside)
        # The legal form of a company belongs to the name before it.
        spans.extend(span for span in found if not spans or span.start >= spans[-1].end)
        place = last + 1
    return spans


def _begins_name(token: str) -> bool:
    return is_capitalized(token) or bool(_SMALL_INITIAL.fullmatch(token))


def _opens_sentence(text: str, place: int) -> bool:
    return place == 0 or bool(_SENTENCE_START.search(text, max(0, place - _LOOK_BACK), place))


def _run(text: str, tokens: list[tuple[int, int, str]], first: int) -> int:
    """Return the last token of the run of capitalized words, joined by small words, that begins at `first`."""
    last = first
    while last + 1 < len(tokens) and last - first < _LONGEST:
        step = last + 1
        while (
            step < len(tokens)
            and step - last <= 2
            and tokens[step][2] in _JOINS
            and not _is_broken(text, tokens[step - 1][1], tokens[step][0])
        ):
            step += 1
        if step >= len(tokens) or _is_broken(text, tokens[step - 1][1], tokens[step][0]):
            break
        token = tokens[step][2]
        if not (_begins_name(token) or (step == last + 1 and token.isdigit() and len(token) < 4)):
            break
        last = step
    return last


def _is_broken(text: str, end: int, start: int) -> bool:
    """Return whether more than blanks parts two words, or the end of a line that is not just full."""
    between = text[end:start]
    if between.strip(" \u00a0") == "\n":
        return end - (text.rfind("\n", 0, end) + 1) < _WRAPPED
    return bool(_BREAK.search(between))


def _trimmed(text: str, run: list[tuple[int, int, str]], lower: set[str], inside: set[str]) -> list[Span]:
    """Return the run without leading and trailing small words; nothing if only its position in the sentence capitalizes
    it."""
    opens = _opens_sentence(text, run[0][0])
    while run and _is_small(run[0][2], opens):
        run = run[1:]
        opens = False
    while run and _is_small(run[-1][2], False):
        run = run[:-1]
    words = [token for _, _, token in run]
    if not run or is_code(words) or is_reference(words):
        return []
    if opens and not _is_acronym(words[0]):
        if len(run) == 1 and words[0] not in inside and not _COMPANY_FORM.match(text, run[0][1]):
            return []
        # "Contact Hansen" begins with a word, "Sound Test" is a name made of words.
        if words[0].casefold() in lower and any(word.casefold() not in lower for word in words[1:]):
            run = run[1:]
    start, end = run[0][0], _name_end(text, run[0][0], run[-1][1])
    return [Span(start, end)] if end - start > 1 else []


def _name_end(text: str, start: int, end: int) -> int:
    """Return where a name ends: before a possessive or what a compound adds to it, and after a company's legal form."""
    surface = text[start:end]
    for ending in ("'s", "’s"):
        surface = surface.removesuffix(ending)
    if compound := _COMPOUND.fullmatch(surface):
        return start + compound.end("name")
    form = _COMPANY_FORM.match(text, start + len(surface))
    return form.end("name") if form else start + len(surface)


def _is_small(token: str, opens: bool) -> bool:
    folded = token.casefold()
    return not _is_acronym(token) and (folded in STOP_WORDS or folded in _NEVER or (opens and folded in _OPENERS))


def _is_acronym(token: str) -> bool:
    return sum(c.isupper() for c in token) > 1 or any(c.isdigit() for c in token)

"""Rule-based named entity recognition: capitalized runs, acronyms, dates and quoted terms.

Works without any model for scripts with capital letters; for others it finds dates, quoted terms and Latin names.
"""

from __future__ import annotations

import re

from graph.text.dates import DATE_PATTERN
from graph.text.names import NAME_PARTICLES, is_capitalized
from graph.text.words import STOP_WORDS
from rag.ner.merged import merge_spans
from rag.ner.protocol import Span

_QUOTED = re.compile(r"[“\"«「『《]([^“”\"«»「」『』《》\n]{2,80})[”\"»」』》]")

# A word, with inner apostrophes, hyphens and full stops of initials; the first letter decides if it is a name's.
_TOKEN = re.compile(
    r"(?:[A-Z]\.){2,}|[^\W_]+(?:[-'’&][^\W_]+)*(?:(?<=\b[A-Z])\.|(?<=\b(?:Mr|Ms|Dr|St|Jr|Sr))\.|(?<=\bMrs)\.)?"
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
_SENTENCE_START = re.compile(r"(?:[.!?:;\n\u2026]\s*[\"'“‘(\[]*\s*|[“\"(\[]\s*|\n\s*[-*•]?\s*)$")
_LOOK_BACK = 8
_LONGEST = 12


class RuleTagger:
    """Finds names by capitalization, form and quotation marks; their kind is "date" or empty."""

    name = "rules/1"

    def mentions(self, text: str) -> list[Span]:
        """Return names sorted by position, none overlapping."""
        taken = [Span(*match.span(), "date") for match in DATE_PATTERN.finditer(text)]
        return merge_spans(merge_spans(taken, _quoted(text)), _capitalised(text))


def _quoted(text: str) -> list[Span]:
    """Return quoted titles and terms: at most six words, capitalized or in a script without case."""
    found = []
    for match in _QUOTED.finditer(text):
        inner = match.group(1)
        stripped = inner.strip(" ,.;:!?")
        begins_name = bool(stripped) and (stripped[0].isupper() or not stripped[0].isalpha() or not stripped.isascii())
        if begins_name and len(stripped.split()) <= 6:
            start = match.start(1) + inner.index(stripped)
            found.append(Span(start, start + len(stripped)))
    return found


def _capitalised(text: str) -> list[Span]:
    tokens = [(match.start(), match.end(), match.group()) for match in _TOKEN.finditer(text)]
    lower = {token for _, _, token in tokens if token.islower()}
    inside = {token for start, _, token in tokens if token[0].isupper() and not _opens_sentence(text, start)}
    spans: list[Span] = []
    place = 0
    while place < len(tokens):
        if not is_capitalized(tokens[place][2]):
            place += 1
            continue
        last = _run(text, tokens, place)
        spans.extend(_trimmed(text, tokens[place : last + 1], lower, inside))
        place = last + 1
    return spans


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
            and not _BREAK.search(text, tokens[step - 1][1], tokens[step][0])
        ):
            step += 1
        if step >= len(tokens) or _BREAK.search(text, tokens[step - 1][1], tokens[step][0]):
            break
        token = tokens[step][2]
        if not (is_capitalized(token) or (step == last + 1 and token.isdigit() and len(token) < 4)):
            break
        last = step
    return last


def _trimmed(text: str, run: list[tuple[int, int, str]], lower: set[str], inside: set[str]) -> list[Span]:
    """Return the run without leading and trailing small words; nothing if only its position in the sentence capitalizes
    it."""
    opens = _opens_sentence(text, run[0][0])
    while run and _is_small(run[0][2], opens):
        run = run[1:]
        opens = False
    while run and _is_small(run[-1][2], False):
        run = run[:-1]
    if not run:
        return []
    head = run[0][2]
    if opens and not _is_acronym(head):
        if len(run) == 1 and head not in inside:
            return []
        if len(run) > 1 and head.casefold() in lower:
            run = run[1:]
    start, end = run[0][0], run[-1][1]
    surface = text[start:end]
    for ending in ("'s", "’s"):
        surface = surface.removesuffix(ending)
    return [Span(start, start + len(surface))] if len(surface) > 1 else []


def _is_small(token: str, opens: bool) -> bool:
    folded = token.casefold()
    return not _is_acronym(token) and (folded in STOP_WORDS or (opens and folded in _OPENERS))


def _is_acronym(token: str) -> bool:
    return sum(c.isupper() for c in token) > 1 or any(c.isdigit() for c in token)

"""The markers by which an answer cites its passages: numbers in brackets, such as [2] or [1, 3]."""

from __future__ import annotations

import re
from collections.abc import Iterator

MARKER_NUMBERS = r"\d+(?:\s*[,;–-]\s*\d+)*"
"""What is inside a normalized marker, as a regular expression."""

MARKER_PATTERN = re.compile(rf"\[({MARKER_NUMBERS})\]")
"""A normalized marker; its group 1 is what is inside."""

MAX_BLANKS = 80
"""Blanks in a row that are kept: patterns that begin with blanks try each of them."""

_LONG_BLANK = re.compile(rf"\s{{{MAX_BLANKS + 1},}}+")

_NOUN = (
    r"passages?|documents?|docs?|sources?|texts?|excerpts?|citations?|cit|refs?|references?|snippets?|chunks?|context|"
    r"pasajes?|documentos?|fuentes?|quellen?|dokumente?|textstellen?|abschnitte?|fonti|fonte|passaggi|passaggio|"
    r"documento|fontes?|bron|bronnen|passage|źródło|źródła|источники?|документы?|来源|來源|文档|文檔|段落|出典|資料|المصدر|مصدر"
)
_NUMBER = rf"(?:(?:see\s+|cf\.?\s+)?(?:{_NOUN})\s*(?:no\.?\s*|nr\.?\s*|number\s+|n°\s*)?[:#]?\s*)?[#^]?\d{{1,3}}"
_LIST = rf"({_NUMBER}(?:\s*(?:[,;、，–-]|&|\band\b|\bund\b|\bet\b|\by\b|\be\b)\s*{_NUMBER})*)"
_INSIDE = rf"\s*\^?{_LIST}(?:\s*†[^\[\]【】［］]*+)?\s*"
_WRITTEN = re.compile(
    rf"[\[【［〔]{_INSIDE}[\]】］〕]"
    rf"|[(（]\s*((?:see\s+)?(?:{_NOUN})\s*[:#]?\s*\d{{1,3}}(?:\s*[,;、&–-]\s*(?:(?:{_NOUN})\s*)?\d{{1,3}})*)\s*[)）]"
    rf"|\[\[{_INSIDE}\]\]",
    re.IGNORECASE,
)
_TAGGED = re.compile(rf"<(?:cite|ref|sup)>\s*\[?{_LIST}\]?\s*</(?:cite|ref|sup)>", re.IGNORECASE)
_BRACKETED = re.compile(r"[\[【［]\s*[^\[\]【】］]{0,20}\d{1,3}[^\[\]【】］]{0,60}[\]】］]")
_PARENTHESES = re.compile(
    r"(?<=\S)(\s?)[(（](\d{1,2}(?:\s*[,;]\s*\d{1,2})*)[)）](?=\s*(?:$|[.,;:!?。，；]|[(（]\d|\n)|\s+[A-ZÀ-ÞА-Я])"
)
_ONE = (
    rf"(?:the\s+|la\s+|le\s+|el\s+|il\s+)?(?:{_NOUN})\s+(?:no\.?\s*|nr\.?\s*|number\s+|n°\s*)?[\[(]?(\d{{1,2}})[\])]?"
)
_SAYING = (
    r"states?|says?|mentions?|notes?|explains?|specif(?:y|ies)|indicates?|shows?|reports?|confirms?|tells us|gives"
)
_AFTER = "laut|gemäß|selon|d'après|según|secondo|segundo|volgens|według"
_AS_SAID = "according to|as (?:stated|mentioned|described|noted|shown|specified) in|as per"
_LEADING = re.compile(
    rf"(^|(?<=[.!?\n])\s*|(?<=\n))(?:[-*•]\s+)?"
    rf"(?:(?:{_AS_SAID}|based on|per|in|from|nach|de acordo com|согласно|{_AFTER})"
    rf"\s+{_ONE}\s*[,:]\s*|{_ONE}\s+(?:clearly\s+)?(?:{_SAYING})\s+that\s+)(\w)",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    rf",?\s+(?:\(?(?:{_AS_SAID}|see|{_AFTER})\s+{_ONE}\)?)(?=\s*[.!?]|\s*$)", re.IGNORECASE | re.MULTILINE
)
_SENTENCE_END = re.compile(r"(?<!\bno)(?<!\bnr)(?<!\d)[.!?](?=\s|$)|\d[.!?](?=\s+[A-Z]|\s*$)|\n|$")
_SOURCE_HEAD = re.compile(
    r"\n[ \t]*(?:[#*_>-]+[ \t]*)?(?:sources?(?: used)?|references?|citations?|passages? (?:used|cited)|footnotes?"
    r"|quellen(?:angaben|verzeichnis)?|références|fuentes|referencias|fonti|fontes|referências|bronnen|źródła|источники"
    r"|来源|參考|参考(?:资料|文献)?|引用|出典|المصادر)[ \t]*[*_]*[ \t]*[:：]?[*_]*[ \t]*",
    re.IGNORECASE,
)
_LISTED = re.compile(r"\s*(?:[-*•]\s*)?[\[(【]?\^?(?:[^\W\d]+\s*)?:?\s*#?\d|\s*[-*•]\s")
_SECTION = re.compile(
    r"(?:art(?:icle|ikel|\.)?|sections?|paragraphs?|para\.?|clauses?|abs(?:atz|\.)|§+|no\.|nr\.|step|part)\s*\d*\w?$",
    re.IGNORECASE,
)
_FOOTNOTE = re.compile(r"\n[ \t]*\[\^?\d{1,3}\]:[^\n]*(?=\n|\Z)")


def find_markers(text: str) -> Iterator[re.Match[str]]:
    """Yield the markers of a text, also as models write them: [passage 2], [^2], 【2†source】, (Source: 2).

    What is inside is the only group that is set; a number of more than three digits, such as a year, makes no marker.
    """
    return _WRITTEN.finditer(text)


def marker_numbers(match: re.Match[str]) -> list[int]:
    """Return the numbers that a marker holds."""
    return parse_marker(next(group for group in match.groups() if group is not None))


def parse_marker(inside: str) -> list[int]:
    """Return the numbers inside a marker; a range of at most ten is expanded."""
    found: list[int] = []
    for part in re.split(r"[,;、，&]|\b(?:and|und|et|y|e)\b", inside):
        ends = [int(number) for number in re.findall(r"\d+", part)]
        if not ends:
            continue
        first, last = ends[0], ends[-1]
        found.extend(range(first, last + 1) if first <= last < first + 10 else ends)
    return found


def strip_markers(text: str) -> str:
    """Return the text without its markers and the white space before them."""
    parts: list[str] = []
    place = 0
    for match in find_markers(text):
        parts.append(text[place : match.start()].rstrip())
        place = match.end()
    return "".join(parts) + text[place:]


def normalize_citations(text: str, count: int) -> str:
    """Return a model's text with its mentions of passages 1 to `count` as markers, and no list of sources at its end.

    (1) is a marker if the text has none in brackets; "According to passage 1, …" becomes the sentence with a marker.
    """
    text = _LONG_BLANK.sub(lambda match: match.group()[:MAX_BLANKS], text)
    text, listed = _without_sources(_TAGGED.sub(r"[\1]", text))
    text = _TRAILING.sub(lambda match: _marker(match, count), text)
    text = _lead_ins_to_markers(text, count)
    if not _BRACKETED.search(text):
        text = _PARENTHESES.sub(lambda match: _parenthesis(match, count), text)
    one = listed[0] if len(listed) == 1 and 1 <= listed[0] <= count and not _BRACKETED.search(text) else 0
    return f"{text.rstrip()} [{one}]" if one and text.strip() else text


def _without_sources(text: str) -> tuple[str, list[int]]:
    """Return the text without a list of sources or footnotes at its end, and the numbers that the list holds."""
    text = _FOOTNOTE.sub("", text)
    found = next(iter(reversed(list(_SOURCE_HEAD.finditer(text)))), None)
    if found is None or not text[: found.start()].strip():
        return text, []
    lines = [line for line in text[found.end() :].splitlines() if line.strip()]
    if not lines or not all(map(_LISTED.match, lines)):
        return text, []
    numbers = [number for line in lines for match in find_markers(line) for number in marker_numbers(match)]
    return text[: found.start()], list(dict.fromkeys(numbers))


def _marker(match: re.Match[str], count: int) -> str:
    number = int(next(filter(None, match.groups())))
    return f" [{number}]" if 1 <= number <= count else match.group()


def _lead_ins_to_markers(text: str, count: int) -> str:
    """Replace "According to passage 1," and "Passage 1 says that" by a marker at the end of their sentence."""
    place = 0
    while match := _LEADING.search(text, place):
        number = int(match[2] or match[3])
        place = match.end()
        if not 1 <= number <= count:
            continue
        end = _SENTENCE_END.search(text, match.end())
        stop = end.start() + (end.group()[:1].isdigit()) if end else len(text)
        body = match[4].upper() + text[match.end() : stop].rstrip()
        cited = body if re.search(rf"\[{number}\]", body) else f"{body} [{number}]"
        text = text[: match.start()] + match[1] + cited + text[stop:]
        place = match.start() + len(match[1]) + len(cited)
    return text


def _parenthesis(match: re.Match[str], count: int) -> str:
    before = match.string[max(0, match.start() - 24) : match.start()]
    numbers = parse_marker(match[2])
    attached = not match[1] and before[-1:].isdigit()
    if attached or _names_section(before):
        return match.group()
    return f"{match[1]}[{match[2]}]" if all(1 <= number <= count for number in numbers) else match.group()


def _names_section(before: str) -> bool:
    """Whether the words before a parenthesis name a part of a law or contract, as in Section 4 (2)."""
    return bool(_SECTION.search(before))

"""What a name and its surroundings look like: the words that tell its kind, and its form."""

from __future__ import annotations

import re

BLOCKS = ("name", "last word", "first word", "words before", "words after", "word before", "word after")
"""The places whose words are looked at; a block's vector is the mean over its words."""

FORMS = (
    "capitals",
    "one word",
    "two words",
    "four words or more",
    "digit",
    "small initial",
    "share of capitals",
    "begins sentence",
    "after bracket",
    "after comma",
    "after mark",
    "before bracket",
    "before colon",
    "ends sentence",
    "before comma",
    "possessive",
    "ends line",
    "ends text",
    "inner capital",
    "ampersand",
    "hyphen",
    "full stop",
    "short",
    "after link bracket",
    "before parenthesis",
    "plural",
)
"""What is looked at besides words, each 0 or 1 but for the share of capitals."""

_WORD = re.compile(r"\w+|[^\w\s]")
_INNER_CAPITAL = re.compile(r"[a-z][A-Z]")
_PARENTHESIS = re.compile(r"\s*\(")
_REACH = 80
_WORDS_AROUND = 4
_SHORT = 4


def split_blocks(text: str, start: int, end: int) -> tuple[list[str], ...]:
    """Return the words of each of `BLOCKS` for the name at text[start:end]; a block may be empty."""
    name = _WORD.findall(text[start:end]) or [text[start:end]]
    before = _WORD.findall(text[max(0, start - _REACH) : start])[-_WORDS_AROUND:]
    after = _WORD.findall(text[end : end + _REACH])[:_WORDS_AROUND]
    return name, name[-1:], name[:1], before, after, before[-1:], after[:1]


def describe_form(text: str, start: int, end: int) -> list[float]:
    """Return the value of each of `FORMS` for the name at text[start:end]."""
    name, after = text[start:end], text[end : end + 2]
    before = text[max(0, start - _REACH) : start].rstrip(" ")[-1:]
    words = len(name.split())
    return [
        float(name.isupper()),
        float(words == 1),
        float(words == 2),
        float(words >= 4),
        float(any(map(str.isdigit, name))),
        float(name[:1].islower()),
        sum(map(str.isupper, name)) / max(1, len(name)),
        float(not before or before in ".!?\n"),
        float(bool(before) and before in '([{"“'),
        float(bool(before) and before in ",;"),
        float(bool(before) and before in ":-–—*|#/"),
        float(after[:1] in (")", "]", "}", '"', "”")),
        float(after[:1] == ":"),
        float(after[:1] in (".", "!", "?")),
        float(after[:1] in (",", ";")),
        float(after in ("'s", "’s")),
        float(after[:1] in ("\n", "|")),
        float(not after),
        float(_INNER_CAPITAL.search(name) is not None),
        float("&" in name),
        float("-" in name),
        float("." in name),
        float(len(name) <= _SHORT),
        float(before == "["),
        float(_PARENTHESIS.match(text, end) is not None),
        float(name.endswith("s")),
    ]

"""What is written in capitals and is no name: addresses, shouting, codes and places in a document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from graph.text.words import STOP_WORDS

_CHUNK = re.compile(r"\S+")
_ADDRESS_STARTS = ("://", "www.", "](/", "](#")
_TEMPLATE_TAG = re.compile(r"\{[{%][^{}\n]{0,200}[%}]\}")
_LINE = re.compile(r"[^\n]+")
# Words in capitals, with the marks between them.
_CAPITALS = re.compile(r"\b[A-Z][A-Z'’&-]+\b(?:[ ,;/]+[A-Z][A-Z'’&-]*\b)*")
_LONGEST_ACRONYM = 5
_NUMBERED = re.compile(r"\s*\d+(?:\.\d+)*\.?\s")
_PROSE_WORDS = STOP_WORDS - frozenset("a it us who".split())
# Small words that are no acronyms in capitals.
_SMALL_WORDS = STOP_WORDS - frozenset("a am he i in it me no us who".split())
# Colours, hashes, sizes, hexadecimal numbers.
_CODE = re.compile(
    r"(?=.*\d)(?:[\dA-F]{6}|[\da-fA-F]{7,}|[\d.]+(?:[kKMGT]i?B|[kK]|[kMG]?Hz|[AP]M|kg|KG|[kc]?m|mm)|0[xX][\dA-Fa-f]+(?:-0[xX][\dA-Fa-f]+)?"
    r"|\d+(?:\.\d+)+[A-Za-z]{0,3})"
)
# What stands for any number, letter or date, ranges of letters, a letter of a list, N-line.
_PLACEHOLDER = re.compile(
    r"[a-z]?N{2,}|([XYZ])\1{2,}|(?:Y{2,4}|MM|DD|HH|SS)(?:-(?:Y{2,4}|MM|DD|HH|SS))+"
    r"|[A-Z]-[A-Z]|(?:[^\W_]-[^\W_]){2,}|[\dA-F]{2}-[\dA-F]{2}|[A-Z]\.|[A-Z]-[a-z]+"
)
_ROMAN = re.compile(r"X{0,2}(?:I{2,3}|VI{1,3}|IX|IV)")
_NO_WORDS = (_ROMAN, _CODE, _PLACEHOLDER)
_JOINT = re.compile(r"[a-z][A-Z]")
_LONGEST_CAMEL = 11
_REFERENCES = frozenset(
    "annex appendix article articles box chapter clause clauses exhibit fig figs figure figures item line note page "
    "paragraph part parts schedule section sections step supplementary table tables".split()
)
_NUMBER = re.compile(r"(?:S?\d+(?:\.\d+)*|[IVXivx]+|(?=[A-Z]))(?:[-–]?[A-Za-z])?\.?")
# Short forms of common nouns.
_COMMON_SHORT_FORMS = frozenset(
    "aka asap atm cd cds ceo ceos cfo coo cto diy dvd dvds faq faqs gb ghz gib id ids kb khz kib kw kwh mb mhz mib nb "
    "ok pc pcs phd phds rsvp tb tba tbc tbd todo tv tvs vip vips".split()
)
_CONTRACTION = re.compile(r"(?P<word>[A-Za-z]+)(?:n['’]t|['’](?:d|ll|m|re|s|t|ve))")
_ROLES = frozenset(
    "chair chairman chairperson chairwoman clerk coordinator designer director editor engineer expert facilitator "
    "host interface interviewee interviewer lead leader manager marketing moderator officer operator organiser "
    "organizer president presenter professor secretary speaker student supervisor teacher treasurer".split()
)


def mark_addresses(text: str) -> bytearray:
    """Return for each character whether it stands in an address, a path or a tag of a template."""
    marks = bytearray(len(text))
    for match in _CHUNK.finditer(text):
        start = _address_start(match.group())
        if start is not None:
            marks[match.start() + start : match.end()] = b"\1" * (match.end() - match.start() - start)
    for match in _TEMPLATE_TAG.finditer(text):
        marks[match.start() : match.end()] = b"\1" * len(match.group())
    return marks


def _address_start(chunk: str) -> int | None:
    """Return where the address in something without blanks begins; None if there is none."""
    start = min((at for sign in _ADDRESS_STARTS if (at := chunk.find(sign)) >= 0), default=None)
    if start is not None:
        scheme = chunk[:start].rstrip("abcdefghijklmnopqrstuvwxyz") if chunk[start] == ":" else chunk[:start]
        return len(scheme)
    return 0 if "@" in chunk or chunk.count("/") > 2 or "%2" in chunk or "=" in chunk[1:-1] else None


def mark_shouting(text: str) -> bytearray:
    """Return for each character whether it stands in words that are in capitals for emphasis."""
    marks = bytearray(len(text))
    for start, end in _shouted(text):
        marks[start:end] = b"\1" * (end - start)
    return marks


def _shouted(text: str) -> Iterator[tuple[int, int]]:
    for line in _LINE.finditer(text):
        is_heading = line.group().isupper()
        shortest = 1 if _NUMBERED.match(line.group()) else _LONGEST_ACRONYM + 1
        for match in _CAPITALS.finditer(text, line.start(), line.end()):
            words = match.group().split()
            is_lone = len(words) == 1
            is_word = is_lone and words[0].casefold() in _SMALL_WORDS
            if is_word or _is_prose(words) or (is_heading and is_lone and len(words[0]) >= shortest):
                yield match.span()


def _is_prose(words: Sequence[str]) -> bool:
    """Return whether words in capitals are prose: some are small words, or are too long for acronyms."""
    small = any(word.strip(",;.").casefold() in _PROSE_WORDS for word in words) or "A" in words[1:-1]
    return len(words) > 1 and (small or any(len(word) > 2 * _LONGEST_ACRONYM for word in words))


def is_contraction(word: str) -> bool:
    """Return whether a word is a small word with a verb or a negation, such as I'm."""
    contraction = _CONTRACTION.fullmatch(word.casefold())
    return contraction is not None and contraction["word"] in STOP_WORDS


def is_common(word: str) -> bool:
    """Return whether a word is a short form of common nouns, such as TV."""
    return word.casefold() in _COMMON_SHORT_FORMS


def is_role(words: Sequence[str]) -> bool:
    """Return whether the words, which stand before a colon, are what somebody does and not who it is."""
    return words[-1].casefold() in _ROLES


def is_reference(words: Sequence[str]) -> bool:
    """Return whether the words are a place in a document, such as Section 10 or Fig. 7."""
    rest = [word for word in words if word.casefold().rstrip(".") not in _REFERENCES]
    return len(rest) < len(words) and words[0] not in rest and all(map(_NUMBER.fullmatch, rest[:1]))


def is_glued(words: Sequence[str]) -> bool:
    """Return whether the words of a menu have lost the blanks between lines: HealthCoronavirus Pandemic FoodDiet."""
    joints = [len(_JOINT.findall(word)) for word in words]
    return sum(joints) > 1 and any(
        count and len(word) > _LONGEST_CAMEL for count, word in zip(joints, words, strict=True)
    )


def is_code(words: Sequence[str]) -> bool:
    """Return whether the words are single letters, Roman numerals, colours, hashes, sizes or placeholders."""
    return all(len(word) == 1 or any(form.fullmatch(word) for form in _NO_WORDS) for word in words)

"""Answer what an abbreviation stands for, from the place that writes it out: "Harbour Rescue Service (HRS)"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from graph.text.sentences import sentence_bounds
from graph.types import Passage
from rag.answer.extractive.definitions import asked_term
from rag.answer.extractive.evidence import Candidate
from rag.answer.extractive.structured import SURE, StructuredAnswer, read_all_lines

_ACRONYM = re.compile(r"[A-Z][A-Z\d&.-]{1,9}s?")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_SMALL = frozenset("a an and as at by de der des die du et for from in la le of on or the to und von with".split())
MAX_LONG_WORDS = 10
"""Words before a bracket among which the long form is looked for."""


def asks_for_long_form(question: str) -> bool:
    """Return whether a question asks what an abbreviation stands for."""
    return bool(_ACRONYM.fullmatch(asked_term(question)))


def answer_from_acronyms(question: str, passages: Sequence[Passage]) -> StructuredAnswer | None:
    """Return the long form with its sentence; no short answer if the documents write out several, None if none."""
    if not asks_for_long_form(question):
        return None
    term = asked_term(question)
    found: dict[str, tuple[str, Candidate]] = {}
    for lines in read_all_lines(passages):
        for sentence in _sentences(lines):
            for long in long_forms(term, sentence.text):
                found.setdefault(long.casefold(), (long, sentence))
    if not found:
        return None
    quotes = tuple(sentence for _, sentence in found.values())
    return StructuredAnswer(next(iter(found.values()))[0] if len(found) == 1 else "", quotes, SURE)


def _sentences(lines: Sequence[Candidate]) -> Iterator[Candidate]:
    for line in lines:
        for start, end in sentence_bounds(line.text):
            yield Candidate(line.passage, line.rank, line.place, line.start + start, line.start + end)


def long_forms(acronym: str, text: str) -> Iterator[str]:
    """Yield what a text writes before "(ACRONYM)", or in brackets behind it, if its words begin with those letters."""
    plain = acronym.rstrip("s")
    letters = "".join(letter for letter in plain if letter.isalnum()).casefold()
    written = rf"{re.escape(plain)}s?"
    for match in re.finditer(rf"\(\s*[\"“‘']?{written}[\"”’']?\s*\)", text):
        yield from _ending(letters, text[: match.start()])
    for match in re.finditer(rf"\b{written}\s*\((?P<long>[^()\n]{{4,90}})\)", text):
        yield from (long for long in _ending(letters, match["long"]) if long == match["long"].strip())


def _ending(letters: str, before: str) -> Iterator[str]:
    """Yield the last words of a text whose initials are the letters; small words need not count."""
    words = list(_WORD.finditer(before))[-MAX_LONG_WORDS:]
    for place in range(len(words) - 1, -1, -1):
        run = [word.group().casefold() for word in words[place:]]
        if run[0][0] != letters[0] or run[0] in _SMALL:
            continue
        if letters in (_initials(run, small=True), _initials(run, small=False)):
            yield " ".join(before[words[place].start() :].split()).rstrip(" ,")
            return


def _initials(words: Sequence[str], small: bool) -> str:
    parts = [part for word in words for part in word.split("-") if part]
    return "".join(part[0] for part in parts if small or part not in _SMALL)

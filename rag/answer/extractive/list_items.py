"""Answer from a numbered list: "What is step 3?", "What is the third point?" """

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from graph.text.numbers import CARDINAL_VALUES, ORDINAL_VALUES
from graph.text.stemming import stems
from graph.types import Passage
from rag.answer.extractive.evidence import Candidate
from rag.answer.extractive.structured import LIKELY, SURE, StructuredAnswer, join_lines, read_all_lines

_NOUNS = r"step|point|item|rule|condition|reason|stage|phase|task|requirement|clause|paragraph|tip|question"
_NUMBERED = re.compile(rf"\b({_NOUNS})\s+(?:no\.?\s+|number\s+)?(\d{{1,3}}|{'|'.join(CARDINAL_VALUES)})\b", re.I)
_ORDINAL = re.compile(rf"\b(\d{{1,3}}(?:st|nd|rd|th)|{'|'.join(ORDINAL_VALUES)}|last|final)\s+({_NOUNS})\b", re.I)
_ITEM = re.compile(r"(?:step\s+)?(\d{1,3})\s?[.):]\s+(?=\S)", re.IGNORECASE)
_AFTER = re.compile(
    r"\bwhat\b.*\b(?:after|next after|once|following)\s+(?:i have |i['’]ve |you have |having )?(?P<act>[^?]+)",
    re.IGNORECASE,
)
_LITTLE = frozenset(stems("a an the in into of to on with and or my your i you it have has do done"))
MIN_STEP_COVERED = 0.6
"""The share of the words of a step that the step of a list must have to be the one asked about."""

_SAYING_NOTHING = frozenset(stems(f"{_NOUNS.replace('|', ' ')} say tell list number"))


def asked_position(question: str) -> int | None:
    """Return the number of the item that a question asks for, -1 for the last; None for other questions."""
    if match := _NUMBERED.search(question):
        word = match[2].casefold()
        return int(word) if word.isdigit() else CARDINAL_VALUES[word]
    if match := _ORDINAL.search(question):
        word = match[1].casefold()
        if word in ("last", "final"):
            return -1
        return int(word[:-2]) if word[0].isdigit() else ORDINAL_VALUES[word]
    return None


def answer_from_lists(question: str, passages: Sequence[Passage]) -> StructuredAnswer | None:
    """Return the item of the list that best fits the question's other words; None if none does or several do.

    Of what is to be done after a step, the step and the next one.
    """
    position = asked_position(question)
    if position is None:
        return _next_step(question, passages)
    asked = set(stems(question)) - _SAYING_NOTHING - _position_stems(question)
    found: list[tuple[float, Candidate]] = []
    for lines in read_all_lines(passages):
        for around, items in _lists(lines):
            item = next(reversed(items.values())) if position == -1 else items.get(position)
            if item is not None:
                found.append((len(asked & around) / len(asked) if asked else 1.0, item))
    best = max((covered for covered, _ in found), default=0.0)
    leading = {item.text: item for covered, item in found if covered == best}
    if best < 0.5 or len(leading) != 1:
        return None
    return StructuredAnswer("", tuple(leading.values()), SURE if best == 1 else LIKELY)


def _next_step(question: str, passages: Sequence[Passage]) -> StructuredAnswer | None:
    match = _AFTER.search(question)
    act = set(stems(match["act"])) - _LITTLE if match else set()
    found: dict[str, tuple[Candidate, Candidate]] = {}
    best = 0.0
    for lines in read_all_lines(passages) if act else ():
        for _, items in _lists(lines):
            for number, item in items.items():
                covered = len(act & set(stems(item.text))) / len(act)
                if number + 1 in items and covered >= max(best, MIN_STEP_COVERED):
                    found = found if covered == best else {}
                    best, found[item.text] = covered, (item, items[number + 1])
    if len(found) != 1:
        return None
    step, following = next(iter(found.values()))
    return StructuredAnswer("", (join_lines(step, following),), LIKELY)


def _position_stems(question: str) -> set[str]:
    found = [match.group() for pattern in (_NUMBERED, _ORDINAL) for match in pattern.finditer(question)]
    return set(stems(" ".join(found)))


def _lists(lines: Sequence[Candidate]) -> Iterator[tuple[set[str], dict[int, Candidate]]]:
    """Yield the words around each numbered list and its items by number; a number that falls back begins a list."""
    items: dict[int, Candidate] = {}
    lead = ""
    for line in lines:
        match = _ITEM.match(line.text)
        number = int(match[1]) if match else 0
        if items and match and number <= max(items):
            yield _words(lead, items), items
            items = {}
        if match:
            items[number] = line
        elif not items:
            lead = line.text
    if items:
        yield _words(lead, items), items


def _words(lead: str, items: dict[int, Candidate]) -> set[str]:
    passage = next(iter(items.values())).passage
    return set(stems(f"{passage.heading} {lead}"))

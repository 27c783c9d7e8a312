"""Answer with an address of the net, an e-mail address or a telephone number that stands beside what is asked about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from graph.text.addresses import MAIL_ADDRESS
from graph.text.stemming import stems
from graph.types import Passage
from rag.answer.extractive.evidence import Candidate
from rag.answer.extractive.structured import LIKELY, SURE, StructuredAnswer, asks_for_value, read_all_lines

_URL = re.compile(r"(?:https?://|www\.)[^\s<>()\[\]\"']+[^\s<>()\[\]\"'.,;:!?]")
_MAIL = re.compile(MAIL_ADDRESS)
_PHONE = re.compile(r"(?<![\w/-])\+?\(?\d[\d ()/.-]{5,18}\d(?![\w/-])")
_ASKED = (
    (re.compile(r"\be-?mail(?: address)?\b", re.IGNORECASE), (_MAIL,)),
    (re.compile(r"\b(?:phone|telephone|call|fax|mobile)\b", re.IGNORECASE), (_PHONE,)),
    (re.compile(r"\b(?:url|link|web ?site|web ?page|web address)\b", re.IGNORECASE), (_URL,)),
    (re.compile(r"^\s*what(?:['’]s| is) the address\b", re.IGNORECASE), (_URL, _MAIL)),
)
_ASKS_WHICH = re.compile(
    r"\s*(?:which|what)\s+(?!.*\b(?:number|address|e-?mail|url|link|site|page)\b)\w+\s+(?:do|should|can|must)\b",
    re.IGNORECASE,
)
"""Asks for a name among several, not for its number: "Which doctor do I call?"."""

_SAYING_NOTHING = frozenset(stems("address phone telephone number email e-mail mail url link website web site page call"
                                  " fax mobile reach contact find get write send"))  # fmt: skip


def answer_from_contacts(question: str, passages: Sequence[Passage]) -> StructuredAnswer | None:
    """Return the address or number on the line that fits the question best; None if none does or several do."""
    patterns = next((wanted for asked, wanted in _ASKED if asked.search(question)), ())
    asked = set(stems(question)) - _SAYING_NOTHING
    found = [item for pattern in patterns for item in _stated(pattern, asked, passages)]
    if not asks_for_value(question) or _ASKS_WHICH.match(question):
        return None
    best = max((covered for covered, _, _ in found), default=0.0)
    leading = {value: line for covered, value, line in found if covered == best}
    if best < 0.6 or len(leading) != 1:
        return None
    ((value, line),) = leading.items()
    return StructuredAnswer(value, (line,), SURE if best == 1 else LIKELY)


def _stated(
    pattern: re.Pattern[str], asked: set[str], passages: Sequence[Passage]
) -> Iterator[tuple[float, str, Candidate]]:
    """Yield the share of the asked words around each value, the value, and its line."""
    for lines in read_all_lines(passages):
        for number, line in enumerate(lines):
            before = lines[number - 1].text if number else ""
            around = set(stems(f"{line.passage.heading} {line.text}"))
            for match in pattern.finditer(line.text):
                # Words of the line itself count for more than those of the line above it.
                covered = len(asked & around) / len(asked) if asked else 0.0
                wider = len(asked & (around | set(stems(before)))) / len(asked) if asked else 0.0
                yield max(covered, wider - 0.1), match.group(), line

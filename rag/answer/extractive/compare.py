"""Questions that ask to choose between two things by date: ask about each, then compare the dates."""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph.text.dates import Day, count_years, find_dates
from graph.text.names import CAPITAL_OR_DIGIT
from rag.answer.extractive.rewrite import MAX_PARSED_CHARS

_FIRST = r"first|earlier|earliest|before"
_LAST = r"later|last|latest|more\s+recently|most\s+recently|after"
_EVENTS = (
    (r"(?:was\s+|were\s+)?born", "born"),
    (r"die[ds]?", "died"),
    (r"(?:was\s+|were\s+)?released|came\s+out|come\s+out|was\s+made", "released"),
    *((rf"(?:was\s+|were\s+)?{done}", done) for done in (
        "published", "founded", "established", "built", "opened", "formed", "created", "started", "launched",
        "completed", "recorded", "written", "introduced", "invented", "discovered",
    )),
)  # fmt: skip
_AGES = (
    ("older", "born", False), ("oldest", "born", False), ("younger", "born", True), ("youngest", "born", True),
    (r"lived\s+(?:a\s+)?long(?:er|est)(?:\s+life)?", "lived", True),
)  # fmt: skip
_ASKS = re.compile(r"(?:which|who|what|whose)\b", re.IGNORECASE)
_DEGREE = re.compile(
    r"\b(?:more|most|less|least|fewer|fewest|first|last|before|after|(?:tall|high|larg|bigg|long|short|small|deep|old|young"
    r"|earli|lat|great|clos|farth|furth|wid|heavi|fast|rich|low|new|strong)e(?:r|st))\b",
    re.IGNORECASE,
)
_NAME = re.compile(rf"[\"“'‘]?{CAPITAL_OR_DIGIT}|(?:the|el|la)\s")
_ROLE = re.compile(
    r"\b(?:(?P<sort>[a-z]+)['’]s|whose|has\s+(?:the|a|an)|with\s+(?:the|a|an))\s+(?P<role>[a-z]+)\s+(?:who\s+|that\s+)?"
    r"(?:is|was|were|born|died|has|came)\b",
    re.IGNORECASE,
)
_SORT = re.compile(r"\b(?:which|what)\s+(?P<sort>[a-z]+)\b", re.IGNORECASE)
_LISTED = re.compile(r"^(?P<head>.+?)\s*[,:]\s+(?:the\s+[a-z]+\s+)?(?P<one>\S.*?),?\s+or\s+(?P<other>\S.*?)\s*\?*$")
_BARE = re.compile(
    rf"^(?P<head>\S.+?\b(?:{_FIRST}|{_LAST}|older|younger|longer))\s+(?P<one>(?-i:[A-Z\"“]).*?)\s+or\s+(?P<other>\S.*?)"
    r"\s*\?*$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"^(?P<head>.+?)\s*,?\s+(?:between|out\s+of)\s+(?P<one>\S.*?)\s+and\s+(?P<other>\S.*?)\s*\?*$", re.IGNORECASE
)
_INSIDE = re.compile(r"^(?:was|is|did|were)\s+(?P<one>\S.*?),?\s+or\s+(?P<other>\S.*)$", re.IGNORECASE)
_BRACKETS = re.compile(r"\(([^()]*)\)")


@dataclass(frozen=True, slots=True)
class Comparison:
    """The two names of a question, the sub-question about each, the event, and whether the later one is the answer.

    For "lived", days are ages in years.
    """

    names: tuple[str, str]
    asked: tuple[str, str]
    done: str
    later: bool

    @property
    def of_a_life(self) -> bool:
        """Whether any sentence about the person may give the date."""
        return self.done in ("born", "died", "lived")

    def day(self, sentence: str, short: str) -> Day | None:
        """Return the date of the event in the sentence, or in its short answer; None if there is none."""
        if self.done in ("born", "died"):
            return find_life_dates(sentence)[self.done == "died"]
        if self.done == "lived":
            born, died = find_life_dates(sentence)
            return (count_years(born, died), 0, 0) if born and died else None
        return next(iter([*find_dates(short), *find_dates(sentence)]), None)

    def chosen(self, one: Day, other: Day) -> int | None:
        """Return the index of the name that is the answer; None if the dates do not decide."""
        size = next((place for place, pair in enumerate(zip(one, other, strict=True)) if 0 in pair), len(one))
        if one[:size] == other[:size]:
            return None
        return int((one[:size] > other[:size]) != self.later)


def parse_comparison(question: str) -> Comparison | None:
    """Parse what a question compares; None for any other question, and for very long ones."""
    asked = question.strip()
    if len(asked) > MAX_PARSED_CHARS:
        return None
    for form in (_LISTED, _BETWEEN, _BARE):
        match = form.match(asked)
        event = _event(match["head"]) if match else None
        if match and event:
            return _compared((match["one"], match["other"]), event, match["head"])
    match = _INSIDE.match(asked.rstrip("? "))
    event = _event(match["other"]) if match else None
    if match and event:
        return _compared((match["one"], match["other"][: event.start].strip()), event, "")
    return None


def parse_options(question: str) -> tuple[str, str] | None:
    """Return the two names a question asks to choose between; None if it does not."""
    match = _LISTED.match(question.strip()) if len(question) <= MAX_PARSED_CHARS else None
    if not match or not _ASKS.match(match["head"]):
        return None
    names = match["one"], match["other"]
    return names if all(_NAME.match(name) for name in names) else None


def asks_degree(question: str) -> bool:
    """Whether a question asks for a comparative or superlative, which one text alone does not answer."""
    return bool(_DEGREE.search(question))


@dataclass(frozen=True, slots=True)
class _Event:
    """The event, whether the later one is asked for, and where the words for it start."""

    done: str
    later: bool
    start: int


def _event(head: str) -> _Event | None:
    for word, done, later in _AGES:
        match = re.search(rf"\b(?:(?:is|was|are|were)\s+)?(?:the\s+)?{word}\b", head, re.IGNORECASE)
        if match:
            return _Event(done, later, match.start())
    for form, done in _EVENTS:
        match = re.search(rf"\b(?:{form})\s+(?:the\s+)?(?:(?P<first>{_FIRST})|(?:{_LAST}))\b", head, re.IGNORECASE)
        if match:
            return _Event(done, match["first"] is None, match.start())
    return None


def _compared(names: tuple[str, str], event: _Event, head: str) -> Comparison:
    role, sort = _ROLE.search(head), _SORT.search(head)
    kind = f"the {sort['sort'].casefold()} " if sort else ""
    whom = f"the {role['role'].casefold()} of {kind}{{}}" if role else "{}"
    form = "When did {} die?" if event.done in ("died", "lived") else f"When was {{}} {event.done}?"
    one, other = (form.format(whom.format(name)) for name in names)
    return Comparison(names, (one, other), event.done, event.later)


def find_life_dates(sentence: str) -> tuple[Day | None, Day | None]:
    """Return the dates of birth and death in the sentence: from dates in brackets, or after "born" and "died"."""
    for match in _BRACKETS.finditer(sentence):
        days = find_dates(match.group(1))
        if len(days) == 2 and re.search("[-–—]", match.group(1)):
            return days[0], days[1]
    return _beside("born", sentence), _beside("died", sentence)


def _beside(word: str, sentence: str) -> Day | None:
    match = re.search(rf"\b{word}\b(?P<rest>[^;]*)", sentence, re.IGNORECASE)
    return next(iter(find_dates(match["rest"])), None) if match else None

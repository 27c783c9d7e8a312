"""What is right for the cases of `cases/ask` that are answered without a language model."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.errors import UsageError
from rag.types import Answer, Question, Turn
from tests.bench.ask_case import AskCase, CaseOutcome, CaseWorkspaces, describe, shown_first
from tests.bench.samples import says
from ui.cli.graph import find_neighbourhood
from ui.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Expected:
    """What is right for a question.

    One wording of every group in `shown` stands in what is shown first, and before any of `later`. A short answer says
    one of `short`; without any there must be none. With `may_abstain` nothing need be shown.
    """

    shown: tuple[tuple[str, ...], ...] = ()
    short: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    may_abstain: bool = False


def _value(*forms: str, later: tuple[str, ...] = ()) -> Expected:
    """A value that must be shown, and that a short answer must say."""
    return Expected((forms,), forms, later)


def _count(*forms: str) -> Expected:
    """A number that only a short answer can get wrong."""
    return Expected(short=forms, may_abstain=True)


OFFLINE: dict[str, tuple[Expected, ...]] = {
    "o01": (_value("419"), _value("1.6"), _value("419")),
    "o04": (
        _value("82 euros", "82", later=("75 euros", "60 euros")),
        _value("60 euros", "60", later=("75 euros", "82 euros")),
        _value("version 3", "3", later=("version 2 (", "version 1 (")),
        Expected(short=("2.1", "Pelican 2.1"), may_abstain=True),
    ),
    "o05": (_count("4", "four"), _count("3", "three"), _count("3", "three")),
    "o06": (Expected((("Harbour Steel",), ("Sunfield Foods",))), Expected(may_abstain=True)),
    "o08": (_value("International Maritime Observatory"), _value("Gdynia"), _value("every quarter", "quarter")),
    "o10": (_value("team marsh", later=("who owns kestrel",)),),
    "o12": (
        Expected((("Sodium is not stored",),), ("No",)),
        Expected((("Eating is not allowed",),), ("No",)),
        Expected((("must not be entered without a gown",),), ("No",)),
    ),
    "o15": (
        Expected((("十五天",),)),
        Expected((("montags von 8 bis 12 Uhr",),)),
        Expected((("1829",),)),
        Expected((("2.340 Euro", "drei Monatsmieten"),)),
    ),
}

FOLLOWED = {"m09": ("Tesla Model 3", ("197", "180", "543", "156"))}
"""By case: the topic of a conversation, and the amount that each turn asks for."""


def check_answer(expected: Expected, question: str, answer: Answer) -> Iterator[str]:
    """Yield what is wrong with an answer."""
    text, short = shown_first(answer), answer.short if answer.state == "answered" else ""
    if answer.state == "answered" and not any(says(short, form) for form in expected.short):
        yield f"short answer {short!r}: {question}"
    if answer.abstained and not expected.may_abstain:
        yield f"not found: {question}"
        return
    for forms in expected.shown:
        places = [place for form in forms if (place := _place(form, text)) >= 0]
        wrong = [place for form in expected.later if (place := _place(form, text)) >= 0]
        if not places:
            yield f"does not show {' or '.join(forms)}: {question}"
        elif wrong and min(wrong) < min(places):
            yield f"shows another value before {forms[0]}: {question}"


def _place(form: str, text: str) -> int:
    """Return where a form stands as whole words, case aside; -1 where it does not. Han text has no blanks."""
    words = r"\s+".join(re.escape(word) for word in form.split())
    whole = rf"(?<![\w,.]){words}(?!\w|[,.]\d)" if form.isascii() else words
    match = re.search(whole, text, re.IGNORECASE)
    return match.start() if match else -1


def check_offline(case: AskCase, workspaces: CaseWorkspaces) -> CaseOutcome:
    """Ask the questions of a case, and look for the entities it names."""
    faults: list[str] = []
    shown: list[str] = []
    with workspaces.open(case) as workspace:
        for name in case.input.graph_show:
            faults += _check_entity(workspace, name)
        for question, expected in zip(case.input.questions, OFFLINE[case.id], strict=True):
            answer = workspace.ask(Question(question))
            shown.append(describe(answer))
            faults += check_answer(expected, question, answer)
    return CaseOutcome(case.id, tuple(faults), tuple(shown))


def _check_entity(workspace: Workspace, name: str) -> Iterator[str]:
    try:
        find_neighbourhood(workspace, name, 3)
    except UsageError as error:
        yield f"graph show {name}: {error.message}"


def ask_in_turn(workspace: Workspace, questions: Sequence[str]) -> list[Answer]:
    """Ask the questions as a conversation, each with the answers before it as history."""
    history: tuple[Turn, ...] = ()
    answers: list[Answer] = []
    for question in questions:
        answer = workspace.ask(Question(question, history))
        history = (*history, Turn("user", question), Turn("assistant", answer.text))
        answers.append(answer)
    return answers


def check_conversation(case: AskCase, answers: Sequence[Answer]) -> Iterator[str]:
    """Yield the turns of a conversation whose first passage is not about its topic and the amount asked for."""
    topic, amounts = FOLLOWED[case.id]
    for question, amount, answer in zip(case.input.chat, amounts, answers, strict=True):
        first = answer.hits[0].passage if answer.hits else None
        if first is None or topic not in f"{first.heading} {first.text}":
            yield f"the first passage is not about {topic}: {question}"
        elif not says(first.text, amount):
            yield f"the first passage does not say {amount}: {question}"

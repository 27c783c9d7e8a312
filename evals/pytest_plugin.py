"""Judge answers in a user's own tests: any system, any metric.

`pytest_plugins = ["evals.pytest_plugin"]` in a `conftest.py` lets `assert_passes` find the `ask` fixture of the
calling test, and provides the `metric` fixture.
"""

from __future__ import annotations

import contextvars
from collections.abc import Callable, Generator
from dataclasses import replace
from functools import cache
from time import perf_counter
from typing import TYPE_CHECKING, cast

import pytest
from platformdirs import user_cache_path

from evals.asking import ask_case
from evals.runner import judge
from evals.types import Case, Score, Scorer
from graph.text.excerpt import excerpt
from rag.types import Answer

if TYPE_CHECKING:
    from evals.metric import Metric

Ask = Callable[..., str | Answer]
ASK_FIXTURE = "ask"
MAX_LINE_CHARS = 100
_ASK: contextvars.ContextVar[Ask | None] = contextvars.ContextVar("ask", default=None)


def assert_passes(
    case: Case | tuple[str, str] | str,
    metric: str | Scorer = "answer_correctness",
    at_least: float | None = None,
    at_most: float | None = None,
    ask: Ask | None = None,
) -> Score:
    """Ask a case, fail the test unless the metric's value is within the bounds, and return the score.

    A case is one of `evals.types`, (question, reference), or a question alone. `ask` takes the question and returns a
    string or an `Answer`; by default the test's `ask` fixture is used. Without bounds, the value must be at least 0.5
    if higher is better, and at most 0.5 if lower is better.
    """
    __tracebackhide__ = True
    asked = as_case(case)
    answer = ask_system(asked, ask)
    score = judge(find_offline_metric(metric) if isinstance(metric, str) else metric, asked, answer)
    if at_least is None and at_most is None:
        at_least, at_most = (0.5, None) if score.better == "higher" else (None, 0.5)
    if not within_bounds(score, at_least, at_most):
        pytest.fail(failure_message(asked, answer, score, at_least, at_most), pytrace=False)
    return score


def as_case(case: Case | tuple[str, str] | str) -> Case:
    """Convert what a test passes to a case."""
    if isinstance(case, Case):
        return case
    question, reference = (case, "") if isinstance(case, str) else case
    return Case.make(question, reference, kind="imported")


def ask_system(case: Case, ask: Ask | None = None) -> Answer:
    """Return the system's answer to a case, with the seconds it took."""
    system = ask or _ASK.get()
    if system is None:
        raise pytest.UsageError(
            "assert_passes has no system to ask: pass ask=..., or define a fixture `ask` for the test and add "
            'pytest_plugins = ["evals.pytest_plugin"] to conftest.py'
        )
    started = perf_counter()
    reply: object = ask_case(cast("Callable[..., Answer]", system), case)
    answer = reply if isinstance(reply, Answer) else Answer(str(reply))
    return answer if answer.seconds else replace(answer, seconds=perf_counter() - started)


def find_offline_metric(name: str) -> Scorer:
    """Return the offline metric of that name; UsageError if there is none."""
    from evals.metrics import select_metrics

    return select_metrics(offline_metrics(), (name,))[0]


@cache
def offline_metrics() -> tuple[Metric, ...]:
    """Return the offline metrics with the default embedder, built once."""
    from evals.metrics import build_metrics
    from rag.embed.minilm import MiniLM

    return build_metrics(MiniLM(user_cache_path("graphloop", appauthor=False)))


def within_bounds(score: Score, at_least: float | None, at_most: float | None) -> bool:
    """Whether a score has a value within the bounds."""
    if score.value is None:
        return False
    return (at_least is None or score.value >= at_least) and (at_most is None or score.value <= at_most)


def failure_message(case: Case, answer: Answer, score: Score, at_least: float | None, at_most: float | None) -> str:
    """Explain in a few lines why a case does not pass."""
    bounds = [f"at least {at_least:g}"] if at_least is not None else []
    bounds += [f"at most {at_most:g}"] if at_most is not None else []
    value = "no value" if score.value is None else f"{score.value:.2f}{score.unit and ' ' + score.unit}"
    lines = [
        f"{score.metric} ({score.judge}) is {value}, expected {' and '.join(bounds)}",
        f"  reason:   {_short(score.reason or 'none given')}",
        f"  question: {_short(case.question)}",
        f"  expected: {_short(case.reference or '(no answer)')}",
        f"  answer:   {_short(answer.text)}{' (abstained)' if answer.abstained else ''}",
    ]
    return "\n".join(lines)


def _short(text: str) -> str:
    return excerpt(text, MAX_LINE_CHARS) or "(nothing)"


@pytest.fixture(scope="session")
def metric() -> Callable[[str], Scorer]:
    """Provide the function that returns an offline metric by name."""
    return find_offline_metric


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Let `assert_passes` find the `ask` fixture of the running test."""
    ask: Ask | None = getattr(item, "funcargs", {}).get(ASK_FIXTURE)
    token = _ASK.set(ask)
    try:
        return (yield)
    finally:
        _ASK.reset(token)

"""What an enrichment may cost, what it has cost, and what it is expected to cost."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from graph.errors import UsageError
from rag.llm.usage import Prices, Usage

CHARS_PER_TOKEN = 4
RULE_TOKENS = 330
"""Tokens of the request around a passage."""

WRITTEN_SHARE = 0.9
"""Tokens of a reply by token of the passage: quotes repeat most of it."""

LIMITS = ("calls", "tokens", "money", "minutes")


@dataclass(frozen=True, slots=True)
class Budget:
    """Limits of one run: calls of the model, tokens read and written, US dollars, minutes; None is no limit."""

    calls: float | None = None
    tokens: float | None = None
    money: float | None = None
    minutes: float | None = None


def parse_budget(limits: Sequence[str], prices: Prices) -> Budget:
    """Read limits such as `calls=100`; UsageError for another form, and for money without prices."""
    budget = Budget()
    for limit in limits:
        name, _, amount = limit.partition("=")
        try:
            number = float(amount)
        except ValueError:
            number = -1.0
        if name not in LIMITS or not 0 < number < float("inf"):
            raise UsageError(
                f"{limit!r} is no budget", f"write one of {', '.join(f'{name}=NUMBER' for name in LIMITS)}"
            )
        budget = replace(budget, **{name: number})
    if budget.money is not None and not (prices.read or prices.written):
        raise UsageError("the model has no prices, so its cost is unknown", "set llm.price_read and llm.price_written")
    return budget


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is still to be asked about, and the tokens that it will take, by rule of thumb."""

    passages: int
    usage: Usage

    @staticmethod
    def of(characters: Sequence[int], rounds: int = 1) -> Forecast:
        """Foresee the calls for passages of these lengths, headings included, each asked about in so many rounds."""
        tokens = sum(characters) // CHARS_PER_TOKEN
        read, written = tokens + RULE_TOKENS * len(characters), round(tokens * WRITTEN_SHARE)
        again = written * rounds * (rounds - 1) // 2
        return Forecast(len(characters), Usage(read * rounds + again, written * rounds))


class Spending:
    """What a run has spent of its budget; usable from several threads."""

    def __init__(self, budget: Budget, prices: Prices) -> None:
        self._budget = budget
        self._prices = prices
        self._lock = threading.Lock()
        self._started = time.monotonic()
        self.calls = 0
        self.usage = Usage()
        self.is_over = False

    def begin(self) -> bool:
        """Count a call, unless the budget is spent."""
        budget = self._budget
        with self._lock:
            spent = (
                (self.calls, budget.calls),
                (self.usage.read + self.usage.written, budget.tokens),
                (self._prices.cost_of(self.usage), budget.money),
                ((time.monotonic() - self._started) / 60, budget.minutes),
            )
            self.is_over = any(limit is not None and value >= limit for value, limit in spent)
            if self.is_over:
                return False
            self.calls += 1
            return True

    def add(self, usage: Usage) -> None:
        """Count what a call has used."""
        with self._lock:
            self.usage += usage

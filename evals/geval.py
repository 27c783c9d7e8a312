"""G-Eval (Y. Liu et al., 2023): a language model grades an answer on a scale by any rubric."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from pydantic import TypeAdapter, ValidationError

from evals.by_model import LLMMetric
from evals.judges.asking import MAX_PASSAGE_TOKENS, Prompt
from evals.types import Case, Score
from graph.errors import UsageError
from graph.text.citation_markers import strip_markers
from graph.types import digest
from rag.answer.prompt import number_passages
from rag.llm.protocol import Completion, LanguageModel, Message, Options, Token
from rag.types import Answer

GEVAL_PREFIX = "geval"
RUBRIC_PREFIX = "geval:"
"""The prefix of a rubric metric where metrics are named; the rubric's file follows."""
GEVAL_SAMPLES = 8
MIN_SCALE_PROBABILITY = 0.5
"""The minimum probability mass on the scale's tokens for a weighted mark; below it the reply gives no mark."""


@dataclass(frozen=True, slots=True)
class Rubric:
    """The grading criteria, the evaluation steps, and the ends of the scale, both single digits."""

    criteria: str
    steps: tuple[str, ...] = ()
    low: int = 1
    high: int = 5


def read_rubric(path: Path) -> Rubric:
    """Read a rubric file: a .toml with criteria, steps, low and high, or a text file with the criteria."""
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}", "name a text file with the grading criteria")
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not UTF-8 text", "save it as UTF-8")
    try:
        content = tomllib.loads(text) if path.suffix == ".toml" else {"criteria": text.strip()}
        rubric = TypeAdapter(Rubric).validate_python(content)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path} is not valid TOML: {error}", "write criteria = '…', or plain text in a .txt file")
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        field = ".".join(map(str, fault["loc"]))
        raise UsageError(
            f"{path}: {field}: {fault['msg'].removeprefix('Value error, ')}",
            "a rubric has criteria, and may have steps, low and high",
        )
    if not rubric.criteria.strip():
        raise UsageError(f"{path} has no criteria", "describe them in a sentence or two")
    if not 0 <= rubric.low < rubric.high <= 9:
        raise UsageError(f"{path}: the scale {rubric.low}..{rubric.high} is not usable", "choose ends from 0 to 9")
    return rubric


@dataclass(frozen=True, slots=True)
class GEval(LLMMetric):
    """A language model's mark by a custom rubric: 0 is the low end of its scale, 1 the high end.

    The mark is the mean of all marks, weighted by the model's probability of each. If the server returns no
    probabilities, it is the mean of eight marks sampled at temperature 1. The reason says which.
    """

    rubric: Rubric
    called: str
    version: ClassVar[int] = 1

    @property
    def name(self) -> str:  # type: ignore[override]
        """`geval_` and the rubric's name: every rubric is its own metric."""
        return f"{GEVAL_PREFIX}_{self.called}"

    def judge_answer(self, case: Case, answer: Answer) -> Score:
        if not answer.text.strip():
            return self.none("the answer says nothing")
        messages = self._messages(case, answer)
        scoring_options = Options(max_tokens=8, log_probabilities=True, alternatives=20)
        reply = self.llm.complete(messages, options=scoring_options)
        weighted = self._weighted(reply)
        if weighted is not None:
            mark, mass = weighted
            return self._marked(mark, f"weighted by log-probabilities, {mass:.0%} of their mass on the scale")
        sampled_marks = [self._mark(self._drawn(messages, number)) for number in range(1, GEVAL_SAMPLES + 1)]
        marks = [mark for mark in sampled_marks if mark is not None]
        if not marks:
            reply_text = " ".join(reply.text.split())[:60]
            return self.broken(
                f"{self.llm.name} gave no mark from {self.rubric.low} to {self.rubric.high}: “{reply_text}”"
            )
        method = f"the mean of {len(marks)} marks sampled at temperature 1 ({', '.join(map(str, sorted(marks)))})"
        lost_note = f"; {GEVAL_SAMPLES - len(marks)} replies contained no mark" if len(marks) < GEVAL_SAMPLES else ""
        return self._marked(
            sum(marks) / len(marks), f"{method}: the server returns no usable log-probabilities{lost_note}"
        )

    @property
    def exact(self) -> str:
        """The exact judge: the model, the version, and a digest of the rubric and the prompt."""
        rubric_digest = digest(self._prompt().digest, repr(self.rubric))[:8]
        return f"{self.llm.name} v{self.version}, rubric {rubric_digest}"

    def _marked(self, mark: float, how: str) -> Score:
        low, high = self.rubric.low, self.rubric.high
        return self.value((mark - low) / (high - low), f"{mark:.2f} of {low}..{high}, {how}")

    def _prompt(self) -> Prompt:
        low, high = self.rubric.low, self.rubric.high
        steps = "".join(f"\n{number}. {step}" for number, step in enumerate(self.rubric.steps, 1))
        instructions = f"\nGo about it in these steps:{steps}" if steps else ""
        return Prompt(
            f"You mark an answer with a whole number from {low} (worst) to {high} (best) by this rubric:\n"
            f"{self.rubric.criteria.strip()}{instructions}\nThe mark is one digit."
        )

    def _messages(self, case: Case, answer: Answer) -> list[Message]:
        parts = [("Question", case.question), ("Answer", strip_markers(answer.text))]
        parts += [("Known to be right", case.reference)] if case.reference else []
        parts += [("Passages", number_passages(answer.hits, MAX_PASSAGE_TOKENS))] if answer.hits else []
        system, user = self._prompt().messages(parts)
        plain = Message("system", system.content.replace("Reply with JSON only.", "Reply with the digit and no more."))
        return [plain, Message("user", f"{user.content}\n\nMark ({self.rubric.low}-{self.rubric.high}):")]

    def _drawn(self, messages: Sequence[Message], number: int) -> str:
        return self.llm.complete(messages, options=Options(temperature=1.0, sample=number, max_tokens=8)).text

    def _mark(self, text: str) -> int | None:
        digits = [character for character in text if character.isascii() and character.isdigit()]
        mark = int(digits[0]) if digits else None
        return mark if mark is not None and self.rubric.low <= mark <= self.rubric.high else None

    def _weighted(self, reply: Completion) -> tuple[float, float] | None:
        """Return the expected mark at the first token position with enough mass on the scale, and that mass."""
        for position in reply.alternatives or ():
            masses = self._masses(position)
            mass = sum(masses.values())
            if mass >= MIN_SCALE_PROBABILITY:
                return sum(mark * share for mark, share in masses.items()) / mass, min(1.0, mass)
        return None

    def _masses(self, position: Sequence[Token]) -> dict[int, float]:
        masses: dict[int, float] = {}
        for token in position:
            digit = token.text.strip()
            if len(digit) == 1 and (mark := self._mark(digit)) is not None:
                masses[mark] = masses.get(mark, 0.0) + math.exp(token.log_probability)
        return masses


def build_geval(llm: LanguageModel | None, named: str) -> GEval:
    """Build the metric of `geval:FILE`, named `geval_` and the file's stem; UsageError without a language model."""
    path = Path(named.removeprefix(RUBRIC_PREFIX))
    if llm is None:
        raise UsageError("G-Eval needs a language model", "set llm.base_url and llm.model")
    return GEval(llm, read_rubric(path), path.stem)

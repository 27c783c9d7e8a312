"""Multiple choice, by the best means that the system offers."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from evals.benchmarks.reading import ask_reading, predicted_text
from evals.benchmarks.types import AnswerMethod, BenchmarkSystem, Likelihood, MultipleChoice, ReadingItem
from graph.errors import UsageError
from rag.embed.protocol import Embedder
from rag.llm.protocol import LanguageModel, Message, Options, Token

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MAX_ALTERNATIVES = 20
"""The number of top tokens searched for letters."""

_SYSTEM_PROMPT = (
    "You answer questions of multiple choice. Reply with the letter of the best option and with nothing else."
)
_LETTER = re.compile(
    r"^\W*(?:(?:the )?(?:best |correct |right )?(?:answer|option)\W*(?:is)?\W*)?([A-Z])(?![\w'’])", re.I
)
UNKNOWN_OPTION = re.compile(
    r"\b(?:unknown|undetermined|cannot|can['’]?t|could ?n['’]?t|not (?:enough|known|answerable|sure|possible)|"
    r"insufficient|no answer|undecided)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class OptionScores:
    """A score per option, higher is better, with probabilities if available; `reply` is the raw reply."""

    scores: tuple[float, ...]
    probabilities: tuple[float, ...] | None = None
    confidence: float | None = None
    reply: str = ""

    def best(self, among: Sequence[int]) -> int | None:
        """Return the index of the best of some options; None if no option was named."""
        top = max(among, key=lambda index: self.scores[index])
        return top if math.isfinite(self.scores[top]) else None


Chooser = Callable[[MultipleChoice], OptionScores]


def select_chooser(system: BenchmarkSystem, items: Sequence[MultipleChoice]) -> tuple[AnswerMethod, Chooser]:
    """Return the system's method of choosing and its function; UsageError if it cannot choose at all."""
    if system.likelihood is not None:
        likelihood = system.likelihood
        return "log-probability", lambda item: choose_by_likelihood(item, likelihood)
    if system.llm is not None:
        llm = system.llm
        return "letter", lambda item: choose_by_letter(item, llm)
    if any(item.labels for item in items):
        raise UsageError(
            "classification needs a language model, and none is set",
            "graphloop config set llm.base_url URL, and llm.model NAME",
        )
    if all(item.context for item in items):
        return "answer over the context", lambda item: choose_by_answer(item, system)
    return "likeness", lambda item: choose_by_similarity(item, system.embedder)


def prompt_text(item: MultipleChoice) -> str:
    """Return the question with its context as prompt text."""
    return f"{item.context.strip()}\n\n{item.question.strip()}" if item.context else item.question.strip()


def choose_by_likelihood(item: MultipleChoice, likelihood: Likelihood) -> OptionScores:
    """Choose by the log-probability of each option after the question; probabilities are normalised over options."""
    before = prompt_text(item) if item.joins else f"{prompt_text(item)}\nAnswer:"
    log_probabilities = [likelihood.of(f" {option.strip()}", before) for option in item.options]
    probabilities = np.exp(np.array(log_probabilities) - max(log_probabilities))
    probabilities /= probabilities.sum()
    return OptionScores(tuple(log_probabilities), tuple(map(float, probabilities)), float(probabilities.max()))


def choose_by_letter(item: MultipleChoice, llm: LanguageModel) -> OptionScores:
    """Choose by letter; options are shuffled by the item's id, so that no position is favoured.

    If the server returns the top first tokens, the most likely letter is chosen, else the replied one.
    """
    order = shuffle_options(item)
    lines = [f"{LETTERS[position]}. {item.options[option]}" for position, option in enumerate(order)]
    kind = "Which goes on best?" if item.joins else "Which option is right?"
    user_prompt = f"{prompt_text(item)}\n\n{kind}\n" + "\n".join(lines)
    options = Options(max_tokens=16, log_probabilities=True, alternatives=MAX_ALTERNATIVES)
    reply = llm.complete([Message("system", _SYSTEM_PROMPT), Message("user", user_prompt)], options=options)
    reply_text = reply.text.strip()
    shares = letter_probabilities(reply.alternatives[0] if reply.alternatives else (), len(order))
    if shares is not None:
        probabilities = [0.0] * len(item.options)
        for position, value in zip(order, shares, strict=True):
            probabilities[position] = value
        logs = (math.log(value) if value else -math.inf for value in probabilities)
        return OptionScores(tuple(logs), tuple(probabilities), max(probabilities), reply_text)
    scores = [-math.inf] * len(item.options)
    letter_index = parse_letter(reply_text, len(order))
    if letter_index is not None:
        scores[order[letter_index]] = 0.0
    return OptionScores(tuple(scores), reply=reply_text)


def letter_probabilities(tokens: Sequence[Token], count: int) -> list[float] | None:
    """Normalise the letters' probabilities among the top first tokens; None if no token is a letter."""
    mass = [0.0] * count
    for token in tokens:
        index = LETTERS.find(token.text.strip()) if len(token.text.strip()) == 1 else -1
        if 0 <= index < count:
            mass[index] += math.exp(min(0.0, token.log_probability))
    total = sum(mass)
    return [value / total for value in mass] if total > 0 else None


def parse_letter(text: str, count: int) -> int | None:
    """Return the index of the letter that a reply begins with; None if it names no option."""
    match = _LETTER.match(text.strip())
    index = LETTERS.find(match.group(1).upper()) if match else -1
    return index if 0 <= index < count else None


def shuffle_options(item: MultipleChoice) -> list[int]:
    """Return the indices of the options to ask, without other true ones, in an order fixed by the item's id."""
    eligible = [index for index in range(len(item.options)) if index not in item.also][: len(LETTERS)]
    return sorted(eligible, key=lambda index: hashlib.blake2b(f"{item.id}#{index}".encode(), digest_size=8).digest())


def choose_by_answer(item: MultipleChoice, system: BenchmarkSystem) -> OptionScores:
    """Choose the option most similar to the answer over the context; if it abstains, the option that says unknown."""
    answer = ask_reading(ReadingItem(item.id, item.question, item.context), system)
    unknown = [index for index, option in enumerate(item.options) if UNKNOWN_OPTION.search(option)]
    if answer.declines and unknown:
        return OptionScores(tuple(float(index in unknown) for index in range(len(item.options))), reply=answer.text)
    if answer.abstained:
        return choose_by_similarity(item, system.embedder)
    prediction = predicted_text(answer)
    similarities = _similarities(prediction, item.options, system.embedder)
    scores = [-1.0 if index in unknown else value for index, value in enumerate(similarities)]
    return OptionScores(tuple(scores), reply=prediction)


def choose_by_similarity(item: MultipleChoice, embedder: Embedder) -> OptionScores:
    """Choose by the embedder's similarity of each option to the question and its context."""
    return OptionScores(tuple(_similarities(prompt_text(item), item.options, embedder)))


def _similarities(text: str, options: Sequence[str], embedder: Embedder) -> list[float]:
    vectors = embedder.embed([text, *options])
    return [float(value) for value in vectors[1:] @ vectors[0]]

"""The question in another language than the documents."""

from __future__ import annotations

from dataclasses import replace

from evals.robustness.draw import case_generator, pick_one
from evals.robustness.types import Material, Perturbation, Trial
from evals.types import Case
from graph.errors import ModelError
from rag.llm.protocol import Message, Options

NAME = "other_language"

LANGUAGES = ("German", "Spanish", "French")
_ASK = "Translate the question into {language}. Leave names as they are. Reply with the translation alone."


def missing_model(material: Material) -> str:
    """Return how to set the language model that translation needs; empty if it is set."""
    if material.llm is not None:
        return ""
    return (
        "translating needs a language model: graphloop config set llm.base_url URL, and llm.model NAME; "
        "without one, graphloop eval bench xquad measures it on published questions"
    )


def trial(case: Case, material: Material) -> Trial | None:
    """Translate the question with the language model; the documents and the reference stay as they are."""
    language = pick_one(case_generator(material.seed, NAME, case.id), LANGUAGES)
    messages = [Message("system", _ASK.format(language=language)), Message("user", case.question)]
    try:
        reply = material.llm.complete(messages, options=Options(max_tokens=200)) if material.llm else None
    except ModelError:
        return None  # a question that could not be translated is not asked
    text = reply.text.strip().partition("\n")[0] if reply else ""
    if not text or text == case.question:
        return None
    return Trial(case, replace(case, question=text), f"in {language}")


SUITE = Perturbation(NAME, f"the question in {', '.join(LANGUAGES[:-1])} or {LANGUAGES[-1]}", trial, missing_model)

"""Facts: what one sentence states, as a question with its answer."""

from __future__ import annotations

from dataclasses import dataclass

from evals.generate.clause import Clause


@dataclass(frozen=True, slots=True)
class Fact:
    """A question that one sentence answers; `answer` occurs in the sentence verbatim.

    `template` is the question with {} for the subject's name, empty if the subject is the answer. `description`
    paraphrases an answer that is a name, such as "the director of Jaws".
    """

    clause: Clause
    rule: str
    question: str
    answer: str
    template: str = ""
    description: str = ""


def fact_about(clause: Clause, rule: str, template: str, answer: str, description: str = "") -> Fact:
    """Make a fact about the clause's subject; template and description have {} in its place."""
    name = clause.name
    if clause.fronted:
        template = f"{template.removesuffix('?')} {clause.fronted}?"
    return Fact(clause, rule, _named(template, name), answer, template, _named(description, name))


def _named(template: str, name: str) -> str:
    text = template.replace("{}", name)
    return text[:1].upper() + text[1:] if template.startswith("{}") else text

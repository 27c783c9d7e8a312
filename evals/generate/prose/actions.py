"""Headings that name an action: "Changing the filter", "How to change the filter", "Change the filter"."""

from __future__ import annotations

from evals.generate.checks.grammar import BASE_FORMS
from evals.generate.prose.wording import render
from rag.dependency_parser import Token, dictionary_words

MIN_ACTION_WORDS = 2
_NO_ACTIONS = frozenset(
    "be understand include accord regard follow concern meet begin mean train build hear set warn relate exhibit note "
    "schedule provide".split()
)
MAX_INSTRUCTION_WORDS = 9
"""Words of a heading that tells to do something; a longer one is a sentence that was taken for a heading."""


def named_action(tokens: list[Token]) -> str:
    """Return what a heading names as an action: "Changing the filter" is "change the filter"; empty if it is none."""
    if len(tokens) < MIN_ACTION_WORDS:
        return ""
    if [token.lower_ for token in tokens[:2]] == ["how", "to"] and tokens[2:] and tokens[2].tag_ == "VB":
        return render(tokens[2:], {tokens[2].i: tokens[2].lower_})
    verb = tokens[0]
    if _is_instruction(tokens):
        return render(tokens, {verb.i: verb.lower_})
    if (
        verb.tag_ != "VBG"
        or verb.lemma_.casefold() in _NO_ACTIONS
        or not any(child.dep_ in ("dobj", "prep", "prt") and child.i > verb.i for child in verb.children)
    ):
        return ""
    if any(token.pos_ in ("AUX",) or token.tag_ in ("VBZ", "VBD", "VBP") for token in tokens):
        return ""
    spoken = {verb.i: _base(verb)}
    for child in verb.children:
        if child.dep_ == "conj" and child.tag_ == "VBG":
            spoken[child.i] = _base(child)
    return render(tokens, spoken)


def _base(verb: Token) -> str:
    """Return the base form of an "-ing": that of "installing" is no "instal"."""
    lemma = str(verb.lemma_.casefold())
    doubled = lemma + lemma[-1]
    return doubled if doubled in BASE_FORMS and verb.lower_ == f"{doubled}ing" else lemma


def _is_instruction(tokens: list[Token]) -> bool:
    """Return whether a heading tells to do something: "Reset the password"."""
    verb = tokens[0]
    told = verb.tag_ == "VB" and verb.dep_ == "ROOT" and verb.lower_ in dictionary_words("verb")
    plain = len(tokens) <= MAX_INSTRUCTION_WORDS and not any(token.text in ("…", "...", ",") for token in tokens)
    return (
        told
        and plain
        and verb.lemma_.casefold() not in _NO_ACTIONS
        and any(child.dep_ == "dobj" for child in verb.children)
    )

"""Rewrites bracketed titles as people say them: "the film Chicago" for "Chicago (2002 film)"."""

from __future__ import annotations

import re
from dataclasses import replace

from evals.generate.checks.grammar import is_person_head
from evals.generate.draft import Draft
from evals.generate.link import TITLED
from evals.types import Case
from graph.text.names import strip_disambiguation
from rag.types import Turn

SPOKEN_KINDS = frozenset("band magazine newspaper company group ship horse dog river town village city beer".split())
KIND = re.compile(r"\((?:[^()]* )?(?P<kind>[a-z]+)\)$")


def with_spoken_names(draft: Draft) -> Draft:
    """Return the draft with its bracketed titles rewritten."""
    case = draft.case
    titles = {passage.title for passage in draft.passages} | {case.bridge, *case.aliases}
    bracketed = sorted(title for title in titles if title != strip_disambiguation(title))
    question, history = case.question.replace("??", "?"), case.history  # a title may end in one
    if not bracketed and question == case.question:
        return draft
    for title in bracketed:
        question = spell_out_title(question, title)
        history = tuple(Turn(turn.role, spell_out_title(turn.text, title)) for turn in history)
    made = Case.make(question, case.reference, case.gold, case.kind, case.origin, case.bridge, case.aliases, history)
    return replace(draft, case=replace(made, path=case.path))


def spell_out_title(text: str, title: str) -> str:
    """Replace the title by its name with its kind before it, unless the text already has that word."""
    if title not in text:
        return text
    match = KIND.search(title)
    kind = match["kind"] if match else ""
    said_already = {kind, f"{kind}s"} & set(re.findall(r"[a-z]+", text.replace(title, "").lower()))
    if said_already or not (kind in TITLED or kind in SPOKEN_KINDS or is_person_head(kind)):
        return text.replace(title, strip_disambiguation(title))
    whole = text.replace(title, f"the {kind} {strip_disambiguation(title)}")
    return whole[:1].upper() + whole[1:]

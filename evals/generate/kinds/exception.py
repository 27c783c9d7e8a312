"""Questions for the exception to a rule: in which case something is allowed that otherwise is not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evals.generate.draft import Draft
from evals.generate.kinds.spec import DraftParts, KindSpec
from evals.generate.prose.drafting import DraftQuestion, prose_draft
from evals.generate.prose.main_clause import MainClause, read_main_clause, subtree
from rag.dependency_parser import Token

MIN_EXCEPTION_WORDS = 4
_NO_CASES = re.compile(r"\botherwise\b|^(?:unless|if) (?:stated|specified|noted|indicated|agreed|required|provided)\b")
"""Exceptions that name no case: "unless otherwise stated"."""


def exception_drafts(parts: DraftParts) -> Iterator[Draft]:
    """Yield a question for each "not … unless …", and for each "only if …"; its reference is the case."""
    for sentence in parts.prose.sentences:
        clause = read_main_clause(sentence.tokens)
        if clause is None:
            continue
        case = _find_case(clause)
        if case is None:
            continue
        tokens = subtree(case)
        reference = sentence.text_of(tokens).rstrip(" ,.;").removeprefix("only ")
        if len(reference.split()) < MIN_EXCEPTION_WORDS or _NO_CASES.search(reference):
            continue
        dropped = {token.i for token in tokens} | {token.i for token in sentence.tokens if _is_left_out(token, clause)}
        question = f"In which case {_asked(clause, dropped)}?"
        bare = reference.split(" ", 1)[1]
        yield from prose_draft(parts, sentence, DraftQuestion(question, reference, "exception", "case", (bare,)))


def _find_case(clause: MainClause) -> Token | None:
    """Return the verb of the clause that says in which case, if it is the last of the sentence."""
    for child in clause.verb.children:
        if child.dep_ != "advcl" or child.i < clause.verb.i:
            continue
        mark = next((part for part in child.children if part.dep_ == "mark"), None)
        opening = child.left_edge
        if mark is None:
            continue
        if mark.lower_ == "unless" and clause.negation is not None:
            return child
        only = opening.lower_ == "only" or (opening.i > 0 and opening.nbor(-1).lower_ == "only")
        if mark.lower_ == "if" and only and clause.negation is None:
            return child
    return None


def _is_left_out(token: Token, clause: MainClause) -> bool:
    """Return whether a question in the affirmative leaves a token out."""
    denies = clause.negation is not None and token.i == clause.negation.i
    return denies or bool(token.lower_ == "only")


def _asked(clause: MainClause, dropped: set[int]) -> str:
    return " ".join((clause.auxiliary(), clause.subject_text(), clause.predicate(dropped)))


KIND = KindSpec("exception", "the case in which a rule does not hold", 0.05, 31, exception_drafts)

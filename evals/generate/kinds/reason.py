"""Questions that begin with "why", from sentences that give the reason."""

from __future__ import annotations

from collections.abc import Iterator

from evals.generate.draft import Draft
from evals.generate.kinds.spec import DraftParts, KindSpec
from evals.generate.prose.drafting import DraftQuestion, prose_draft
from evals.generate.prose.main_clause import MainClause, is_unbroken, read_main_clause, subtree
from rag.dependency_parser import Token

MIN_REASON_WORDS = 4


def reason_drafts(parts: DraftParts) -> Iterator[Draft]:
    """Yield a question for each sentence with "because" or a purpose; its reference is the reason."""
    for sentence in parts.prose.sentences:
        clause = read_main_clause(sentence.tokens)
        reason = (_find_reason(clause) or _find_purpose(clause)) if clause else []
        if clause is None or not reason or reason[0].i < clause.verb.i:
            continue
        text = sentence.text_of(reason)
        drop = [token.i for token in sentence.tokens if token.i >= reason[0].i]
        question = f"Why {clause.inverted(drop=drop)}?"
        if len(text.split()) >= MIN_REASON_WORDS:
            bare = text.split(" ", 2 if text.casefold().startswith(("because of", "in order")) else 1)[-1]
            rule = "because" if text.casefold().startswith("because") else "purpose"
            yield from prose_draft(parts, sentence, DraftQuestion(question, text, "reason", rule, (bare,)))


def _find_reason(clause: MainClause) -> list[Token]:
    """Return the tokens of the clause or phrase that begins with "because" and depends on the main verb."""
    for child in clause.verb.children:
        tokens = subtree(child)
        if child.dep_ in ("advcl", "prep") and tokens[0].lower_ in ("because",):
            return tokens if is_unbroken(tokens) else []
    return []


def _find_purpose(clause: MainClause) -> list[Token]:
    """Return the tokens of the last part of the sentence, "to" and a verb, that says what the main verb is done for."""
    if (
        clause.negation is not None
        or clause.modal  # what can be done "to specify a folder" is not so for that reason
        or clause.verb.lemma_ in _NO_DEEDS
        or not any(child.dep_ in ("dobj", "nsubjpass") for child in clause.verb.children)
    ):
        return []
    found = [child for child in clause.verb.children if child.dep_ == "advcl" and child.i > clause.verb.i]
    if len(found) != 1 or found[0].tag_ != "VB":
        return []
    tokens = subtree(found[0])
    opening = [token.lower_ for token in tokens[:3]]
    whole = is_unbroken(tokens) and tokens[-1].i >= clause.tail[-1].i
    return tokens if whole and (opening[0] == "to" or opening == ["in", "order", "to"]) else []


_NO_DEEDS = frozenset("be have need want allow enable require ask tell take like help expect continue agree".split())

KIND = KindSpec("reason", "why something is so", 0.05, 34, reason_drafts)

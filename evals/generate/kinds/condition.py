"""Questions about conditions: what must be done or happens if something is so, and when something may be done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evals.generate.draft import Draft
from evals.generate.kinds.spec import DraftParts, KindSpec
from evals.generate.prose.anaphora import points_back
from evals.generate.prose.drafting import DraftQuestion, prose_draft
from evals.generate.prose.main_clause import MainClause, is_unbroken, read_main_clause, subtree
from evals.generate.prose.parsing import ParsedSentence
from evals.generate.prose.wording import render
from rag.dependency_parser import Token

MIN_CONDITION_WORDS = 4
MIN_CONSEQUENCE_WORDS = 3
_DUTIES = ("must", "should", "shall")
_DASHES = ("-", "–", "—", "--")
_CONNECTIVES = ("then", "so", "however", "therefore", "also", "thus")
_STATES = frozenset("be have include contain offer allow last mean need apply occur exist provide want remain".split())


def condition_drafts(parts: DraftParts) -> Iterator[Draft]:
    """Yield a question for each sentence with a condition; its reference is the other half of the sentence."""
    for sentence in parts.prose.sentences:
        clause = read_main_clause(sentence.tokens)
        condition = _find_condition(clause) if clause else []
        if clause is None or not condition:
            continue
        inside = {token.i for token in condition}
        consequence = _span(sentence, [token for token in sentence.tokens if token.i not in inside])
        if _says_enough(condition, consequence):
            for question in _questions(sentence, clause, condition, consequence):
                yield from prose_draft(parts, sentence, question)


def _says_enough(condition: Sequence[Token], consequence: str) -> bool:
    """Return whether a condition can be understood alone, and what follows from it says something."""
    long = len(render(condition).split()) >= MIN_CONDITION_WORDS and len(consequence.split()) >= MIN_CONSEQUENCE_WORDS
    return long and not points_back(condition, condition)


def _questions(
    sentence: ParsedSentence, clause: MainClause, condition: Sequence[Token], consequence: str
) -> Iterator[DraftQuestion]:
    """Yield what can be asked: what must be done or happens under the condition, and when something may be done."""
    said = render(condition)
    if duty := _ask_for_duty(clause):
        yield DraftQuestion(f"{duty} {said}?", consequence, "condition", "duty")
    elif _is_outcome(clause):
        yield DraftQuestion(f"What happens {said}?", consequence, "condition", "outcome")
    if clause.modal in ("can", "may") and clause.negation is None and condition[0].lower_ == "if":
        asked = clause.inverted(drop={token.i for token in condition})
        whole = sentence.text_of(condition)
        if len(asked.split()) >= MIN_CONDITION_WORDS + 2 and condition[0].i > clause.verb.i:
            yield DraftQuestion(f"In which case {asked}?", whole, "condition", "case", (whole[3:],))


def _ask_for_duty(clause: MainClause) -> str:
    """Return how to ask for what "you" must, should or need to do; empty if the clause says nothing of the kind."""
    needs = clause.verb.lemma_ == "need" and clause.modal in ("", "will")
    if not clause.asks_you or clause.negation is not None or not (needs or clause.modal in _DUTIES):
        return ""
    if clause.modal in ("must", "shall"):
        return "What must I do"
    return "What should I do" if clause.modal else "What do I need to do"


def _is_outcome(clause: MainClause) -> bool:
    """Return whether the main clause says what happens, not what the person asking does or what simply is."""
    happens = clause.modal == "will" or (clause.first is None and clause.verb.tag_ in ("VBZ", "VBP"))
    told = clause.asks_you or clause.subject[0].lower_ == "we"
    return happens and not told and clause.verb.lemma_ not in _STATES


def _find_condition(clause: MainClause) -> list[Token]:
    """Return the tokens of the "if" or "when" clause of the main verb, if there is one such clause alone."""
    found = [
        child
        for child in clause.verb.children
        if child.dep_ == "advcl" and any(mark.lower_ in ("if", "when") for mark in child.children)
    ]
    if len(found) != 1:
        return []
    tokens = subtree(found[0])
    if any(token.lower_ in ("might", "may", "could") for token in tokens):
        return []
    told = any(child.dep_ in ("nsubj", "nsubjpass", "expl") and child.lower_ != "we" for child in found[0].children)
    joined = any(token.text in _DASHES for token in tokens)
    return tokens if is_unbroken(tokens) and told and not joined and tokens[0].lower_ in ("if", "when") else []


def _span(sentence: ParsedSentence, tokens: list[Token]) -> str:
    """Return the text from the first to the last of the tokens if nothing else stands between them, else nothing."""
    while tokens and tokens[-1].is_punct:
        tokens = tokens[:-1]
    while tokens and (tokens[0].is_punct or tokens[0].lower_ in _CONNECTIVES):
        tokens = tokens[1:]
    return sentence.text_of(tokens) if tokens and is_unbroken(tokens) else ""


KIND = KindSpec("condition", "what holds, or must be done, if something is so", 0.1, 31, condition_drafts)

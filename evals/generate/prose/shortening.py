"""Leaves out of a clause what people do not say when they ask: circumstances, asides and further members of lists.

Only for clauses that still hold without these parts: what may be done with a friend may be done.
"""

from __future__ import annotations

from collections.abc import Iterator

from evals.generate.prose.main_clause import MainClause, subtree
from rag.dependency_parser import Token

MAX_SPOKEN_WORDS = 9
"""Words of a predicate above which parts of it are left out."""

_CONDITIONS = frozenset(
    "if unless provided when whenever where while until before after once as within without".split()
)
_CIRCUMSTANCES = frozenset("by through throughout via including".split())
"""What begins a phrase of a verb that says how; where, when, for whom and why often are conditions."""
_COMPLEMENTS = ("dobj", "attr", "acomp", "xcomp", "ccomp", "pcomp", "pobj", "oprd", "dative", "agent", "prt")
_KEPT = ("aux", "auxpass", "nsubj", "nsubjpass", "neg", "det", "poss", "compound", "amod", "nummod", "advmod")


def spare_tokens(clause: MainClause) -> frozenset[int]:
    """Return the indices of tokens to leave out, the last parts first, until the predicate is short or nothing is left.

    Conditions and purposes stay, whole: what is allowed "in order to fix a fault" is not allowed.
    """
    dropped: frozenset[int] = frozenset()
    for part in sorted(_spare_parts(clause.verb, _CONDITIONS), key=min, reverse=True):
        if len(clause.predicate(dropped).split()) <= MAX_SPOKEN_WORDS:
            break
        dropped |= part
    return dropped if _is_joined(clause, dropped) else frozenset()


def _is_joined(clause: MainClause, dropped: frozenset[int]) -> bool:
    """Return whether no "and", and no word that describes another, has lost what it joins to."""
    return not any(
        token.i not in dropped
        and (
            (token.dep_ == "cc" and (token.i - 1 in dropped or token.i + 1 in dropped))
            or (token.i - 1 in dropped and token.pos_ not in ("ADP", "SCONJ", "PUNCT", "ADV", "PART"))
        )
        for token in clause.tail
    )


def _spare_parts(head: Token, kept: frozenset[str]) -> Iterator[frozenset[int]]:
    """Yield the parts below a verb, noun or preposition that can be left out."""
    needs_one = head.pos_ in ("VERB", "AUX") and not any(child.dep_ in _COMPLEMENTS for child in head.children)
    for child in head.children:
        if child.dep_ in _KEPT or {token.lower_ for token in child.subtree if token.i <= child.i} & kept:
            continue
        if _is_spare(child, head, needs_one):
            yield _with_links(child, head)
        else:
            yield from _spare_parts(child, kept)
        needs_one = needs_one and child.dep_ != "prep"


def _is_spare(part: Token, head: Token, needs_one: bool) -> bool:
    if head.pos_ in ("VERB", "AUX"):
        circumstance = part.dep_ == "prep" and part.lower_ in _CIRCUMSTANCES and not needs_one
        return (part.dep_ == "advcl" and _is_consequence(part)) or circumstance
    if head.pos_ not in ("NOUN", "PROPN"):
        return False
    return part.dep_ in ("relcl", "acl", "appos") and part.left_edge.i > 0 and part.left_edge.nbor(-1).text == ","


def _is_consequence(clause: Token) -> bool:
    """Return whether a clause says what follows: "so that the accounts can be checked"."""
    return [token.lower_ for token in clause.left_edge.doc[clause.left_edge.i : clause.left_edge.i + 2]] == [
        "so",
        "that",
    ]


def _with_links(part: Token, head: Token) -> frozenset[int]:
    """Return the indices of a part with the comma, "and" or "both" that joins it."""
    tokens = {token.i for token in subtree(part)}
    first = min(tokens)
    links = [child for child in head.children if child.dep_ in ("cc", "punct") and child.i < first]
    for link in reversed(links):
        if link.i == first - 1:
            tokens.add(link.i)
            first = link.i
    if part.dep_ == "conj":
        tokens |= {child.i for child in head.children if child.dep_ == "preconj" or child.lower_ == "both"}
    return frozenset(tokens)

"""Statements of a parsed sentence: subject, predicate and object, after its dependency tree.

A statement has a verb, an apposition or a possessive between its two names: never a conjunction or a bracket. The
predicate is the verb's lemma, active where an agent is given, with its particles, prepositions, modal and negation:
"not own", "may transfer to", "be located in", "be mayor of". What is asked, assumed, believed or wished is no
statement. Labels of dependencies are those of spaCy's English pipelines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from ingest.extract.complements import read_complements, read_nested
from ingest.extract.nouns import Names, conjuncts, is_denied, is_listed
from ingest.extract.verb_phrase import is_asserted, is_passive, read_subjects, verb_phrase
from rag.dependency_parser import Token

MAX_PREDICATE_WORDS = 8
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")


@dataclass(frozen=True, slots=True)
class Statement:
    """A predicate between the heads of two names."""

    subject: Token
    predicate: str
    object: Token


def find_statements(tokens: Sequence[Token], names: Names) -> Iterator[Statement]:
    """Yield the statements between names of a sentence."""
    if any(token.text == "?" for token in tokens):
        return
    depths = _bracket_depths(tokens)
    for token in tokens:
        if token.tag_.startswith("VB") and token.dep_ not in ("aux", "auxpass", "amod") and is_asserted(token):
            found = _of_verb(token, names)
        elif token.pos_ in ("NOUN", "PROPN"):
            found = _of_noun(token, names)
        else:
            continue
        for one in found:
            is_short = len(one.predicate.split()) <= MAX_PREDICATE_WORDS
            levels = {depths[place.i] for place in (one.subject, one.object, token)}
            if one.subject.i != one.object.i and is_short and len(levels) == 1:
                yield one


def _bracket_depths(tokens: Sequence[Token]) -> list[int]:
    steps = ((token.text in _OPENING) - (token.text in _CLOSING) for token in tokens)
    return list(accumulate(steps))


def _of_verb(verb: Token, names: Names) -> Iterator[Statement]:
    subjects = [name for noun in read_subjects(verb) for name in _subject_names(noun, verb, names)]
    if not subjects or any(child.dep_ == "expl" for child in verb.children):
        return
    for complement in read_complements(verb, names):
        is_agent = complement.is_agent and is_passive(verb)
        predicate = " ".join((*verb_phrase(verb, is_active=is_agent), *complement.words))
        for other in names.listed(complement.noun):
            for subject in subjects:
                yield Statement(other, predicate, subject) if is_agent else Statement(subject, predicate, other)


def _subject_names(noun: Token, verb: Token, names: Names) -> list[Token]:
    if not _agrees(noun, verb):
        return []
    clause = verb
    while clause.dep_ == "conj":
        clause = clause.head
    is_qualified = clause.dep_ in ("relcl", "acl") and noun.i == clause.head.i
    if is_qualified and noun.i not in names.inside and not is_denied(noun):
        return _said_to_be(noun, names)
    return names.listed(noun) if _is_near(noun, clause, names) else []


def _agrees(noun: Token, verb: Token) -> bool:
    """Return whether a verb has the number of its subject: where it has not, the tree is wrong."""
    helpers = [child for child in verb.lefts if child.dep_ in ("aux", "auxpass")]
    is_plural = (helpers[0] if helpers else verb).tag_ == "VBP"
    is_single = noun.tag_ in ("NN", "NNP") and not noun.lower_.endswith("s") and len(conjuncts(noun)) == 1
    return not (is_plural and is_single)


def _said_to_be(noun: Token, names: Names) -> list[Token]:
    """Return the names of what is said to be a thing: "Alien is a film directed by …", "Alien, a film …"."""
    if noun.dep_ == "attr" and is_asserted(noun.head) and verb_phrase(noun.head) == ("be",):
        return [name for subject in read_subjects(noun.head) for name in names.listed(subject)]
    if noun.dep_ == "appos" and noun.head.i in names.heads and not is_listed(noun.head):
        return [noun.head]
    return []


def _is_near(noun: Token, verb: Token, names: Names) -> bool:
    """Return whether a clause that qualifies a noun follows its comma, with no other name between.

    A clause without a comma tells which of several is meant, and says nothing of the one that the name names.
    """
    if verb.dep_ not in ("relcl", "acl") or noun.i != verb.head.i:
        return True
    first = verb.left_edge.i
    is_apart = noun.doc[first - 1].text in (",", "(", "–", "—")
    return is_apart and not any(noun.i < head < first for head in names.heads)


def _of_noun(noun: Token, names: Names) -> Iterator[Statement]:
    """Yield what appositions and possessives say of a name: "York, capital of Kent", "York's mayor Ada"."""
    for child in noun.children:
        if child.dep_ == "appos":
            yield from _of_apposition(noun, child, names)
    yield from _of_possessive(noun, names)


def _of_apposition(noun: Token, beside: Token, names: Names) -> Iterator[Statement]:
    named, common = (noun, beside) if noun.i in names.heads else (beside, noun)
    if named.i not in names.heads or common.i in names.inside or common.tag_ != "NN" or is_listed(named, common):
        return
    for complement in read_nested(common, ("be",), names):
        for other in names.listed(complement.noun):
            yield Statement(named, " ".join(complement.words), other)


def _of_possessive(noun: Token, names: Names) -> Iterator[Statement]:
    roles = [child for child in noun.children if child.dep_ == "compound" and child.i not in names.inside]
    if noun.i in names.heads and roles and all(role.pos_ == "NOUN" for role in roles):
        owners = [child for child in noun.children if child.dep_ == "poss" and child.i in names.heads]
        for owner in owners:
            yield Statement(noun, " ".join(("be", *(role.lower_ for role in roles), "of")), owner)

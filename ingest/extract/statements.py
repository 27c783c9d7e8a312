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

from ingest.extract.verb_phrase import is_asserted, is_passive, read_subjects, verb_phrase
from rag.dependency_parser import Token

MAX_PREDICATE_WORDS = 8
_ALTERNATIVES = frozenset("but nor or".split())
_ASIDES = frozenset(
    "according besides despite except excluding following given including like notwithstanding per regarding than "
    "unlike upon versus without".split()
)
_BEFORE_NOUN = frozenset(("amod", "compound", "nmod", "nummod"))
_BRACKETS = frozenset("([{–—")
# Of them it is the part that a sentence speaks of.
_PARTITIVES = frozenset("bit half kind lot majority number range rest set sort type variety whole".split())
_NONE = frozenset("any each every neither no".split())


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a sentence by their tokens: the heads of their spans, and all tokens in them, by position."""

    heads: frozenset[int]
    inside: frozenset[int]

    def listed(self, token: Token) -> list[Token]:
        """Return the heads of names that a noun stands for: its own, or one in apposition, and those joined by "and".

        What a noun is said to be is a name itself, not one that follows it.
        """
        nouns = _conjuncts(token)
        if any(word.lower_ in _ALTERNATIVES for noun in nouns for word in noun.children if word.dep_ == "cc"):
            return []
        return [name for noun in nouns if not _is_denied(noun) for name in self._own(noun)]

    def _own(self, noun: Token) -> list[Token]:
        if noun.i in self.heads or noun.dep_ == "attr":
            return [noun] if noun.i in self.heads else []
        after = [child for child in noun.children if child.dep_ == "appos" and child.i in self.heads]
        return [child for child in after if noun.doc[child.left_edge.i - 1].text not in _BRACKETS]


@dataclass(frozen=True, slots=True)
class Statement:
    """A predicate between the heads of two names."""

    subject: Token
    predicate: str
    object: Token


@dataclass(frozen=True, slots=True)
class _Complement:
    """What follows a verb: the words up to a noun, and the noun."""

    words: tuple[str, ...]
    noun: Token
    is_agent: bool = False


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
    steps = ((token.text in "([{") - (token.text in ")]}") if token.is_punct else 0 for token in tokens)
    return list(accumulate(steps))


def _of_verb(verb: Token, names: Names) -> Iterator[Statement]:
    subjects = [name for noun in read_subjects(verb) for name in _subject_names(noun, verb, names)]
    if not subjects or any(child.dep_ == "expl" for child in verb.children):
        return
    for complement in _complements(verb, names):
        is_agent = complement.is_agent and is_passive(verb)
        predicate = " ".join((*verb_phrase(verb, is_active=is_agent), *complement.words))
        for other in names.listed(complement.noun):
            for subject in subjects:
                yield Statement(other, predicate, subject) if is_agent else Statement(subject, predicate, other)


def _subject_names(noun: Token, verb: Token, names: Names) -> list[Token]:
    clause = verb
    while clause.dep_ == "conj":
        clause = clause.head
    is_qualified = clause.dep_ in ("relcl", "acl") and noun.i == clause.head.i
    if is_qualified and noun.i not in names.inside and not _is_denied(noun):
        return _said_to_be(noun, names)
    return names.listed(noun) if _is_near(noun, clause, names) else []


def _said_to_be(noun: Token, names: Names) -> list[Token]:
    """Return the names of what is said to be a thing: "Alien is a film directed by …", "Alien, a film …"."""
    if noun.dep_ == "attr" and is_asserted(noun.head) and verb_phrase(noun.head) == ("be",):
        return [name for subject in read_subjects(noun.head) for name in names.listed(subject)]
    if noun.dep_ == "appos" and noun.head.i in names.heads and not _is_listed(noun.head):
        return [noun.head]
    return []


def _is_near(noun: Token, verb: Token, names: Names) -> bool:
    """Return whether a clause that qualifies a noun follows its comma, with no other name between, and agrees with it.

    A clause without a comma tells which of several is meant, and says nothing of the one that the name names.
    """
    if verb.dep_ not in ("relcl", "acl") or noun.i != verb.head.i:
        return True
    first = verb.left_edge.i
    is_apart = noun.doc[first - 1].text in (",", "(", "–", "—")
    helpers = [child for child in verb.lefts if child.dep_ in ("aux", "auxpass")]
    is_plural = (helpers[0] if helpers else verb).tag_ == "VBP"
    agrees = not (is_plural and noun.tag_ == "NNP")
    return is_apart and agrees and not any(noun.i < head < first for head in names.heads)


def _complements(verb: Token, names: Names) -> Iterator[_Complement]:
    for child in verb.children:
        if child.i in names.inside and child.dep_ == "prep":
            continue
        thing = _thing_words(verb, child, names)
        if child.dep_ in ("dobj", "attr", "oprd") and child.tag_ not in ("WDT", "WP"):
            yield _Complement((), child)
            yield from _of_nested(child, (), names)
        elif child.dep_ == "agent":
            yield from (_Complement((), noun, is_agent=True) for noun in _objects(child))
        elif child.dep_ == "prep" and thing is not None and not _is_aside(child, verb):
            before = (*thing, *_preposition_words(child))
            for noun in _objects(child):
                yield _Complement(before, noun)
                yield from _of_nested(noun, before, names)
        elif child.dep_ == "acomp":
            for preposition in _prepositions(child):
                yield from (_Complement((child.lower_, preposition.lower_), noun) for noun in _objects(preposition))
    is_relative = verb.dep_ == "relcl" and any(child.dep_ == "nsubj" for child in verb.children)
    if is_relative and not any(_is_object(child) for child in verb.children):
        yield _Complement((), verb.head)


def _thing_words(verb: Token, preposition: Token, names: Names) -> tuple[str, ...] | None:
    """Return the words of a verb's object, which its predicate with a preposition needs: "take advantage of".

    None if no words can say it, or if they stand after the preposition.
    """
    if any(child.dep_ in ("ccomp", "acomp", "xcomp") for child in verb.children):
        return None
    for child in verb.children:
        if child.dep_ in ("dobj", "attr", "oprd") and child.tag_ not in ("WDT", "WP"):
            if verb.i < preposition.i < child.i:
                return None
            if child.i in names.heads:
                return tuple(token.text for token in child.subtree if token.i in names.inside and token.i <= child.i)
            return _noun_words(child, names) if child.pos_ == "NOUN" else None
    before = preposition.nbor(-1) if preposition.i else preposition
    return (before.lower_,) if before.dep_ == "advmod" and before.head.i == verb.i and before.i > verb.i else ()


def _is_aside(preposition: Token, verb: Token) -> bool:
    """Return whether a preposition compares or exempts, or stands before the clause without a time or a place."""
    return preposition.lower_ in _ASIDES or (
        preposition.i < verb.i and preposition.lower_ in ("as", "for", "to", "with")
    )


def _is_object(child: Token) -> bool:
    """Return whether a verb's child leaves no place for the noun before a relative clause as its object."""
    is_pronoun = child.tag_ in ("WDT", "WP", "WP$", "WRB")
    if is_pronoun:
        return child.dep_ in ("advmod", "attr", "nsubj", "nsubjpass")
    return child.dep_ in ("acomp", "attr", "ccomp", "dobj", "nsubjpass", "prep", "xcomp")


def _of_nested(noun: Token, before: tuple[str, ...], names: Names) -> Iterator[_Complement]:
    """Yield what a noun without a name is the noun of: "mayor of" York."""
    if noun.i in names.inside or _is_denied(noun) or noun.pos_ != "NOUN" or noun.lemma_ in _PARTITIVES:
        return
    words = _noun_words(noun, names)
    if words is None:
        return
    for preposition in _prepositions(noun):
        for other in _objects(preposition) if preposition.i not in names.inside else ():
            yield _Complement((*before, *words, *_preposition_words(preposition)), other)
    for child in noun.children:
        if child.dep_ == "poss":
            yield _Complement((*before, *words, "of"), child)


def _of_noun(noun: Token, names: Names) -> Iterator[Statement]:
    """Yield what appositions and possessives say of a name: "York, capital of Kent", "York's mayor Ada"."""
    for child in noun.children:
        if child.dep_ != "appos":
            continue
        named, common = (noun, child) if noun.i in names.heads else (child, noun)
        if named.i not in names.heads or common.i in names.inside or common.tag_ != "NN" or _is_listed(named, common):
            continue
        for complement in _of_nested(common, ("be",), names):
            for other in names.listed(complement.noun):
                yield Statement(named, " ".join(complement.words), other)
    roles = [child for child in noun.children if child.dep_ == "compound" and child.i not in names.inside]
    if noun.i in names.heads and roles and all(role.pos_ == "NOUN" for role in roles):
        owners = [child for child in noun.children if child.dep_ == "poss" and child.i in names.heads]
        for owner in owners:
            yield Statement(noun, " ".join(("be", *(role.lower_ for role in roles), "of")), owner)


def _is_listed(*nouns: Token) -> bool:
    return any(noun.dep_ == "conj" or any(child.dep_ == "conj" for child in noun.children) for noun in nouns)


def _noun_words(noun: Token, names: Names) -> tuple[str, ...] | None:
    """Return a common noun's lemma with its adjectives; None if a name or a number is among them."""
    parts = [part for child in noun.lefts if child.dep_ in _BEFORE_NOUN for part in child.subtree]
    is_counted = any(part.pos_ == "NUM" or any(map(str.isdigit, part.text)) for part in parts)
    if is_counted or noun.i in names.inside or any(part.i in names.inside for part in parts):
        return None
    return (*(part.lower_ for part in parts if part.is_alpha), noun.lemma_.lower())


def _preposition_words(preposition: Token) -> tuple[str, ...]:
    before = tuple(child.lower_ for child in preposition.lefts if child.lower_ == "such")
    return (*before, preposition.lower_)


def _conjuncts(token: Token) -> list[Token]:
    joined = [child for child in token.children if child.dep_ == "conj"]
    return [token, *(noun for child in joined for noun in _conjuncts(child))]


def _prepositions(token: Token) -> Iterator[Token]:
    return (child for child in token.children if child.dep_ == "prep")


def _objects(preposition: Token) -> Iterator[Token]:
    return (child for child in preposition.children if child.dep_ == "pobj" and child.tag_ not in ("WDT", "WP"))


def _is_denied(noun: Token) -> bool:
    return any(child.dep_ == "det" and child.lower_ in _NONE for child in noun.children)

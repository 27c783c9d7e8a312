"""What follows the verb or the noun of a predicate: its objects, with the words that lead to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ingest.extract.nouns import (
    Names,
    is_denied,
    noun_words,
    object_words,
    preposition_objects,
    preposition_words,
    prepositions,
)
from ingest.extract.verb_phrase import is_passive
from rag.dependency_parser import Token

_OBJECTS = frozenset(("attr", "dobj", "oprd"))
_RELATIVE_TAGS = frozenset(("WDT", "WP"))
_ASIDES = frozenset(
    "according besides despite except excluding following given including like notwithstanding per regarding than "
    "unlike upon versus without".split()
)
# They say nothing without what is given, used or shown.
_TRANSITIVE = frozenset(
    "accept afford assign deliver disclose exhibit furnish get give grant keep maintain make need obtain offer procure "
    "provide purchase raise receive require sell share show submit supply take transfer use".split()
)
_GIVING = frozenset("afford award furnish give grant issue lend offer pay provide send supply".split())
# Of them it is the part that a sentence speaks of.
_PARTITIVES = frozenset("bit half kind lot majority number range rest set sort type variety whole".split())


@dataclass(frozen=True, slots=True)
class Complement:
    """What follows a verb: the words up to a noun, and the noun."""

    words: tuple[str, ...]
    noun: Token
    is_agent: bool = False


def read_complements(verb: Token, names: Names) -> Iterator[Complement]:
    """Yield what a verb takes: its objects, nouns after prepositions, and the noun that its clause qualifies."""
    for child in verb.children:
        if child.dep_ in _OBJECTS and child.tag_ not in _RELATIVE_TAGS:
            if not _is_recipient(child, verb) and not _is_compared(child):
                yield Complement((), child)
            yield from read_nested(child, (), names)
        elif child.dep_ == "agent":
            yield from (Complement((), noun, is_agent=True) for noun in preposition_objects(child))
        elif child.dep_ == "prep" and child.i not in names.inside:
            yield from _after_preposition(verb, child, names)
        elif child.dep_ == "acomp":
            for preposition in prepositions(child):
                words = (child.lower_, preposition.lower_)
                yield from (Complement(words, noun) for noun in preposition_objects(preposition))
    is_relative = verb.dep_ == "relcl" and any(child.dep_ == "nsubj" for child in verb.children)
    if is_relative and not any(_is_object(child) for child in verb.children):
        yield Complement((), verb.head)


def _after_preposition(verb: Token, preposition: Token, names: Names) -> Iterator[Complement]:
    thing = _thing_words(verb, preposition, names)
    if thing is None or _is_aside(preposition, verb):
        return
    before = (*thing, *preposition_words(preposition))
    for noun in preposition_objects(preposition):
        yield Complement(before, noun)
        yield from read_nested(noun, before, names)


def read_nested(noun: Token, before: tuple[str, ...], names: Names) -> Iterator[Complement]:
    """Yield what a noun without a name is the noun of: "mayor of" York."""
    if noun.i in names.inside or is_denied(noun) or noun.pos_ != "NOUN" or noun.lemma_ in _PARTITIVES:
        return
    words = noun_words(noun, names)
    if words is None:
        return
    for preposition in prepositions(noun):
        for other in preposition_objects(preposition) if preposition.i not in names.inside else ():
            yield Complement((*before, *words, *preposition_words(preposition)), other)
    for child in noun.children:
        if child.dep_ == "poss":
            yield Complement((*before, *words, "of"), child)


def _thing_words(verb: Token, preposition: Token, names: Names) -> tuple[str, ...] | None:
    """Return the words of a verb's object, which its predicate with a preposition needs: "take advantage of".

    None if no words can say it, or if they stand after the preposition.
    """
    if any(child.dep_ in ("ccomp", "acomp", "xcomp") for child in verb.children):
        return None
    for child in verb.children:
        if child.dep_ in _OBJECTS:
            is_after = verb.i < preposition.i < child.i
            return None if is_after or child.tag_ in _RELATIVE_TAGS else object_words(child, names)
    if verb.lemma_.lower() in _TRANSITIVE and not is_passive(verb):
        return None
    before = preposition.nbor(-1) if preposition.i else preposition
    return (before.lower_,) if before.dep_ == "advmod" and before.head.i == verb.i and before.i > verb.i else ()


def _is_aside(preposition: Token, verb: Token) -> bool:
    """Return whether a preposition compares or exempts, or stands before the clause without a time or a place."""
    return preposition.lower_ in _ASIDES or (
        preposition.i < verb.i and preposition.lower_ in ("as", "for", "to", "with")
    )


def _is_recipient(noun: Token, verb: Token) -> bool:
    """Return whether something is given to an object: "provide Ada with", "send Ada the"."""
    others = [child for child in verb.children if child.i != noun.i]
    is_given = any(child.dep_ == "dobj" or child.lower_ == "with" for child in others)
    return verb.lemma_.lower() in _GIVING and is_given


def _is_compared(noun: Token) -> bool:
    return any(child.tag_ in ("JJR", "JJS") for child in noun.lefts)


def _is_object(child: Token) -> bool:
    """Return whether a verb's child leaves no place for the noun before a relative clause as its object."""
    is_pronoun = child.tag_ in ("WDT", "WP", "WP$", "WRB")
    if is_pronoun:
        return child.dep_ in ("advmod", "attr", "nsubj", "nsubjpass")
    return child.dep_ in ("acomp", "attr", "ccomp", "dobj", "nsubjpass", "prep", "xcomp")

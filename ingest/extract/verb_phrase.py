"""Verbs of a parsed sentence: their words, their subjects, and whether what they say is asserted."""

from __future__ import annotations

from rag.dependency_parser import Token

_SUBJECTS = frozenset(("nsubj", "nsubjpass"))
_RELATIVE_TAGS = frozenset(("WDT", "WP"))
_UNASSERTED_MARKS = frozenset("as if lest like suppose than unless until whether".split())
_TIMES = frozenset("once until when whenever where wherever while".split())
# A clause after them limits what is said.
_LIMITS = frozenset("except if long only provided subject unless until".split())
_HEDGES = frozenset(
    "allegedly almost barely hardly maybe nearly partly perhaps possibly probably rarely reportedly seldom "
    "supposedly".split()
)
_REPORTS = frozenset(
    "add announce confirm declare demonstrate discover establish explain find indicate know learn mean note "
    "observe prove recall report reveal say see show state tell".split()
)
_MODALS = {"'d": "would", "'ll": "will", "ca": "can", "sha": "shall", "wo": "will", "’d": "would", "’ll": "will"}


def is_passive(verb: Token) -> bool:
    """Return whether a verb's grammatical subject is what it acts on."""
    labels = {child.dep_ for child in verb.children}
    if labels & {"auxpass", "nsubjpass", "agent"}:
        return True
    if verb.tag_ not in ("VBN", "VBD") or labels & {"aux", "nsubj"}:
        return False
    if verb.dep_ == "acl":
        return True
    return verb.tag_ == "VBN" and (verb.dep_ == "advcl" or (verb.dep_ == "conj" and is_passive(verb.head)))


def read_subjects(verb: Token) -> list[Token]:
    """Return the nouns that are a verb's grammatical subject, also where it has none of its own."""
    own = [child for child in verb.children if child.dep_ in _SUBJECTS]
    if any(word.tag_ == "WP$" for noun in own for word in noun.children):
        return []
    if own:
        relative = [child for child in own if child.tag_ in _RELATIVE_TAGS]
        return _antecedent(verb) if relative else own
    if verb.dep_ == "acl" and verb.tag_ in ("VBN", "VBD", "VBG"):
        return [verb.head]
    if _shares_subject(verb):
        return read_subjects(verb.head)
    return []


def _antecedent(verb: Token) -> list[Token]:
    while verb.dep_ == "conj":
        verb = verb.head
    return [verb.head] if verb.dep_ == "relcl" else []


def _shares_subject(verb: Token) -> bool:
    """Return whether a verb without a subject has that of the verb above it."""
    if verb.head.pos_ not in ("VERB", "AUX") or verb.head.i == verb.i:
        return False
    if verb.dep_ == "conj":
        return bool(is_passive(verb) == is_passive(verb.head) or verb.tag_ != "VBN")
    if verb.dep_ == "xcomp":
        # In "ordered it to go" it is not the one that ordered who goes.
        return not any(child.dep_ in ("dobj", "dative") for child in verb.head.children)
    return bool(verb.dep_ == "advcl" and verb.tag_ == "VBG" and verb.i > verb.head.i)


def verb_phrase(verb: Token, is_active: bool = False) -> tuple[str, ...]:
    """Return a verb's words: negation, modal, the verbs it completes, its lemma or participle, and its particle.

    `is_active` is set where the subject and the object of a passive verb change places.
    """
    before = _words_before(verb)
    particles = tuple(child.lower_ for child in verb.children if child.dep_ == "prt")
    if is_passive(verb) and not is_active:
        return (*before, "be", verb.lower_, *particles)
    form = verb.lower_ if verb.dep_ == "xcomp" and verb.tag_ == "VBG" else verb.lemma_.lower()
    return (*before, form, *particles)


def _words_before(verb: Token) -> tuple[str, ...]:
    """Return what stands before a verb: the verbs it completes, its modal and its negation."""
    helpers = [child for child in verb.lefts if child.dep_ in ("aux", "auxpass", "neg")]
    if verb.dep_ == "conj" and verb.tag_ in ("VB", "VBN") and not helpers and verb.head.pos_ in ("VERB", "AUX"):
        return _words_before(verb.head)
    if verb.dep_ == "xcomp" and not any(child.dep_ in _SUBJECTS for child in verb.children):
        joint = ("to",) if any(child.lower_ == "to" for child in verb.lefts) else ()
        return (*verb_phrase(verb.head), *joint)
    is_negative = any(child.dep_ == "neg" or _is_ended(child) for child in verb.children)
    modal = next((child.lower_ for child in helpers if child.tag_ == "MD"), "")
    return tuple(filter(None, (_MODALS.get(modal, modal), "not" if is_negative else "")))


def _is_ended(adverb: Token) -> bool:
    """Return whether an adverb is "no longer" or "no more"."""
    is_longer = adverb.dep_ == "advmod" and adverb.lower_ in ("longer", "more")
    return is_longer and any(child.lower_ == "no" for child in adverb.lefts)


def is_asserted(verb: Token) -> bool:
    """Return whether a sentence says that what a verb says is so: not only if, whether, or in somebody's belief."""
    words = {child.lower_ for child in verb.children if child.dep_ in ("mark", "advmod")}
    if words & _HEDGES or _is_limited(verb):
        return False
    if words & _UNASSERTED_MARKS or (words & _TIMES and verb.tag_ != "VBD"):
        return False
    above = verb.head
    if above.i == verb.i or verb.dep_ in ("relcl", "acl"):
        return True
    if verb.dep_ in ("csubj", "pcomp", "csubjpass"):
        return False
    if verb.dep_ == "ccomp" and above.lemma_.lower() not in _REPORTS and verb.i > above.i:
        return False
    if verb.dep_ == "advcl" and (
        any(child.lower_ == "to" for child in verb.lefts) or above.pos_ not in ("VERB", "AUX")
    ):
        return False
    return is_asserted(above) if above.pos_ in ("VERB", "AUX") else True


def _is_limited(verb: Token) -> bool:
    """Return whether a condition limits what a verb says: "if …", "only …", "to the extent …"."""
    if "extent" in {token.lower_ for child in verb.rights if child.dep_ == "prep" for token in child.children}:
        return True
    if any(child.lower_ == "only" and child.i > verb.i for child in verb.children):
        return True
    clauses = [child for child in verb.children if child.dep_ == "advcl"]
    marks = {
        child.lower_ for clause in clauses for child in clause.children if child.dep_ in ("mark", "advmod", "prep")
    }
    return bool(marks & _LIMITS)

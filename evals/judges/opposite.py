"""Detect answers that say the opposite of a statement: the same words, with only one of the two negated."""

from __future__ import annotations

import re

from evals.judges.forms import forms
from evals.judges.sentences import sentences
from graph.text.negation import NEGATION_PATTERN, is_negated
from graph.text.stemming import stem
from rag.answer.claims.polarity import find_antonym, find_denial, without_bounds

MIN_SHARED_WORDS = 0.8
"""Minimum share of a statement's words in a sentence about the same thing."""
MIN_CONTENT_WORDS, MIN_NEGATED_CONTENT_WORDS = 3, 1
"""Minimum content words of an affirmative and of a negated statement: "Paris" alone states nothing."""
MIN_STATEMENT_WORDS = 4
"""Minimum words of any kind in a statement: "not yet" is not one."""

_MODAL = re.compile(r"\b(?:may|can|must|should|shall|will)\b")
"""Verbs that make a statement of fewer content words: "You may park here"."""
_REPLY = re.compile(r"^\s*(?:yes|no)\b\s*[,.:;–—-]\s*", re.IGNORECASE)

MAX_TURNED_WORDS = 30
"""The most words of an answer in which a word is taken for the opposite of one of the reference."""

_SIDES_OF = (
    ("before until till", "after since"),
    ("with", "without"),
    ("above over", "below under beneath underneath"),
    ("inside", "outside"),
)
_TURNED = {
    word: frozenset(other.split()) for pair in _SIDES_OF for one, other in (pair, pair[::-1]) for word in one.split()
}
"""Prepositions, with those that say the opposite."""
_SHARES = {
    word: share
    for share, alike in enumerate(("all every each", "most", "many several some", "few", "no none", "half"))
    for word in alike.split()
}
_SHARE = re.compile(
    rf"\b(?P<share>{'|'.join(_SHARES)})\s+(?:of\s+)?(?:(?:the|our|their|its)\s+)?(?P<of>[a-z]{{3,}})\b", re.IGNORECASE
)
_ORDERED = re.compile(
    r"(?:\bfrom\s+)?((?:[^\s.,;]+\s+){1,4})(to|with|over|before|after|than|by|for|in|on)\s+((?:[^\s.,;]+\s*){1,4})",
    re.IGNORECASE,
)
_EXCEPTS = re.compile(r"\b(?:exclud\w*|except\w*|apart\s+from|other\s+than|not\s+if|unless)\b", re.IGNORECASE)
_RELATION = re.compile(rf"\b(?P<of>{'|'.join(_TURNED)})\s+(?P<what>(?:[^\s.,;]+\s+){{0,3}}[^\s.,;]+)", re.IGNORECASE)

_PHRASES = (
    (re.compile(r"\bnot\b([^.;]{0,60}?)\buntil\b(?:\s+after\b)?", re.IGNORECASE), r"\1 after"),
    (re.compile(r"\b(?:prior\s+to|ahead\s+of)\b", re.IGNORECASE), "before"),
    (re.compile(r"\b(?:following|as\s+soon\s+as|once)\b", re.IGNORECASE), "after"),
    (
        re.compile(
            r"\bwithin\s+((?:an?\s+)?(?:[\w-]+\s+){0,2}(?:second|minute|hour|day|week|fortnight|month|year)s?)\s+(?:of|from)\b",
            re.IGNORECASE,
        ),
        r"\1 after",
    ),
    (re.compile(r"\b(?:went|came|gone)\s+down\b", re.IGNORECASE), "fell"),
    (re.compile(r"\b(?:went|gone)\s+up\b", re.IGNORECASE), "rose"),
)
_FREE = re.compile(r"\b(?:nothing|free(?:\s+of\s+charge)?|no\s+charge)\b", re.IGNORECASE)
_SIDES: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    (re.compile(r"\bin\s+favou?r\b|\bfor it\b", re.IGNORECASE), re.compile(r"\bagainst\b|\bopposed\b", re.IGNORECASE)),
)


def opposes(answer: str, statement: str) -> bool:
    """Whether every answer sentence with the statement's words has the opposite polarity.

    False if no sentence has its words, and for texts that are not a single statement.
    """
    plain = without_bounds(_REPLY.sub("", statement))
    statement_forms = frozenset(forms(NEGATION_PATTERN.sub(" ", plain)))
    denies = is_negated(plain)
    least = MIN_NEGATED_CONTENT_WORDS if denies else MIN_CONTENT_WORDS - bool(_MODAL.search(plain))
    too_short = len(statement_forms) < least or len(plain.split()) < MIN_STATEMENT_WORDS
    if too_short or len(sentences(plain)) > 1:
        return False
    answer_sentences = [without_bounds(_REPLY.sub("", sentence)) for sentence in sentences(answer)]
    related = [
        sentence
        for sentence in answer_sentences
        if len(statement_forms & frozenset(forms(sentence))) >= MIN_SHARED_WORDS * len(statement_forms)
    ]
    return bool(related) and all(is_negated(sentence) != denies for sentence in related)


def drop_reply(text: str) -> str:
    """Return a text without the "yes" or "no" that it begins with."""
    return _REPLY.sub("", text)


def find_opposite(answer: str, reference: str) -> str:
    """Return in a few words what a short answer turns into its opposite: rose or fell, before or after something.

    Empty for long answers, in which a word's opposite may be about something else.
    """
    if len(answer.split()) > MAX_TURNED_WORDS:
        return ""
    reference, answer = _plainer(reference, answer)
    wanted, given = _relations(reference), _relations(answer)
    for relation, things in wanted:
        said = [one for one, about in given if about & things]
        other = next((one for one in said if one in _TURNED[relation]), "")
        if relation not in said and other:
            return f"{other}, not {relation}"
    if other := _other_share(reference, answer):
        return other
    if _is_turned_round(reference, answer):
        return "the other way round"
    for wanted_side, said_side in (*_SIDES, *(pair[::-1] for pair in _SIDES)):
        wanted_words = wanted_side.search(reference)
        if wanted_words and said_side.search(answer) and not wanted_side.search(answer):
            return f"the other side than {wanted_words[0]}"
    plain, stated = drop_reply(answer), drop_reply(reference)
    return find_antonym(plain, stated) or ("" if _EXCEPTS.search(plain) else find_denial(plain, stated))


def _plainer(reference: str, answer: str) -> tuple[str, str]:
    """Return two texts with words in the place of phrases whose opposite is known: before for "prior to".

    "Nothing" and "free" are 0 where both speak of a price.
    """
    texts = [reference, answer]
    for pattern, word in _PHRASES:
        texts = [pattern.sub(word, text) for text in texts]
    if all(_FREE.search(text) for text in texts):
        texts = [_FREE.sub("0", text) for text in texts]
    return texts[0], texts[1]


def _other_share(reference: str, answer: str) -> str:
    """Return how many of the same things an answer speaks of, if that is not the reference's: few instead of most."""
    for wanted in _SHARE.finditer(reference):
        for given in _SHARE.finditer(answer):
            same = stem(wanted["of"].casefold()) == stem(given["of"].casefold())
            if same and _SHARES[wanted["share"].casefold()] != _SHARES[given["share"].casefold()]:
                return f"{given['share']}, not {wanted['share']}"
    return ""


def _is_turned_round(reference: str, answer: str) -> bool:
    """Whether two short texts say A of B and B of A: from one hall to another, white with a blue stripe."""
    wanted, given = _ORDERED.search(reference), _ORDERED.search(answer)
    if wanted is None or given is None or wanted[2].casefold() != given[2].casefold():
        return False
    first, second, one, other = (_things(part) for part in (wanted[1], wanted[3], given[1], given[3]))
    return bool(first - one) and bool(one - first) and first <= other and one <= second


def _things(text: str) -> frozenset[str]:
    return frozenset(match.group() for match in re.finditer(r"\w+", text)) - {"a", "an", "the"}


def _relations(text: str) -> list[tuple[str, frozenset[str]]]:
    """Return the prepositions that have an opposite, each with the first words of what it is about."""
    return [(match["of"].casefold(), frozenset(forms(match["what"]))) for match in _RELATION.finditer(text)]

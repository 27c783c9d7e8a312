"""Negation: the words that negate, and whether a text is negated."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from graph.text.words import without_diacritics

_WORDS = "not never no none nobody nothing neither nor without cannot"
_WORD_PATTERN = "|".join(_WORDS.split())

NOT_PATTERN = r"(?:\b(?:not|never)|n['’]t)\b"
""""not", "never" and "n't", as a regular expression."""

NEGATION_PATTERN = re.compile(
    rf"\b(?:{_WORD_PATTERN}|\w+n['’]t|fail(?:s|ed)? to|denie[sd]|refused)\b",
    re.IGNORECASE,
)
"""What negates the statement of an English sentence."""

_HINT = re.compile(rf"\b(?:{_WORD_PATTERN}|except|lacks?|fail(?:s|ed)?|un\w{{4,}})\b|n['’]t\b", re.IGNORECASE)

NEGATION_CUES = frozenset(
    f"{_WORDS} cant wont dont doesnt didnt isnt arent wasnt werent "
    "hardly scarcely nowhere lacks lacking lacked lack absent except excluding unless "
    "nicht kein keine keinen keinem keiner keines nie niemals ohne weder niemand nichts "
    "ne pas jamais aucun aucune sans rien personne ni "
    "nunca jamas ningun ninguna ninguno sin tampoco nadie "
    "non nessun nessuno nessuna mai senza nulla não nenhum nenhuma sem "
    "niet geen nooit zonder не нет ни никогда без никто ничего нельзя".split()
)
"""Words that negate the next content word, in several languages, as `fold_token` returns them."""

_UNDONE = (
    "fail fails failed failing refuse refused refuses decline declined declines neglected unable omitted forgot "
    "unwilling"
)
NEGATING_PHRASES: Mapping[str, tuple[tuple[str, ...], ...]] = {
    **dict.fromkeys(_UNDONE.split(), (("to",),)),
    "instead": (("of",),),
    "rather": (("than",),),
    "other": (("than",),),
    "apart": (("from",),),
    "aside": (("from",),),
    "far": (("from",),),
    "prevented": (("from",),),
    "free": (("of",), ("from",)),
    "anything": (("but",),),
}
"""Words that negate what follows if the next words are these."""

NEGATIVE_PREFIXES = ("un", "in", "im", "il", "ir", "dis", "non", "mis", "a")

_SYMBOLS = frozenset({"NO", "NE", "SIN", "NI"})
_IDIOMS = re.compile(
    r"\bnot\s+(?:only|just|merely|simply|least)\b|\bno\s+(?:doubt|matter|wonder)\b|\bno\.\s*(?=\d)|\bnone\s+other\s+than\b"
    r"|\bwhether\s+or\s+not\b|\bif\s+not\b|\bnothing\s+but\b|\bnon\s+seulement\b|\bnicht\s+nur\b|\bno\s+s[oó]lo\b"
    r"|\bnot\s+to\s+mention\b|\bno\s+one\s+else\b",
    re.IGNORECASE,
)


def is_negated(text: str) -> bool:
    """Whether the text is negated, i.e. has an odd number of negations."""
    return len(NEGATION_PATTERN.findall(text)) % 2 == 1


def hints_at_negation(text: str) -> bool:
    """Whether the text has a word that may negate something, such as "except" or "unusual"."""
    return bool(_HINT.search(text))


def remove_negating_idioms(text: str) -> str:
    """Return the text without idioms that negate nothing, such as "not only" and "no doubt"."""
    return _IDIOMS.sub(" ", text)


def fold_token(token: str) -> str:
    """Return a token without case and Latin diacritics, with a straight apostrophe."""
    return without_diacritics(token).casefold().replace("’", "'")


def is_negation_cue(tokens: Sequence[str], place: int) -> bool:
    """Whether the token at `place` negates what follows; punctuation marks are tokens too."""
    if tokens[place] in _SYMBOLS:
        return False
    word, following = fold_token(tokens[place]), tokens[place + 1 : place + 3]
    if word in NEGATION_CUES or word.endswith("n't"):
        is_number_sign = word == "no" and len(following) == 2 and following[0] == "." and following[1].isdigit()
        return not is_number_sign
    phrases = NEGATING_PHRASES.get(word, ())
    return any(tuple(map(fold_token, following[: len(phrase)])) == phrase for phrase in phrases)

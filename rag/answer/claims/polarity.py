"""Whether two texts contradict each other: negation, antonyms, conditions, obligation.

A negation is taken to negate the next content word. A negated word agrees with its antonym: "not approved" and
"rejected" agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from graph.text.names import strip_possessive
from graph.text.negation import NEGATIVE_PREFIXES, fold_token, is_negation_cue, remove_negating_idioms
from graph.text.stemming import stem
from graph.text.words import STOP_WORDS
from rag.answer.claims.opposites import ANTONYMS_BY_WORD, AntonymSide

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)?|[.,;:!?()]")
_UNTIL = re.compile(r"\b(?:not|n['’]t)\b([^.;]{0,60}?)\b(until|before|unless)\b", re.IGNORECASE)
_ONLY = re.compile(
    r"\b(?:only|solely|exclusively|merely|sole|alone|just|nothing but|none but|nur|ausschließlich|seulement|uniquement|"
    r"solamente|únicamente|sólo)\b",
    re.IGNORECASE,
)
_CLAIMS_ONLY = re.compile(
    r"\b(?:only|solely|exclusively|nur|ausschließlich|seulement|uniquement|solamente)\b", re.IGNORECASE
)
_DUTY = re.compile(
    r"\b(?:must|shall|ha(?:s|ve|d) to|(?:is|are|was|were|be) (?:required|obliged|obligated|forced)|mandatory|"
    r"compulsory|obligatory|requires?|required)\b",
    re.IGNORECASE,
)
_LEAVE = re.compile(
    r"\b(?:may|can|could|might|optional(?:ly)?|voluntary|voluntarily|(?:is|are) (?:free|allowed|permitted) to|"
    r"encouraged to|need not|(?:does|do|is|are) not (?:have to|required|need))\b",
    re.IGNORECASE,
)
_WEAKLY = re.compile(
    r"\b(?:reject\w*|refus\w*|den(?:y|ied|ies)|forb\w+|prohibit\w*|banned|little|few|low|rarely|seldom|fail\w*|lack\w*|"
    r"declin\w*|turn(?:s|ed)? down|instead|reduc\w*|impair\w*|avoid\w*|prevent\w*|miss\w*|absen\w*|deficien\w*|"
    r"independent\w*|free|un\w{3,}|in(?:ability|sufficient|complete))\b|\w+-/-",
    re.IGNORECASE,
)
"""Words that may negate something without a negation word."""
_KEEPS_OUT = re.compile(
    r"\b(?:ke(?:ep|eps|pt)|stays?|stayed|shuts?|locked)\s+(?:out|off|away)\b|\bbarred\b", re.IGNORECASE
)
_UNIVERSAL = re.compile(r"\b(?:all|every|everyone|everybody|each|always|alle|jeder|tous|todos)\b", re.IGNORECASE)
_PARTIAL = re.compile(
    r"\b(?:some|most|many|few|several|certain|sometimes|often|usually|rarely|occasionally|half|part of|partly|einige|"
    r"manche|quelques|algunos)\b",
    re.IGNORECASE,
)
_BOUNDS = re.compile(
    r"\b(?:no|not)\s+(?:\w+\s+)?(?:more|less|fewer|longer|later|earlier|higher|lower|greater|older|younger|shorter|"
    r"larger|smaller)\s+than\b|\bnot\s+(?:to\s+)?exceed(?:ing)?\b(?=\D{0,12}\d)|\bno\s+later\b",
    re.IGNORECASE,
)
_SCOPE = 7
_BESIDE = 3
_SKIPPED = STOP_WORDS | frozenset(
    "ever even yet still also really actually fully entirely completely necessarily always any anything anyone longer "
    "mehr noch jemals plus jamais encore más nunca been being was were did does do had has have get got let make made "
    "able going".split()
)

_SAYING = frozenset("before after above below more less fewer few all same".split())
"""Stop words that have an antonym."""
_CONDITION = re.compile(r"\b(?:not|n['’]t|no|cannot)\b[^.;]{0,80}?\bunless\b", re.IGNORECASE)
CONDITIONAL_PATTERN = re.compile(
    r"\b(?:unless|if|only|provided|once|when|after|with|without|except|as long as|who|that|until)\b", re.IGNORECASE
)
"""Words after which a statement holds under a condition only."""


@dataclass(frozen=True, slots=True)
class ContentWord:
    """A content word of a text: its stem, its token position, and whether it is negated."""

    stem: str
    place: int
    denied: bool


@dataclass(frozen=True, slots=True)
class Polarity:
    """A text's content words, its negated stems, and its number of negations."""

    words: tuple[ContentWord, ...]
    denied: frozenset[str]
    negations: int

    def has(self, wanted: str) -> bool:
        return any(word.stem == wanted for word in self.words)


def find_opposition(claim: str, evidence: str) -> str:
    """Return in a few words how the claim contradicts its evidence; empty if it does not."""
    one, other = parse_polarity(_without_idioms(claim)), parse_polarity(_without_idioms(evidence))
    return (
        _denial(one, other, bool(_WEAKLY.search(evidence)))
        or _denial(other, one, asserted=True)
        or _antonym(one, other)
        or _exclusive(claim, evidence)
        or _conditional(claim, evidence)
        or _duty(claim, evidence)
        or _universal(claim, evidence)
    )


def find_denial(claim: str, evidence: str) -> str:
    """Return in a few words what one of two texts denies and the other affirms in the same words; empty if nothing.

    Nothing can be told where one keeps something out or away, which denies without a negation.
    """
    if _KEEPS_OUT.search(claim) or _KEEPS_OUT.search(evidence):
        return ""
    one, other = parse_polarity(_without_idioms(claim)), parse_polarity(_without_idioms(evidence))
    return _denial(one, other, asserted=True) or _denial(other, one, asserted=True)


@lru_cache(maxsize=4_096)
def parse_polarity(text: str) -> Polarity:
    """Return what the text affirms and negates."""
    tokens = [match.group() for match in _TOKEN.finditer(text)]
    denied_places = set[int]()
    negations = 0
    place = 0
    while place < len(tokens):
        if not is_negation_cue(tokens, place):
            place += 1
            continue
        head, cues = _head(tokens, place)
        if cues % 2:
            negations += 1
            if head >= 0:
                denied_places.add(head)
        place = max(place + 1, head if cues % 2 == 0 else place + 1)
    found = tuple(
        ContentWord(_stem(token), at, at in denied_places)
        for at, token in enumerate(tokens)
        if token[0].isalnum() and fold_token(token) not in _SKIPPED - _SAYING and not is_negation_cue(tokens, at)
    )
    return Polarity(found, frozenset(word.stem for word in found if word.denied), negations)


def _head(tokens: Sequence[str], cue: int) -> tuple[int, int]:
    """Return the position of the word that a negation negates (-1 if none) and the number of negations up to it."""
    cues, seen = 1, 0
    for at in range(cue + 1, min(len(tokens), cue + 1 + _SCOPE)):
        word = fold_token(tokens[at])
        if tokens[at] in ".;:!?()" or (tokens[at] == "," and seen):
            break
        if word in ("but", "sondern", "mais", "sino", "except"):
            break
        if is_negation_cue(tokens, at):
            cues += 1
            continue
        if tokens[at][0].isalnum() and word not in _SKIPPED:
            return at, cues
        seen += 1
    return (_before(tokens, cue), cues)


def _before(tokens: Sequence[str], cue: int) -> int:
    """Return the word negated by a negation at the end of its clause: "he does not", "er kommt nicht"."""
    for at in range(cue - 1, max(-1, cue - 4), -1):
        if tokens[at][0].isalnum() and fold_token(tokens[at]) not in _SKIPPED and not is_negation_cue(tokens, at):
            return at
    return -1


def find_antonym(claim: str, evidence: str) -> str:
    """Return in a few words which word of the claim is the opposite of one of the evidence; empty if none is."""
    return _antonym(parse_polarity(_without_idioms(claim)), parse_polarity(_without_idioms(evidence)))


def _denial(one: Polarity, other: Polarity, asserted: bool = False) -> str:
    """Describe what one text negates and the other affirms; if `asserted`, the other must affirm the same word."""
    for head in sorted(one.denied):
        if head in other.denied or _agrees(head, other):
            continue
        if other.has(head):
            if other.negations >= one.negations and _near_denial(head, one, other):
                continue
            return f"“{head}” is denied by one of the two"
        if not asserted and not other.negations and not _any_opposite(other, one):
            return f"it is not denied that “{head}”"
    if not asserted and other.words and one.negations > len(one.denied) and not other.negations:
        return "it is denied by one of the two"
    return ""


def _near_denial(head: str, one: Polarity, other: Polarity) -> bool:
    """Whether the other text negates a word near the same one: "no trace was found", "traces were not found"."""
    places = [word.place for word in other.words if word.stem == head]
    return any(
        word.denied and any(abs(word.place - at) <= (_SCOPE if one.has(word.stem) else _BESIDE) for at in places)
        for word in other.words
    )


def _agrees(head: str, other: Polarity) -> bool:
    """Whether the other text affirms an antonym of the negated word."""
    return any(not word.denied and _opposite(head, word.stem) for word in other.words)


def _antonym(one: Polarity, other: Polarity) -> str:
    """Describe a word of the claim whose antonym, but not the word itself, occurs in the evidence."""
    for word in one.words:
        if other.has(word.stem) or not word.stem.isalpha():
            continue
        for against in other.words:
            if word.denied == against.denied and _opposite(word.stem, against.stem) and not one.has(against.stem):
                return f"“{word.stem}” is not “{against.stem}”"
    return ""


def _any_opposite(one: Polarity, other: Polarity) -> bool:
    return any(_opposite(word.stem, against.stem) for word in one.words for against in other.words)


def _opposite(one: str, other: str) -> bool:
    first, second = ANTONYMS_BY_WORD.get(one), ANTONYMS_BY_WORD.get(other)
    if first and second and any(_against(a, b) for a in first for b in second):
        return True
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return len(shorter) > 3 and any(longer == prefix + shorter for prefix in NEGATIVE_PREFIXES)


def _against(one: AntonymSide, other: AntonymSide) -> bool:
    return one.pair == other.pair and one.side != other.side


def _exclusive(claim: str, evidence: str) -> str:
    plain = remove_negating_idioms(claim)
    return "it is not said that only this holds" if _CLAIMS_ONLY.search(plain) and not _ONLY.search(evidence) else ""


def _conditional(claim: str, evidence: str) -> str:
    unconditional = _CONDITION.search(evidence) and not CONDITIONAL_PATTERN.search(claim)
    return "it holds under a condition only" if unconditional and not parse_polarity(claim).negations else ""


def _duty(claim: str, evidence: str) -> str:
    must, may = bool(_DUTY.search(claim)), bool(_LEAVE.search(claim))
    if must and not may and _LEAVE.search(evidence) and not _DUTY.search(evidence):
        return "what may be is not what must be"
    if re.search(r"\b(?:optional|voluntary|need not)\b", claim, re.IGNORECASE) and _DUTY.search(evidence):
        return "what must be is not left open" if not _LEAVE.search(evidence) else ""
    return ""


def _universal(claim: str, evidence: str) -> str:
    if not _UNIVERSAL.search(claim) or _UNIVERSAL.search(evidence) or not _PARTIAL.search(evidence):
        return ""
    return "" if _PARTIAL.search(claim) else "it is not said of all"


def _without_idioms(text: str) -> str:
    """Return the text without idiomatic negations; "not open until May" becomes "open only until May"."""
    return without_bounds(_UNTIL.sub(r"\1 only \2", remove_negating_idioms(text)))


def without_bounds(text: str) -> str:
    """Return the text without what bounds an amount by a negation: "no more than", "not exceeding"."""
    return _BOUNDS.sub(" ", text)


@lru_cache(maxsize=50_000)
def _stem(token: str) -> str:
    return stem(strip_possessive(fold_token(token)))


def stem_words(words: Iterable[str]) -> list[str]:
    """Return the stems of words in the form compared here."""
    return [_stem(word) for word in words]

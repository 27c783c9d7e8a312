"""What a sentence without any condition says of what a yes-or-no question asks: yes, no, or nothing that is sure.

The sentence is cut at its marks and conjunctions. A part has the question's words that stand in it and, since later
parts leave them out, those of the parts before it: "The rent includes water but not gas" says yes of water and no of
gas. The first part with all words of the question says it. Words that stand above the sentence need not stand in it,
nor does what is done with a thing that is forbidden as a whole: "Walnut trees are prohibited" for planting one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from graph.text.negation import NEGATION_PATTERN, remove_negating_idioms
from graph.text.stemming import stems
from graph.text.verb_forms import BASE_FORMS, verb_key
from graph.text.words import words
from rag.answer.extractive.obligations import RELEASE, asks_obligation, says_obligation
from rag.answer.extractive.payments import PAY, name_payments

MIN_OWN = 0.5
"""The share of what is asked that the sentence itself has to name, unless it says nothing else."""

_CUT = re.compile(r"[;,:](?=\s)|\s(?:but|and|or|while|whereas|although|though|instead|nor)(?=\s)", re.IGNORECASE)
_PROHIBITION = re.compile(r"\b(?:prohibit\w*|forbid\w*|banned|ineligible|exclud\w+|lacks?)\b", re.IGNORECASE)
_OPEN = re.compile(
    r"\b(?:if|unless|only|provided|except|excluding|depend\w*|as long as|subject to|in case|when\w*|where\w*|while|"
    r"after|before|until|till|once|during|within|as soon as|apart from|aside from|other than|besides|without|"
    r"instead of|under|over|above|below|up to|at least|at most|more than|less than|either|one of|some|most|many|"
    r"certain|other|might|may be able|usually|normally|generally|often|sometimes|mainly|partly|asks?|asked|request\w*|"
    r"propos\w+|suggest\w*|consider\w*|discuss\w*|plan\w*|wants?|would|should|hope\w*|expect\w*|said|says)\b",
    re.IGNORECASE,
)
"""Words that set a condition or bound, or tell of a wish or of what somebody said."""

_VERB = re.compile(
    r"\b(?:am|is|are|was|were|be|may|can|cannot|could|must|shall|will|has|have|had|do|does|did|needs?|but)\b",
    re.IGNORECASE,
)
"""With a verb of its own a part is not negated by the one before it."""

_ASKS_ALLOWED = re.compile(
    r"^\W*(?:can|may|could|is it)\b|\b(?:allow|permit|forbid|prohibit|legal|possible|okay?)\w*\b", re.IGNORECASE
)
_ASKS_EXISTS = re.compile(r"^\W*(?:is|are|was|were) there\b|\bhave an?\b", re.IGNORECASE)
_ALLOWS = re.compile(
    r"\b(?:may|can|cannot|could|allow\w*|permit\w*|permission|welcome|possible|possibility|entitled|free to|right to"
    r"|accept\w*|admit\w*|available|included?|includes|covered|covers|reimburs\w*|refund\w*|legal)\b",
    re.IGNORECASE,
)
"""Words without which a sentence may name what is asked and not allow or forbid it: "Vinegar damages the seals"."""

_ASKED_FOR = re.compile(r"\bif (?:you|one) (?:want|wish|would like|(?:'|’)d like) to\b", re.IGNORECASE)
"""No condition, but what is asked itself."""

_LISTED = re.compile(r"\s*(?:and|or)\b", re.IGNORECASE)
_ASKED_VERB = re.compile(
    r"\W*(?:can|may|could|am|are|is)\s+(?:(?:my|our|the|an?)\s+)?\S+\s+"
    r"(?:(?:allowed|permitted)\s+to\s+)?(?P<verb>[a-z]+)\b",
    re.IGNORECASE,
)
_FORBIDDEN_WHOLE = re.compile(
    r"[\W\d]*(?P<things>[^.;:]{3,80}?)\s+(?:is|are)\s+(?:\w+ly\s+)?"
    r"(?:(?:prohibited|forbidden|banned|excluded)|not\s+(?:allowed|permitted|admitted|accepted))\b(?!\s+to\s+(?!the\b|an?\b|any\b))",
    re.IGNORECASE,
)
_COORDINATION = re.compile(r",|\b(?:and|or)\b", re.IGNORECASE)
_PHRASE = re.compile(r"\b(?:of|in|on|at|for|from|to|by|with|such as|including|that|which)\b", re.IGNORECASE)
_NAME = re.compile(r"(?<=[^\W\d_][ ,])\s?[A-Z][\w'’-]*|\b\w*\d\w*\b|\A[A-Z][\w'’-]*(?=:)")
"""A capitalised word that does not open a sentence, a figure, or what a line is about."""

_MARK = re.compile(r"\A[\W\d_]+")
_RESTRICTED = re.compile(
    r"\b(?:people|persons?|members?|customers?|employees?|tenants?|those|anyone|whoever)\s+"
    r"(?:of|with|who|whose|from|in|aged|living|holding)\b",
    re.IGNORECASE,
)
_MUST_NOT = re.compile(r"\bmust (?:not|never)\b", re.IGNORECASE)
_NONE = re.compile(r"\W*no\s+\w", re.IGNORECASE)

_SAYING_NOTHING = frozenset(
    verb_key(root)
    for root in stems("allowed allow permitted permit forbidden prohibited possible ok okay able legal get have has "
                      "there any use really also still ever need please")
)  # fmt: skip

_ENDINGS = frozenset("s m re ve ll d".split())
"""What stands behind an apostrophe."""

_ANYBODY = frozenset(
    verb_key(root)
    for root in stems("everyone everybody anyone anybody all each every person people member employee staff worker "
                      "tenant customer guest visitor user resident participant passenger traveller applicant client "
                      "patient owner household parent")
)  # fmt: skip
_PAYING = verb_key(PAY)
_OBLIGING = frozenset(
    verb_key(root)
    for root in stems("must shall require required mandatory compulsory obligatory necessary needed obliged")
)


def read_plain_verdict(asked: str, sentence: str, heading: str = "") -> str:
    """Return "Yes" or "No" where the sentence says it of all that is asked, under no condition; else nothing."""
    asked, sentence = name_payments(asked, sentence)
    sentence = _ASKED_FOR.sub("To", sentence)
    wanted = _roots(asked) - _SAYING_NOTHING
    if (
        not wanted
        or sentence.rstrip().endswith(":")
        or any(word.casefold() not in asked.casefold() for word in _OPEN.findall(sentence))
    ):
        return ""
    if asks_obligation(asked):
        wanted -= _OBLIGING
        if not says_obligation(asked, sentence):
            return ""
    elif _ASKS_EXISTS.match(asked) and _PAYING not in wanted:
        if not _names_whole(asked, wanted, sentence):
            return ""
        heading = ""
    if _ASKS_ALLOWED.search(asked):
        if not _allows_or_forbids(sentence):
            return ""
        wanted -= _needless_verb(asked, sentence)
    own, above = wanted & _roots(sentence), _roots(heading) - _names_beside_others(asked, sentence)
    negating = _roots(" ".join(NEGATION_PATTERN.findall(sentence)))
    says_more = _roots(sentence) - _roots(asked) - _SAYING_NOTHING - negating
    if _PAYING not in own and len(own) < MIN_OWN * len(wanted) and says_more:
        return ""
    return _read_parts(asked, sentence, own | (wanted - above) | (wanted & {_PAYING}), above)


def shared_words(asked: str, sentence: str) -> set[str]:
    """Return the words of a question in a sentence, without those that all such questions have."""
    return (_roots(asked) - _SAYING_NOTHING) & _roots(sentence)


def _names_beside_others(asked: str, sentence: str) -> set[str]:
    """Return the names in a question where a sentence has others: what it says of Lisbon it does not say of Porto."""
    others = any(not _roots(name) <= _roots(asked) for name in _NAME.findall(sentence))
    return _roots(" ".join(_NAME.findall(asked))) if others else set()


def _is_of_others(named: set[str], part: str) -> bool:
    """Whether a part is about people or things of a kind that are not asked for: "Pregnant women are eligible"."""
    verb = _VERB.search(part)
    subject = _MARK.sub("", part[: verb.start()] if verb else "")
    if _RESTRICTED.search(subject):
        return True
    things = [_roots(thing) - _ANYBODY for thing in _COORDINATION.split(_PHRASE.split(subject, maxsplit=1)[0])]
    return any(things) and not any(thing and thing <= named for thing in things)


def _read_parts(asked: str, sentence: str, wanted: set[str], above: set[str]) -> str:
    """Return what the first part says that has all words wanted, with those of the parts before it."""
    cuts = [0, *(match.start() for match in _CUT.finditer(sentence)), len(sentence)]
    parts = [sentence[start:end] for start, end in pairwise(cuts)]
    carried: set[str] = set()
    negated = False
    for number, part in enumerate(parts):
        negated = _negates(part) or (negated and not _VERB.search(part))
        own = wanted & _roots(part)
        carried |= own
        if own and carried == wanted:
            if _is_of_others(_roots(asked) | above, _with_subject(parts, number)):
                return ""
            if negated:
                return "No"
            verb = _shared_verb(parts, number)
            if _negates(verb):
                return "No" if _LISTED.match(verb) else ""
            return "" if any(refuses(asked, later) for later in parts[number + 1 :]) else "Yes"
    return ""


def _with_subject(parts: Sequence[str], last: int) -> str:
    """Return a part with those before it that have no verb of their own: "cats and dogs are allowed"."""
    first = last
    while first and not _VERB.search(parts[first - 1]):
        first -= 1
    return "".join(parts[first : last + 1])


def _shared_verb(parts: Sequence[str], last: int) -> str:
    """Return the part with the verb of parts that have none of their own: "are not allowed" for "cats and dogs"."""
    if any(_VERB.search(part) or _ALLOWS.search(part) for part in parts[: last + 1]):
        return ""
    return next((part for part in parts[last + 1 :] if _VERB.search(part)), "")


def _needless_verb(asked: str, sentence: str) -> set[str]:
    """Return what is to be done with a thing that is asked for, where the sentence forbids the thing as a whole."""
    verb, forbidden = _ASKED_VERB.match(asked), _FORBIDDEN_WHOLE.match(sentence)
    if verb is None or forbidden is None:
        return set()
    things = [_roots(thing) for thing in _COORDINATION.split(forbidden["things"])]
    named = _roots(asked)
    return _roots(verb["verb"]) if any(thing and thing <= named for thing in things) else set()


def _names_whole(asked: str, wanted: set[str], sentence: str) -> bool:
    """Return whether words side by side in the question are so in the sentence: a pool, and a bus to the swimming, are
    no swimming pool."""
    said = {frozenset(pair) for pair in pairwise(verb_key(root) for root in stems(sentence))}
    spoken = [[verb_key(root) for root in stems(word)[:1]] for word in words(asked)]
    together = [frozenset((*one, *other)) for one, other in pairwise(spoken) if one and other]
    return all(pair in said for pair in together if pair <= wanted)


def refuses(asked: str, sentence: str) -> bool:
    """Whether a part of a sentence denies something that is asked for: "may speak but not vote" for who may vote."""
    wanted = _roots(asked) - _SAYING_NOTHING
    parts = _CUT.sub("\n", sentence).split("\n")
    return any(_negates(part) and not _OPEN.search(part) and wanted & _roots(part) for part in parts)


def _allows_or_forbids(sentence: str) -> bool:
    return bool(
        _ALLOWS.search(sentence) or _PROHIBITION.search(sentence) or _NONE.match(sentence) or _MUST_NOT.search(sentence)
    )


def _roots(text: str) -> set[str]:
    """Return the stems of a text, all forms of a verb as one."""
    found = stems(" ".join(BASE_FORMS.get(word, word) for word in words(text)))
    return {verb_key(root) for root in found} - _ENDINGS


def _negates(part: str) -> bool:
    negated = NEGATION_PATTERN.search(remove_negating_idioms(part))
    return bool(negated or _PROHIBITION.search(part) or RELEASE.search(part))

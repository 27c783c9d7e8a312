"""What a sentence without any condition says of what a yes-or-no question asks: yes, no, or nothing that is sure.

The sentence is cut at its marks and conjunctions. A part has the question's words that stand in it and, since later
parts leave them out, those of the parts before it: "The rent includes water but not gas" says yes of water and no of
gas. The first part with all words of the question says it.
"""

from __future__ import annotations

import re
from itertools import pairwise

from graph.text.negation import NEGATION_PATTERN, remove_negating_idioms
from graph.text.stemming import stems
from graph.text.verb_forms import BASE_FORMS
from graph.text.words import words

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
    r"\b(?:am|is|are|was|were|be|may|can|could|must|shall|will|has|have|had|do|does|did|needs?|but)\b", re.IGNORECASE
)
"""With a verb of its own a part is not negated by the one before it."""

_ASKS_ALLOWED = re.compile(
    r"^\W*(?:can|may|could|is it)\b|\b(?:allow|permit|forbid|prohibit|legal|possible|okay?)\w*\b", re.IGNORECASE
)
_ASKS_EXISTS = re.compile(r"^\W*(?:is|are|was|were) there\b|\bhave an?\b", re.IGNORECASE)
_ALLOWS = re.compile(
    r"\b(?:may|can|could|allow\w*|permit\w*|permission|welcome|possible|possibility|entitled|free to|right to|accept\w*"
    r"|admit\w*|available|included?|includes|covered|covers|reimburs\w*|refund\w*|legal)\b",
    re.IGNORECASE,
)
"""Words without which a sentence may name what is asked and not allow or forbid it: "Vinegar damages the seals"."""

_NONE = re.compile(r"\W*no\s+\w", re.IGNORECASE)

_SAYING_NOTHING = frozenset(
    stems("allowed allow permitted permit forbidden prohibited possible ok okay able legal get have has there any use "
          "really also still ever need please")
)  # fmt: skip


def read_plain_verdict(asked: str, sentence: str) -> str:
    """Return "Yes" or "No" where the sentence says it of all that is asked, under no condition; else nothing."""
    wanted = _roots(asked) - _SAYING_NOTHING
    if not wanted or any(word.casefold() not in asked.casefold() for word in _OPEN.findall(sentence)):
        return ""
    if _ASKS_EXISTS.match(asked) and not _names_whole(asked, wanted, sentence):
        return ""
    if _ASKS_ALLOWED.search(asked) and not _allows_or_forbids(sentence):
        return ""
    cuts = [0, *(match.start() for match in _CUT.finditer(sentence)), len(sentence)]
    parts = [sentence[start:end] for start, end in pairwise(cuts)]
    carried: set[str] = set()
    negated = False
    for number, part in enumerate(parts):
        negated = _negates(part) or (negated and not _VERB.search(part))
        own = wanted & _roots(part)
        carried |= own
        if own and carried == wanted:
            taken_back = not negated and any(refuses(asked, later) for later in parts[number + 1 :])
            return "" if taken_back else "No" if negated else "Yes"
    return ""


def _names_whole(asked: str, wanted: set[str], sentence: str) -> bool:
    """Return whether words side by side in the question are so in the sentence: a pool, and a bus to the swimming, are
    no swimming pool."""
    said = {frozenset(pair) for pair in pairwise(stems(sentence))}
    spoken = [stems(word)[:1] for word in words(asked)]
    together = [frozenset((*one, *other)) for one, other in pairwise(spoken) if one and other]
    return all(pair in said for pair in together if pair <= wanted)


def refuses(asked: str, sentence: str) -> bool:
    """Whether a part of a sentence denies something that is asked for: "may speak but not vote" for who may vote."""
    wanted = _roots(asked) - _SAYING_NOTHING
    parts = _CUT.sub("\n", sentence).split("\n")
    return any(_negates(part) and not _OPEN.search(part) and wanted & _roots(part) for part in parts)


def _allows_or_forbids(sentence: str) -> bool:
    return bool(_ALLOWS.search(sentence) or _PROHIBITION.search(sentence) or _NONE.match(sentence))


def _roots(text: str) -> set[str]:
    """Return the stems of a text, irregular verbs as their base forms."""
    return set(stems(" ".join(BASE_FORMS.get(word, word) for word in words(text))))


def _negates(part: str) -> bool:
    return bool(NEGATION_PATTERN.search(remove_negating_idioms(part)) or _PROHIBITION.search(part))

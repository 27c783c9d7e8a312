"""The forms of English verbs: the irregular ones, and what the regular ones have in common."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

_VERBS = """
beat beaten|become became|begin began begun|bear bore borne|bite bit bitten|blow blew blown|break broke broken
bring brought|build built|buy bought|catch caught|choose chose chosen|come came|dig dug|do did done|draw drew drawn
drink drank drunk|drive drove driven|eat ate eaten|fall fell fallen|feed fed|feel felt|fight fought|find found
fly flew flown|forbid forbade forbidden|forget forgot forgotten|freeze froze frozen|get got gotten|give gave given
go went gone|grow grew grown|hang hung|have had|hear heard|hide hid hidden|hold held|keep kept|know knew known
lay laid|lead led|leave left|lend lent|lose lost|make made|mean meant|meet met|pay paid|ride rode ridden|ring rang rung
rise rose risen|run ran|say said|see saw seen|seek sought|sell sold|send sent|shake shook shaken|shine shone
shoot shot|shrink shrank shrunk|sing sang sung|sink sank sunk|sit sat|sleep slept|speak spoke spoken|spend spent
stand stood|steal stole stolen|stick stuck|strike struck|swear swore sworn|swim swam swum|take took taken|teach taught
tear tore torn|tell told|think thought|throw threw thrown|understand understood|wake woke woken|wear wore worn
win won|wind wound|withdraw withdrew withdrawn|write wrote written
"""
_ROWS = [row.split() for line in _VERBS.strip().splitlines() for row in line.split("|")]

BASE_FORMS: Mapping[str, str] = {form: row[0] for row in _ROWS for form in row[1:]}
"""The base form of each irregular form of the past: "gave" and "given" are "give"."""

_ENDING = re.compile(r"(?<=\w\w)(?:ies|ied|es|ed|ing|s|e|y)$")
_DOUBLED = re.compile(r"([^aeiou\W])\1$")


@lru_cache(maxsize=20_000)
def verb_key(word: str) -> str:
    """Return what all forms of a verb in lower case share, which is no word itself: "vote", "voted" and "voting"."""
    base = BASE_FORMS.get(word, word)
    return _DOUBLED.sub(r"\1", _ENDING.sub("", base))

"""The English grammar needed to turn a sentence into a question: verb forms, dates, names and numbers."""

from __future__ import annotations

import re

from graph.text.dates import MONTH_NAME, YEAR
from graph.text.numbers import CARDINALS

IRREGULAR = """
become became become, begin began begun, bear bore borne, break broke broken, bring brought brought,
build built built, buy bought bought, catch caught caught, choose chose chosen, come came come, cost cost cost,
cut cut cut, draw drew drawn, drive drove driven, fall fell fallen, feed fed fed, fight fought fought,
find found found, fly flew flown, get got got, give gave given, go went gone, grow grew grown, have had had,
hear heard heard, hold held held, keep kept kept, know knew known, lay laid laid, lead led led, leave left left,
lend lent lent, lose lost lost, make made made, meet met met, pay paid paid, put put put, ride rode ridden,
rise rose risen, run ran run, say said said, see saw seen, seek sought sought, sell sold sold, send sent sent,
set set set, shoot shot shot, show showed shown, sing sang sung, sit sat sat, speak spoke spoken,
spend spent spent, stand stood stood, take took taken, teach taught taught, tell told told,
think thought thought, throw threw thrown, wear wore worn, win won won, write wrote written, lie lay lain
"""
REGULAR = """
accept achieve acquire act add address administer admit adopt advance advise agree allow announce appear apply
appoint approve arrange arrive ask attack attend attract award base believe belong borrow call calibrate capture
carry cause celebrate change check claim clean close coach collaborate collect command commission compete
complete compose comprise compile conduct confirm connect conquer construct contain continue contribute control
cover create cross damage debut decide declare dedicate defeat deliver demolish depict describe design destroy
develop die direct discover display dissolve document donate drain drop earn edit elect employ enable end enter
establish estimate examine exhibit expand explore extend feature finish fit flow follow form found gain gather
govern graduate guard head help host hire house import improve include increase inform inherit injure inspect
inspire install introduce invade invent invest invite issue join judge kill land last launch limit link list
live locate look maintain manage manufacture mark marry measure mention merge migrate move name narrate need
nominate note number obtain occupy occur offer open operate oppose order organise organize originate outline own
paint participate pass patent perform pick pioneer place plan plant play portray possess post practise practice
premiere prepare present prevent produce program promote propose protect prove provide publish purchase pursue
rank reach rebuild receive recognise recognize recommend record recover reduce refer reform refuse reign reject
relate release relocate remain remove rename renovate repair replace replay report represent rescue research
resign resolve rest restore retain retire return reveal review score secure select separate serve settle share
ship sign sink sponsor star start state station stay store study submit succeed suffer suggest supply support
surrender survey survive switch tour trade train transfer translate transport travel treat try tune turn unite
use value visit volunteer vote walk want warn watch weigh welcome work yield
"""
DOUBLED = "plan program refer ship fit admit commit drop star transfer"


def _forms() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Return three maps: past form to base, third person to base, and participle to past form."""
    past: dict[str, str] = {}
    participles: dict[str, str] = {}
    bases = REGULAR.split()
    for entry in IRREGULAR.split(","):
        base, before, participle = entry.split()
        past[before] = base
        participles[participle] = before
        bases.append(base)
    for base in REGULAR.split():
        before = _past(base)
        past.setdefault(before, base)
        participles.setdefault(before, before)
    return past, {_third(base): base for base in bases} | {"has": "have", "does": "do", "goes": "go"}, participles


def _past(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2] not in "aeiou":
        return base[:-1] + "ied"
    return base + (base[-1] if base in DOUBLED.split() else "") + "ed"


def _third(base: str) -> str:
    if base.endswith(("s", "sh", "ch", "x", "z", "o")):
        return base + "es"
    return base[:-1] + "ies" if base.endswith("y") and base[-2] not in "aeiou" else base + "s"


PAST, THIRD, PARTICIPLE = _forms()
BASE_FORMS = frozenset(PAST.values())
BE = frozenset({"is", "was", "are", "were"})
MODAL = frozenset({"can", "could", "will", "would", "may", "might", "must", "should", "shall"})
ADVERB = re.compile(
    r"(?:also|often|currently|later|originally|first|still|now|then|usually|mainly|already|once|\w{3,}ly)(?= )"
)


def is_past(word: str) -> bool:
    """Whether a word after a name is a verb in the past tense."""
    return word in PAST or (len(word) > 4 and word.endswith("ed") and word.islower())


def is_finite(word: str) -> bool:
    """Whether a word that follows a name is that name's verb."""
    return word in BE or word in MODAL or word in THIRD or is_past(word)


def is_participle(word: str) -> bool:
    """Whether a word after "is" or "was" is a past participle, making a passive."""
    return word in PARTICIPLE or (len(word) > 4 and word.endswith("ed") and word.islower())


def past_of(participle: str) -> str:
    """Return the past tense for a participle: written → wrote; unknown words are returned unchanged."""
    return PARTICIPLE.get(participle, participle)


DATE = (
    rf"(?:{MONTH_NAME}\s+\d{{1,2}},?\s+{YEAR}|\d{{1,2}}\s+{MONTH_NAME}(?:,?\s+{YEAR})?|{MONTH_NAME},?\s+{YEAR}"
    rf"|{YEAR}(?![\d–-]))"
)
WORD = r"(?:[A-Z][\w’'&.+/-]*[\w’'+]|[A-Z]\.|[A-Z]|\d+[A-Z]+\w*)"
JOIN = r"(?:of|the|de|la|le|du|des|di|da|del|della|van|von|der|den|al|el|y|&)"
NAME = rf"{WORD}(?:,?\s(?:Jr\.|Sr\.)|\s(?:{JOIN}\s){{0,2}}{WORD})*(?:\s\d{{1,4}}\b(?![,.]\d))?"
QUOTED = r"(?:\"[^\"]{2,70}\"|“[^”]{2,70}”)"
NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
COUNT = rf"(?:{NUMBER}|{'|'.join(CARDINALS[2:13])})"
PERSON_HEADS = frozenset(
    """
actor actress artist athlete author bishop boxer businessman businesswoman chemist chef choreographer comedian
composer cricketer critic dancer director driver economist editor emperor engineer entrepreneur farmer filmmaker
footballer general golfer governor guitarist historian journalist judge king lawyer leader linguist magician
manager mathematician mayor model musician novelist officer painter philosopher photographer physician physicist
pianist player playwright poet politician president priest prince princess producer professor queen rapper
researcher saxophonist scholar scientist screenwriter sculptor secretary singer songwriter soldier student
surgeon swimmer teacher theologian trainer violinist warden wrestler writer coordinator ecologist hydrologist
coach activist drummer bassist cinematographer aristocrat nobleman spy woman man person personality skater racer
architect attorney daughter son ambassador mother father brother sister wife husband cousin nephew uncle
broadcaster diplomat explorer jockey keyboardist cyclist analyst strategist announcer presenter host
""".split()
)


def is_person_head(head: str) -> bool:
    """Whether a noun denotes a person."""
    return head in PERSON_HEADS or head.endswith(("ologist", "ographer", "woman", "man ", "ician"))

"""Say a question in the words of the documents: people ask when to "hand in" what must be "submitted"."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from graph.text.stemming import stems

_WORDS = """
hand in: submit, submitted|turn in: submit, submitted|send in: submit, submitted|boss: line manager, manager, supervisor
resign: give notice, terminate|quit: give notice, resign, terminate|leave the company: give notice, resign, terminate
leave my job: give notice, resign, terminate|sack: dismiss, dismissal|fire: dismiss, dismissal|fired: dismissed
pay rise: salary increase|pay raise: salary increase|earn: salary, remuneration, wage|get paid: salary, wages, payment
vacation: annual leave, holiday, leave|time off: annual leave, holiday, leave|days off: annual leave, holiday, leave
off sick: sick leave, incapacity, illness|sick note: medical certificate, fit note|ill: sick, illness, incapacity
doctor's note: medical certificate, fit note|volunteering: voluntary work|volunteer: voluntary work
second job: other paid work, secondary employment, other employment|home office: remote work, telework, mobile work
side job: other paid work, secondary employment, other employment|work from home: remote work, telework, mobile work
money back: refund, reimbursement, refunded, reimbursed|get back: refund, return|pay back: repay, reimburse, refund
give back: return|send back: return|take back: return|swap: exchange|broken: defective, faulty, damaged
fix: repair|mend: repair|buy: purchase|bought: purchased|throw away: dispose of|throw out: dispose of
get rid of: dispose of|rubbish: waste, refuse|trash: waste, refuse|garbage: waste, refuse|set up: install, configure
put together: assemble|car: vehicle|bike: bicycle|hamster: small animal, caged animal, pet|dog: pet, animal
cat: pet, animal|earrings: ear studs, jewellery, jewelry|necklace: jewellery, jewelry|smoke: tobacco, cigarettes
vape: smoke, electronic cigarettes|booze: alcohol|beer: alcohol, alcoholic drinks|vodka: spirits, alcohol
whisky: spirits, alcohol|trumpet: musical instruments|guitar: musical instruments|violin: musical instruments
drums: musical instruments|lodger: sublet, subtenant|rent out: sublet, sublease|ask for: request, apply for
go up: be raised, increase|go down: be lowered, decrease|get in touch with: contact|late: overdue|fine: penalty
get in: be admitted, admission|sign up: register, enrol, subscribe|log in: sign in|log on: sign in|delete: erase
pass on: disclose, transfer|lend: transfer, transferable|stolen: theft|burglary: break-in, theft
burst pipe: escape of water, water damage|side effects: adverse reactions, undesirable effects|pill: tablet
jab: vaccination|pregnant: pregnancy|breast-feeding: breastfeeding, lactation|in half: halved, divided
lift: elevator|take photos: photography, photograph|take pictures: photography, photograph|swim: bathing
barbecue: grill, open fire|camper: caravan, motor home|run out: expire, expiry|kids: children, pupils, minors
kid: child, pupil, minor|mum: parent, guardian|dad: parent, guardian|mother: parent, guardian|father: parent, guardian
pensioner: senior, concession|allergy: allergens|guarantee: warranty|warranty: guarantee
who makes: who is the manufacturer of
who made: who is the manufacturer of|who produces: who is the manufacturer of|lose: loss|lost: loss
empty: unoccupied, vacant|leave the club: resign, resignation|airbnb: short-term rental, sublet, subletting
plane: flight, aircraft|absent: apologies, excused|deadline: no later than|password: credentials
"""


def _rules() -> list[tuple[re.Pattern[str], tuple[str, ...]]]:
    entries = [entry.partition(":") for line in _WORDS.strip().splitlines() for entry in line.split("|")]
    return [
        (re.compile(rf"\b{re.escape(lay.strip())}\b", re.IGNORECASE), tuple(map(str.strip, formal.split(","))))
        for lay, _, formal in entries
    ]


_RULES = _rules()
_SAYING_NOTHING = frozenset(stems("give get take"))


def say_formally(question: str, texts: Sequence[str]) -> str:
    """Return the question with those of its everyday words that no text has put in the words that one has."""
    found = [(match, formal) for pattern, formal in _RULES if (match := pattern.search(question))]
    there = [set(stems(text)) for text in texts] if found else []
    for match, formal in found:
        known = None if _stands(match[0], there) else next((words for words in formal if _stands(words, there)), None)
        if known:
            question = re.sub(rf"\b{re.escape(match[0])}\b", known, question)
    return question


def _stands(words: str, there: Sequence[Set[str]]) -> bool:
    """Return whether one of the texts has all of the words."""
    own = set(stems(words)) - _SAYING_NOTHING
    return bool(own) and any(own <= text for text in there)

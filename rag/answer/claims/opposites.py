"""Pairs of antonyms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from graph.text.stemming import stem


@dataclass(frozen=True, slots=True)
class AntonymSide:
    """One side (0 or 1) of a pair of antonyms."""

    pair: int
    side: int


_PAIRS = """
approve accept adopt pass allow permit grant endorse agree ratify / reject refuse deny decline veto forbid \
prohibit ban disapprove dismiss disallow
increase rise rose risen grow grew grown raise climb gain higher surge soar upregulate elevate expand more up / \
decrease fall fell fallen decline drop reduce lower shrink shrank lose lost fewer less plunge downregulate \
diminish contract cut down
before earlier prior previously preceding / after later following afterwards subsequently
older elder / younger
larger bigger greater longer taller / smaller shorter lesser
win won victory winner beat defeat / lose lost loss loser
start begin began begun open opened launch / end finish close closed cease stop stopped shut conclude
include contain comprise / exclude omit
succeed success successful successfully pass passed / fail failed failure unsuccessful unsuccessfully
true correct right / false incorrect wrong
positive positively / negative negatively
majority / minority
maximum highest most largest best longest oldest tallest biggest / minimum lowest least smallest worst shortest \
youngest
possible able / impossible unable
legal lawful / illegal unlawful
safe harmless / dangerous unsafe harmful
alive living / dead deceased
born / died
buy bought purchase acquire / sell sold
import / export
hot warm / cold cool
improve better strengthen enhance / worsen worse weaken deteriorate impair
promote activate stimulate induce enable facilitate / inhibit suppress block prevent repress hinder deactivate
support favour favor back / oppose object
guilty convicted / innocent acquitted
join enter arrive came / leave left depart exit quit
public / private
same identical equal / different distinct unequal
all every everyone / none
many / few
often frequently usually / rarely seldom
above over / below under beneath
north northern / south southern
east eastern / west western
inside indoor indoors / outside outdoor outdoors
mandatory compulsory required obligatory / optional voluntary
early / late
first / last
male man men boy husband brother son father king / female woman women girl wife sister daughter mother queen
heavy / light
fast quick quickly / slow slowly
strong / weak
rich / poor
easy / difficult hard
full / empty
present / absent missing
known / unknown
friend ally / enemy foe
import / export
love like / hate dislike
remember / forget forgot
permanent / temporary
day / night
morning / evening
summer / winter
upper / lower
left / right
ascend / descend
complete finished / incomplete unfinished
confirm / refute disprove
appoint hire hired / dismiss dismissed fire fired sack
add added / remove removed subtract
attach / detach
lock locked / unlock unlocked
enable enabled on / disable disabled off
sit sitting seated / stand standing
free / paid
renew extend / cancel terminate revoke end ends ended expire
refund / charge
zunehmen steigen stieg gestiegen erhöhen / abnehmen sinken sank gesunken fallen senken
genehmigt angenommen erlaubt / abgelehnt verboten
vor / nach
augmenter augmente / diminuer diminue baisser
approuvé accepté / rejeté refusé interdit
avant / après
aumentar aumentó / disminuir disminuyó
aprobado aceptado / rechazado prohibido
antes / después
"""


@cache
def _by_word() -> dict[str, tuple[AntonymSide, ...]]:
    found: dict[str, list[AntonymSide]] = {}
    for pair, line in enumerate(_PAIRS.strip().splitlines()):
        for side, words in enumerate(line.split("/")):
            for word in words.split():
                for form in {stem(word), word}:
                    found.setdefault(form, []).append(AntonymSide(pair, side))
    return {word: tuple(sides) for word, sides in found.items()}


ANTONYMS_BY_WORD: Mapping[str, tuple[AntonymSide, ...]] = _by_word()

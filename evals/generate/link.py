"""Rules whose answer is a name that another passage describes: a maker, a relative, a whole or a region."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from evals.generate.checks.grammar import NAME, past_of
from evals.generate.checks.pronoun import pronoun_of
from evals.generate.clause import Clause
from evals.generate.fact import Fact, fact_about
from evals.generate.profile import NameProfiles, profile_of
from graph.text.names import name_key

BEFORE = r"(?:(?:the |an? )?(?:[A-Z][a-z]+(?:an|ish|ese|ch) )?(?:[a-z][\w-]* ){0,2})?"
END = r"(?P<after>$|[,;.(]| (?:and|in|on|at|for|from|starring|who|which|that|with|featuring|released|published|by)\b)"
NOUNS = {
    "directed": "director", "written": "writer", "produced": "producer", "created": "creator", "composed": "composer",
    "founded": "founder", "designed": "designer", "discovered": "discoverer", "edited": "editor",
    "developed": "developer", "painted": "painter", "invented": "inventor", "authored": "author",
    "published": "publisher", "built": "builder", "narrated": "narrator", "performed": "performer",
    "owned": "owner", "hosted": "host", "recorded": "artist behind", "sung": "singer", "portrayed": "portrayer",
}  # fmt: skip
DONE = re.compile(
    rf"\b(?:(?P<other>[a-z]+(?:ed|ten)) and )?(?P<verb>{'|'.join(NOUNS)}) by {BEFORE}(?P<name>{NAME}){END}"
)
WORKS = {
    "novel": "author", "book": "author", "play": "author", "poem": "author", "opera": "composer",
    "painting": "painter", "album": "artist behind", "song": "artist behind", "single": "artist behind",
    "sculpture": "sculptor", "symphony": "composer", "ballet": "composer", "comic": "author", "essay": "author",
}  # fmt: skip
TITLED = frozenset({*WORKS, "film", "musical", "series", "documentary", "game", "sitcom"})
BY = re.compile(rf"\b(?P<work>{'|'.join(WORKS)}) by {BEFORE}(?P<name>{NAME}){END}")
KIN = re.compile(
    rf"\b(?P<kin>son|daughter|wife|husband|widow|brother|sister|nephew|niece|grandson|granddaughter) of {BEFORE}"
    rf"(?P<name>{NAME}(?:, \d+(?:st|nd|rd|th) [A-Z][a-z]+ (?:of )?[A-Z]\w+)?){END}"
)
INVERSE_KIN = {"wife": "husband", "widow": "husband", "husband": "wife"}
OF = re.compile(
    r"\b(?P<noun>tributary|suburb|district|borough|subsidiary|campus|sequel|capital|spin-off|episode|prequel|remake"
    rf"|adaptation|member|character|antagonist|chapter)s? (?:of|to|in|on|from) {BEFORE}"
    rf'"?(?P<name>{NAME})"?{END}'
)
PLACED = re.compile(
    rf"\b(?:in|at|near|to|serve|serving) (?:the )?(?P<names>{NAME}(?:, (?:in (?:the )?)?{NAME}){{0,3}})"
)
REGIONS = frozenset(
    """
city town village county state province country district municipality region island borough parish township suburb
department territory commune neighborhood neighbourhood canton prefecture university college
""".split()
)
PLACES = frozenset(
    """
school college university station river creek stream mountain lake village town city township museum hospital airport
church bridge library stadium park community hamlet settlement suburb neighborhood neighbourhood castle building hotel
newspaper observatory prison arena tower brewery winery team company
theatre theater commune municipality district borough house farm mine island highway road reservoir cemetery campus
""".split()
)


def relation_facts(clause: Clause, known: NameProfiles) -> Iterator[Fact]:
    """Yield questions for a work's maker, a person's relative, and a part's whole (a tributary's river)."""
    if clause.verb not in ("is", "was") or clause.owner or clause.common or clause.relative:
        return
    for match in DONE.finditer(clause.rest):
        yield from _made(clause, match["verb"], match["name"], match, known)
    for match in BY.finditer(clause.rest):
        noun = WORKS[match["work"]]
        joint = _by(noun)
        if _is_stated(clause, match, known):
            yield fact_about(clause, "by", f"Who is {joint}?", match["name"], with_work_kind(joint, clause, known))
    for match in KIN.finditer(clause.rest):
        kin = match["kin"]
        parent = _parent(match["name"], known) if kin in ("son", "daughter") else ""
        if parent and name_key(match["name"]) != clause.key:
            yield fact_about(clause, "kin", f"Who was the {parent} of {{}}?", match["name"], f"the {parent} of {{}}")
        elif _is_stated(clause, match, known) and known.is_person(clause.key):
            described = (
                f"the {INVERSE_KIN[kin]} of {{}}"
                if kin in INVERSE_KIN
                else f"the person whose {kin} {clause.verb} {{}}"
            )
            yield fact_about(clause, "kin", f"Whose {kin} {clause.verb} {{}}?", match["name"], described)
    for match in OF.finditer(clause.rest):
        profile = known.elsewhere(name_key(match["name"]))
        if profile and _is_stated(clause, match, known):
            noun = match["noun"]
            described = f"the {profile.head} of which {{}} {clause.verb} a {noun}"
            yield fact_about(
                clause, noun, f"Of which {profile.head} {clause.verb} {{}} a {noun}?", match["name"], described
            )


def with_work_kind(described: str, clause: Clause, known: NameProfiles) -> str:
    """Insert the kind of work before the name in a description: "the director of the film {}"."""
    profile = known.profile(clause.key)
    titled = profile and profile.head in TITLED and profile.head not in clause.name.casefold().split()
    return described.replace("{}", f"the {profile.head} {{}}") if profile and titled else described


def _by(noun: str) -> str:
    return f"the {noun} {{}}" if noun.endswith("behind") else f"the {noun} of {{}}"


def _made(clause: Clause, verb: str, name: str, match: re.Match[str], known: NameProfiles) -> Iterator[Fact]:
    if _is_stated(clause, match, known):
        yield fact_about(
            clause, "agent", f"Who {past_of(verb)} {{}}?", name, with_work_kind(_by(NOUNS[verb]), clause, known)
        )


def _parent(name: str, known: NameProfiles) -> str:
    """Return "father" or "mother" by the pronoun in the passage about the name; empty if it is unclear."""
    profile = known.elsewhere(name_key(name))
    pronoun = pronoun_of(profile.clause.passage, person=True) if profile else ""
    return {"he": "father", "she": "mother"}.get(pronoun, "")


def _is_stated(clause: Clause, match: re.Match[str], known: NameProfiles) -> bool:
    """Whether the corpus describes the name, and the name is not coordinated with a second one."""
    rest = clause.rest[match.end("name") :]
    shared = re.match(r"(?:, (?:[a-z-]+ )*[A-Z\"][^,;]*)*,? (?:and|&) (?:[a-z-]+(?<!ed)(?<!ing) ){0,2}[A-Z\"]", rest)
    return not shared and name_key(match["name"]) != clause.key and known.elsewhere(name_key(match["name"])) is not None


def region_facts(clause: Clause, known: NameProfiles) -> Iterator[Fact]:
    """Yield questions for the region in which a place is located."""
    own = profile_of(clause) if clause.verb in ("is", "was") and not clause.owner else None
    if not own or own.head not in PLACES:
        return
    for match in PLACED.finditer(own.tail):
        parts = re.split(r", (?:in (?:the )?)?", match["names"])
        for name in [*map(", ".join, pairwise(parts)), *parts]:
            profile = known.elsewhere(name_key(name))
            if profile and profile.head in REGIONS and name_key(name) != clause.key:
                described = f"the {profile.head} in which {{}} is located"
                yield fact_about(clause, "within", f"In which {profile.head} is {{}} located?", name, described)

"""Rules whose answer is an attribute of the subject: a number, its object, role, maker, alias, nationality or year."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evals.generate.checks.grammar import (
    BE,
    COUNT,
    NAME,
    NUMBER,
    PAST,
    QUOTED,
    THIRD,
    is_participle,
    is_person_head,
)
from evals.generate.clause import Clause
from evals.generate.fact import Fact, fact_about
from evals.generate.phrase import CLEAN, after_number, until_aside
from evals.generate.profile import EMPTY_HEADS, NameProfiles, profile_of
from graph.text.dates import YEAR
from graph.text.names import name_key

HOW_MANY = re.compile(
    r"^(?P<particle>(?:up|out|off|down|over|away) )?(?:(?:about|around|over|approximately|more than|up to|just|only"
    r"|nearly|almost|roughly|some|at least|exactly) )?"
    rf"(?P<count>{COUNT}) (?P<noun>(?:(?!(?:of|and|or) )[a-z-]+ ){{0,2}}[a-z-]*[a-rt-z]s)\b(?P<after>.*)$"
)
POPULATION = re.compile(rf"\bpopulation of (?:about |around |approximately |over )?(?P<count>{NUMBER})")
MEASURE = re.compile(
    rf"^(?:about |around |approximately )?(?P<size>{COUNT} (?:metres|meters|kilometres|kilometers|feet|miles|km|m)) "
    r"(?P<how>high|long|tall|wide|deep|thick)\b"
)
MONEY = re.compile(rf"^(?:about |around )?(?P<price>[£$€]{NUMBER}(?: (?:million|billion))?)(?P<after>.*)$")
OBJECT = re.compile(
    r"^(?P<before>(?:[a-z-]+ ){0,4}?)(?P<preposition>(?:for|with|at|from|to|in|on|through|under|into|after|by) )?"
    rf"(?:the |an? )?(?:[A-Z][a-z]+(?:an|ish|ese) )?(?:[a-z-]+ ){{0,3}}(?P<name>{NAME}|{QUOTED})(?P<after>.*)$"
)
ROLE = re.compile(
    r"(?:^| and |, )(?:the|an?) (?P<role>(?:[a-z-]+ ){0,2}[a-z-]+) of (?:the )?(?:[A-Z][a-z]+(?:an|ish|ese) )?"
    rf"(?:[a-z-]+ ){{0,2}}(?P<name>{NAME})(?P<after>.*)$"
)
MADE_BY = re.compile(
    rf"^by (?:the )?(?:[A-Z][a-z]+(?:an|ish|ese) )?(?:[a-z][\w-]* ){{0,4}}(?P<name>{NAME})(?P<after>.*)$"
)
ALIAS = re.compile(
    r"^(?:also |commonly |sometimes |often |widely |officially )?(?P<how>known as|called|referred to as|nicknamed) "
    rf"(?:the |an? )?(?P<name>{NAME}|{QUOTED})(?P<after>.*)$"
)
WORKS = frozenset("film album novel book song play opera musical game documentary movie single EP comedy drama".split())
YEAR_OF = re.compile(rf"^an? (?P<year>{YEAR}) ")
CREATION_VERBS = {
    "album": "recorded", "song": "recorded", "single": "recorded", "EP": "recorded", "novel": "wrote", "book": "wrote",
    "story": "wrote", "poem": "wrote", "play": "wrote", "film": "made", "opera": "composed", "ballet": "composed",
    "painting": "painted", "sculpture": "made", "essay": "wrote",
}  # fmt: skip
NATIONALITY = re.compile(r"^(?:an?|the) (?P<nationality>[A-Z][a-z]+(?:an|ish|ese|ch|ic|i|sh)) ")


def number_facts(clause: Clause, _: NameProfiles) -> Iterator[Fact]:
    """Yield questions for quantities: how many, how much, how high."""
    if clause.owner:
        return
    if clause.name == "there":
        many = HOW_MANY.match(clause.rest)
        if many and not many["particle"]:
            question = f"How many {many['noun']} {clause.verb} there{after_number(many['after'])}"
            yield Fact(clause, "number", f"{question} {clause.fronted}".rstrip() + "?", many["count"])
        return
    crowd = POPULATION.search(clause.rest)
    if crowd and clause.verb in ("has", "had"):
        verb = "is" if clause.verb == "has" else "was"
        yield fact_about(clause, "number", f"What {verb} the population of {{}}?", crowd["count"])
        return
    size = MEASURE.match(clause.rest)
    if size and clause.verb in ("is", "was"):
        yield fact_about(clause, "number", f"How {size['how']} {clause.verb} {{}}?", size["size"])
    base, did = PAST.get(clause.verb), "did"
    if base is None:
        base, did = THIRD.get(clause.verb), "does"
    if base is None:
        return
    price = MONEY.match(clause.rest)
    if price and base in ("cost", "earn", "donate", "receive"):
        yield fact_about(clause, "number", f"How much {did} {{}} {base}{after_number(price['after'])}?", price["price"])
    match = HOW_MANY.match(clause.rest)
    if match and not re.match(r"(?:years|months|weeks|days|times|hours|minutes|seasons)\b", match["noun"]):
        after, particle = after_number(match["after"]), f" {match['particle'] or ''}".rstrip()
        yield fact_about(
            clause, "number", f"How many {match['noun']} {did} {{}} {base}{particle}{after}?", match["count"]
        )


def object_facts(clause: Clause, known: NameProfiles) -> Iterator[Fact]:
    """Yield questions for the object of a verb, e.g. which band somebody joined; another passage gives its kind."""
    match = OBJECT.match(clause.rest)
    if clause.owner or clause.verb in ("has", "had") or not match or clause.name.startswith('"'):
        return
    if re.search(r"\band\b", match["before"]):
        return
    name = match["name"].strip('"“”')
    profile = known.elsewhere(name_key(name))
    if not profile or name_key(name) == clause.key or not CLEAN.match(match["after"]) or " and" in match["after"][:4]:
        return
    before = f"{match['before']}{match['preposition'] or ''}".rstrip()
    joint = "who" if profile.person else "that"
    described = f"the {profile.head} {joint} {{}} {clause.adverb}{clause.verb} {before}".rstrip()
    if clause.verb in BE:
        if is_participle(match["before"].split(" ")[0]) and match["preposition"] not in (None, "by "):
            yield fact_about(clause, "object", f"Which {profile.head} {clause.verb} {{}} {before}?", name, described)
        return
    base, did = (PAST[clause.verb], "did") if clause.verb in PAST else (THIRD.get(clause.verb), "does")
    if base and not (match["before"] and not match["preposition"]):
        question = f"Which {profile.head} {did} {{}} {clause.adverb}{base} {before}".rstrip()
        yield fact_about(clause, "object", f"{question}?", name, described)


def role_facts(clause: Clause, known: NameProfiles) -> Iterator[Fact]:
    """Yield questions for the holder of a role: whose sister a person is, or which company's director."""
    match = ROLE.search(clause.rest)
    profile = known.elsewhere(name_key(match["name"])) if match else None
    if clause.verb not in ("is", "was") or clause.owner or not known.is_person(clause.key):
        return
    if not match or not profile or not CLEAN.match(match["after"]):
        return
    noun = match["role"]
    if noun.split()[-1] in EMPTY_HEADS or not is_person_head(noun.split()[-1]):
        return
    asked = f"Whose {noun}" if profile.person else f"Which {profile.head}'s {noun}"
    described = f"the {profile.head} whose {noun} {clause.verb} {{}}"
    yield fact_about(clause, "role", f"{asked} {clause.verb} {{}}?", match["name"], described)


def maker_facts(clause: Clause, known: NameProfiles) -> Iterator[Fact]:
    """Yield questions for the maker of a work, from "is the second album by the band"."""
    own = profile_of(clause) if clause.verb in ("is", "was") and not clause.owner else None
    match = MADE_BY.match(own.tail) if own else None
    if not own or own.person or not match or not CLEAN.match(match["after"]) or " and" in match["after"][:4]:
        return
    profile = known.elsewhere(name_key(match["name"]))
    joint = "who" if profile and profile.person else "that"
    described = f"the {profile.head} {joint} {CREATION_VERBS.get(own.head)} the {own.head} {{}}" if profile else ""
    if own.head in CREATION_VERBS:
        yield fact_about(
            clause, "made", f"Who {CREATION_VERBS[own.head]} the {own.head} {{}}?", match["name"], described
        )


def possession_facts(clause: Clause, _: NameProfiles) -> Iterator[Fact]:
    """Yield questions for something the subject has, from a sentence that begins with a possessive pronoun."""
    match = re.match(r"(?P<noun>[a-z]+(?: [a-z]+)?) (?P<verb>is|was) (?P<value>(?:the )?(?:.+))$", clause.rest)
    if not clause.owner or not match:
        return
    value = until_aside(match["value"]).removeprefix("the ")
    if "," not in value and 1 <= len(value.split()) <= 5 and re.match(rf"(?:{COUNT}|{NAME}|{QUOTED}|[£$€])", value):
        yield fact_about(clause, "owned", f"What {match['verb']} the {match['noun']} of {{}}?", value.strip('"“”'))


def alias_facts(clause: Clause, _: NameProfiles) -> Iterator[Fact]:
    """Yield questions for another name of the subject."""
    match = ALIAS.match(clause.rest)
    if clause.verb in BE and not clause.owner and match and CLEAN.match(match["after"]):
        yield fact_about(clause, "alias", f"What {clause.verb} {{}} {match['how']}?", match["name"].strip('"“”'))


def nationality_facts(clause: Clause, _: NameProfiles) -> Iterator[Fact]:
    """Yield questions for a person's nationality."""
    own = profile_of(clause) if clause.verb in ("is", "was") and not clause.owner else None
    match = NATIONALITY.match(clause.rest) if own and own.person else None
    if match:
        yield fact_about(clause, "nationality", f"What nationality {clause.verb} {{}}?", match["nationality"])


def year_facts(clause: Clause, _: NameProfiles) -> Iterator[Fact]:
    """Yield questions for the release year of a work."""
    own = profile_of(clause) if clause.verb in ("is", "was") and not clause.owner else None
    match = YEAR_OF.match(clause.rest) if own and own.head in WORKS else None
    if match:
        yield fact_about(clause, "year", "In which year did {} come out?", match["year"])

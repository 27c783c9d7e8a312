"""Rules whose answer is the agent, place or date of an event."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from evals.generate.checks.grammar import BE, DATE, NAME, PAST, is_participle, past_of
from evals.generate.clause import Clause
from evals.generate.fact import Fact, fact_about
from evals.generate.link import with_work_kind
from evals.generate.phrase import CLEAN, until_aside
from evals.generate.profile import NameProfiles, Profile, profile_of
from graph.text.dates import MONTH_NAME
from graph.text.names import name_key

AGENTS = {
    "directed": "director", "composed": "composer", "produced": "producer", "founded": "founder",
    "designed": "designer", "invented": "inventor", "created": "creator", "discovered": "discoverer",
    "published": "publisher", "edited": "editor", "narrated": "narrator", "presented": "presenter",
}  # fmt: skip
INTRANSITIVE_VERBS = frozenset("die begin open close retire start end arrive resign marry graduate".split())
PLACED = "located|based|situated|headquartered|held|filmed|set|born|built|buried|established"
BY = re.compile(
    rf"^(?P<verbs>[a-z-]+(?:(?:, | and )[a-z-]+)*?)(?P<between>(?: [^,;]{{1,50}})?) by (?:(?:the )?[a-z][\w -]*? )?"
    rf"(?P<agent>{NAME}(?: and {NAME})?)(?P<after>.*)$"
)
WHERE = re.compile(
    rf"^(?P<verb>{PLACED})(?P<between>(?: [^,;]{{1,40}})?)(?:(?<=born) on {DATE},?)? (?:in|at|near) "
    rf"(?P<place>(?:the )?{NAME}(?:, {NAME})*)(?P<after>.*)$"
)
DIED = re.compile(
    rf"^(?:on {DATE},? )?(?:in|at|near) (?:the )?(?P<place>{NAME}(?:, {NAME})*)(?:$|[,;]| (?:on|in|at|of|from)\b)"
)
WHEN = re.compile(rf"^(?P<before>.*?)[ ]?\b(?P<preposition>in|on|since) (?P<date>{DATE})(?P<after>.*)$")
LIVED = re.compile(rf"(?:born |b\. )?(?:[^()]*? )??(?P<birth>{DATE})(?:\s*[–-]\s*(?P<death>{DATE}))?$")


def agent_facts(clause: Clause, known: NameProfiles) -> Iterator[Fact]:
    """Yield questions for the agent of a passive or of a definition's participle ("directed by")."""
    if clause.verb not in BE or clause.owner:
        return
    own = profile_of(clause)
    match = BY.match(own.tail if own else re.sub(r"^\w+ly ", "", clause.rest))
    if not match or not all(is_participle(verb) for verb in re.split(r", | and ", match["verbs"])):
        return
    between = "" if own or re.fullmatch(r" \w+ly", match["between"]) else match["between"]
    if (own and match["between"]) or re.search(r"\b(?:and|but|that|which)\b", between):
        return
    verbs = re.split(r", | and ", match["verbs"])
    done = " and ".join(past_of(verb) for verb in verbs)
    if len(verbs) > 2 or _names_another_agent(match["after"]):
        return
    profile = known.elsewhere(name_key(match["agent"]))
    noun = AGENTS.get(verbs[-1], "") if len(verbs) == 1 and not between else ""
    described = _describe_agent(profile, f"{done} {{}}{between}") if profile else ""
    if described and noun:
        described = with_work_kind(f"the {noun} of {{}}", clause, known)
    yield fact_about(clause, "agent", f"Who {done} {{}}{between}?", match["agent"], described)


def _describe_agent(profile: Profile, did: str) -> str:
    return f"the {profile.head} {'who' if profile.person else 'that'} {did}"


def _names_another_agent(after: str) -> bool:
    """Whether an agent is only the first of several, or the clause does not end cleanly after it."""
    return bool(re.match(r" (?:and|&) (?:[a-z]+(?<!ing)(?<!ed) )?[A-Z]", after)) or not CLEAN.match(after)


def place_facts(clause: Clause, known: NameProfiles) -> Iterator[Fact]:
    """Yield questions for a location: where something is or was held, or where a person was born or died."""
    yield from _place_of_death(clause, known)
    if clause.verb not in BE or clause.owner:
        return
    own = profile_of(clause)
    match = WHERE.match(own.tail if own else re.sub(r"^\w+ly ", "", clause.rest))
    if not match or (own and match["verb"] not in ("located", "based", "situated", "headquartered", "held", "set")):
        return
    between, place = match["between"], match["place"].removeprefix("the ")
    if not CLEAN.match(match["after"]) or (between and match["verb"] == "born") or re.match(MONTH_NAME, place):
        return
    if len(between.split()) > 4 or re.search(r"\b(?:in|at|and|to|of)\b", between):
        return
    verb = "is" if own and clause.verb == "is" else clause.verb
    profile = known.elsewhere(name_key(place)) or known.elsewhere(name_key(place.split(",")[0]))
    described = f"the {profile.head} where {{}} {verb} {match['verb']}" if profile and not profile.person else ""
    yield fact_about(clause, "where", f"Where {verb} {{}} {match['verb']}{between}?", place, described)


def _place_of_death(clause: Clause, known: NameProfiles) -> Iterator[Fact]:
    died = DIED.match(clause.rest) if clause.verb == "died" and not clause.owner else None
    if died and known.is_person(clause.key) and not re.match(MONTH_NAME, died["place"]):
        yield fact_about(clause, "where", "Where did {} die?", died["place"])


def date_facts(clause: Clause, _: NameProfiles) -> Iterator[Fact]:
    """Yield questions for the date of a passive or of a verb whose base form is known."""
    if clause.owner or len(re.findall(DATE, clause.sentence)) != 1:
        return
    own = profile_of(clause) if clause.verb in BE else None
    rest = own.tail if own else clause.rest
    fronted = re.fullmatch(rf"(?:in|on|since|by) ({DATE})", clause.fronted)
    if fronted:
        match_date, before = fronted.group(1), until_aside(rest)
        if own:
            return
    else:
        match = WHEN.match(rest)
        if not match or re.search(r"[,;(]", match["before"]) or match["after"][:1] not in ("", ",", ";"):
            return
        match_date, before = match["date"], match["before"]
    asked = _asked(clause, before.strip(), own is not None)
    if asked:
        yield fact_about(replace(clause, fronted="") if fronted else clause, "when", f"When {asked}?", match_date)


def _asked(clause: Clause, before: str, defined: bool) -> str:
    """Return the question after its first word: "was {} built", "did {} join the club"; empty if it may be wrong."""
    if clause.verb in BE:
        first = re.sub(r"^\w+ly ", "", before).split(" ")[0]
        if not is_participle(first) or re.search(r"\b(?:by|and|but|who|that|which)\b", before):
            return ""
        return f"{'was' if defined else clause.verb} {{}} {before}"
    base = PAST.get(clause.verb)
    if (
        base is None
        or not (before or base in INTRANSITIVE_VERBS)
        or re.search(r"\b(?:and|but|who|that|which|when|had)\b", before)
    ):
        return ""
    return f"did {{}} {clause.adverb}{base} {before}".rstrip()


def lifetime_facts(clause: Clause, known: NameProfiles) -> Iterator[Fact]:
    """Yield questions for a person's dates of birth and death, from the brackets after the name."""
    profile = known.profile(clause.key)
    if not clause.brackets or not profile or not profile.person or profile.clause is not clause:
        return
    match = LIVED.search(clause.brackets)
    if match and (match["death"] or clause.brackets.startswith(("born", "b."))):
        yield fact_about(clause, "born", "When was {} born?", match["birth"])
        if match["death"]:
            yield fact_about(clause, "died", "When did {} die?", match["death"])

"""Rules that turn a clause into questions: each is a function of a clause and what is known of names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from evals.generate.clause import FRONTED, Clause
from evals.generate.fact import Fact, about
from evals.generate.grammar import (
    BE,
    COUNT,
    DATE,
    MODAL,
    MONTH,
    NAME,
    NUMBER,
    PAST,
    QUOTED,
    THIRD,
    is_finite,
    is_participle,
    past_of,
)
from evals.generate.profile import Profile, profile_of
from graph.names import name_key
from graph.words import words

Profiles = Mapping[str, Profile]
Rule = Callable[[Clause, Profiles], Iterator[Fact]]

AGENTS = {
    "directed": "director", "composed": "composer", "produced": "producer", "founded": "founder",
    "designed": "designer", "invented": "inventor", "created": "creator", "discovered": "discoverer",
    "published": "publisher", "edited": "editor", "narrated": "narrator", "presented": "presenter",
}  # fmt: skip
PLACED = "located|based|situated|headquartered|held|filmed|set|born|built|buried|established"
TAIL = re.compile(
    r"(?:[;–—]| - |, (?:which|who|and|but|where|with|as|while|after|before|although|including|because|so)\b)"
)
BY = re.compile(
    rf"^(?P<verbs>[a-z-]+(?:(?:, | and )[a-z-]+)*?)(?P<between>(?: [^,;]{{1,50}})?) by (?:(?:the )?[a-z][\w -]*? )?"
    rf"(?P<agent>{NAME}(?: and {NAME})?)(?P<after>.*)$"
)
WHERE = re.compile(
    rf"^(?P<verb>{PLACED})(?P<between>(?: [^,;]{{1,40}})?) (?:in|at|near) "
    rf"(?P<place>(?:the )?{NAME}(?:, {NAME})*)(?P<after>.*)$"
)
WHEN = re.compile(rf"^(?P<before>.*?)[ ]?\b(?P<preposition>in|on|since) (?P<date>{DATE})(?P<after>.*)$")
MANY = re.compile(
    r"^(?P<particle>(?:up|out|off|down|over|away) )?(?:(?:about|around|over|approximately|more than|up to|just|only"
    r"|nearly|almost|roughly|some|at least|exactly) )?"
    rf"(?P<count>{COUNT}) (?P<noun>(?:[a-z-]+ ){{0,2}}[a-z-]+s)\b(?P<after>.*)$"
)
POPULATION = re.compile(rf"\bpopulation of (?:about |around |approximately |over )?(?P<count>{NUMBER})")
MEASURE = re.compile(
    rf"^(?:about |around |approximately )?(?P<size>{COUNT} (?:metres|meters|kilometres|kilometers|feet|miles|km|m)) "
    r"(?P<how>high|long|tall|wide|deep|thick)\b"
)
MONEY = re.compile(rf"^(?:about |around )?(?P<price>[£$€]{NUMBER}(?: (?:million|billion))?)(?P<after>.*)$")
CLEAN = re.compile(
    r"^(?:$|[,;(]| (?:in|on|at|for|from|as|after|before|during|with|when|until|since|under|and|while)\b)"
    r"(?!, [A-Z][^,]*,? and )"
)
OBJECT = re.compile(
    r"^(?P<before>(?:[a-z-]+ ){0,4}?)(?P<preposition>(?:for|with|at|from|to|in|on|through|under|into|after|by) )?"
    rf"(?:the |an? )?(?:[A-Z][a-z]+(?:an|ish|ese) )?(?:[a-z-]+ ){{0,3}}(?P<name>{NAME}|{QUOTED})(?P<after>.*)$"
)
ROLE = re.compile(
    rf"^(?:the|an?) (?P<role>(?:[a-z-]+ ){{0,3}}[a-z-]+) of (?:the )?(?:[a-z-]+ ){{0,2}}(?P<name>{NAME})(?P<after>.*)$"
)
MADE = re.compile(rf"^by (?:the )?(?:[A-Z][a-z]+(?:an|ish|ese) )?(?:[a-z][\w-]* ){{0,4}}(?P<name>{NAME})(?P<after>.*)$")
LIVED = re.compile(rf"(?:born |b\. )?(?:[^()]*? )??(?P<birth>{DATE})(?:\s*[–-]\s*(?P<death>{DATE}))?$")
NATIONALITY = re.compile(r"^(?:an?|the) (?P<nationality>[A-Z][a-z]+(?:an|ish|ese|ch|ic|i|sh)) ")


def until_aside(rest: str) -> str:
    """The main part of what follows a verb: up to a relative clause, a second clause or a dash."""
    cut = TAIL.search(rest)
    main = rest[: cut.start()] if cut else rest
    if cut and cut.group().endswith((" and", " but")) and "," in main:
        return ""  # the comma parts a list, which must not be cut in two
    return main.rstrip(" ,;:.")


def _subject(clause: Clause, known: Profiles) -> Iterator[Fact]:
    """Who or what does it: the subject is the answer."""
    if not clause.named or clause.owner or clause.relative or clause.common or clause.verb in MODAL:
        return
    profile = known.get(clause.key)
    main = until_aside(clause.rest)
    fronted = f" {clause.fronted}" if clause.fronted else ""
    own = profile_of(clause) if clause.verb in ("is", "was") else None
    if own:
        yield from _defined(clause, own)
        return
    if (
        not main
        or main.startswith("and ")
        or (clause.verb in BE and re.match(r"(?:an?|the|one|among|not)\b|[^a-z]", main))
    ):
        return
    asked = _which(clause, profile)
    if not asked or (clause.verb in ("are", "were", "have") and profile is None):
        return
    joint = "who" if profile and profile.person else "that"
    short = profile is not None and not profile.definite and len(main.split()) <= 10
    described = f"the {profile.kind} {joint} {clause.adverb}{clause.verb} {main}{fronted}" if profile and short else ""
    yield Fact(
        clause, "subject", f"{asked} {clause.adverb}{clause.verb} {main}{fronted}?", _surface(clause), "", described
    )


def _defined(clause: Clause, own: Profile) -> Iterator[Fact]:
    """Which band was formed in 1997, who is the warden of the island: the subject of a definition is the answer."""
    tail = until_aside(own.tail)
    first = tail.split(" ")[0]
    if own.tail and not tail:
        return
    if own.definite:
        asked = "Who" if own.person else "What"
        body = f"the {own.kind} {tail}".strip()
        yield Fact(clause, "definite", f"{asked} {clause.verb} {body}?", _surface(clause), "", body if tail else "")
    elif is_participle(first) and " " in tail and not tail.startswith("known"):
        described = f"the {own.kind} {tail}" if len(tail.split()) <= 8 else ""
        yield Fact(clause, "which", f"Which {own.kind} {clause.verb} {tail}?", _surface(clause), "", described)
    elif first in ("that", "who") and is_finite(tail.split(" ")[1] if " " in tail else ""):
        described = f"the {own.kind} {tail}" if len(tail.split()) <= 8 else ""
        yield Fact(clause, "which", f"Which {own.kind} {tail.partition(' ')[2]}?", _surface(clause), "", described)


def _which(clause: Clause, profile: Profile | None) -> str:
    if profile and profile.definite:
        return "Who" if profile.person else ""
    if profile:
        overlap = set(words(profile.kind)) & set(words(clause.rest))
        return f"Which {profile.head if overlap else profile.kind}"
    if clause.human or re.match(r"(?:Dr|Mr|Ms|Mrs|Prof|Sir|Lady)\b", clause.name):
        return "Who"
    parts = clause.name.split()
    human = re.fullmatch(r"[A-Z][a-z]+ (?:[A-Z]\. )?[A-Z][a-z]+", clause.name) and clause.verb in HUMAN
    return "Who" if human and len(parts) <= 3 else ""


HUMAN = frozenset(
    """
said wrote signed asked told married surveyed counted found saw led joined repaired cleaned agreed reported
spotted believed thought argued discovered invented looks works holds keeps wants checked calibrated resigned
taught studied described noted recorded presented installed trained edits lives
""".split()
)


def _surface(clause: Clause) -> str:
    """The subject as the sentence has it, without an article and quotation marks."""
    name = clause.name.removeprefix("the ").strip('"“”')
    if name in clause.sentence:
        return name
    match = re.match(rf"(?:{FRONTED.pattern[1:]})?(?:The )?(?P<name>{NAME}|{QUOTED})", clause.sentence)
    return match["name"].strip('"“”') if match else ""


def _by(clause: Clause, known: Profiles) -> Iterator[Fact]:
    """Who directed it: the agent of a passive, or of the definition's participle."""
    if clause.verb not in BE or clause.owner:
        return
    own = profile_of(clause)
    match = BY.match(own.tail if own else re.sub(r"^\w+ly ", "", clause.rest))
    if not match or not all(is_participle(verb) for verb in re.split(r", | and ", match["verbs"])):
        return
    between = "" if own else match["between"]
    if (own and match["between"]) or re.search(r"\b(?:and|but|that|which)\b", between):
        return
    verbs = re.split(r", | and ", match["verbs"])
    done = " and ".join(past_of(verb) for verb in verbs)
    agent = match["agent"]
    if re.match(r" (?:and|&)\b", match["after"]) or not CLEAN.match(match["after"]) or len(verbs) > 2:
        return
    described = ""
    profile = known.get(name_key(agent))
    if profile:
        noun = AGENTS.get(verbs[-1], "") if len(verbs) == 1 else ""
        joint = "who" if profile.person else "that"
        described = (
            f"the {noun} of {{}}" if noun and not between else f"the {profile.head} {joint} {done} {{}}{between}"
        )
    yield about(clause, "agent", f"Who {done} {{}}{between}?", agent, described)


def _where(clause: Clause, known: Profiles) -> Iterator[Fact]:
    """Where it is, was held, or somebody was born."""
    if clause.verb not in BE or clause.owner:
        return
    own = profile_of(clause)
    match = WHERE.match(own.tail if own else re.sub(r"^\w+ly ", "", clause.rest))
    if not match or (own and match["verb"] not in ("located", "based", "situated", "headquartered", "held", "set")):
        return
    between = match["between"]
    if (
        not CLEAN.match(match["after"])
        or (between and match["verb"] == "born")
        or re.match(MONTH, match["place"].removeprefix("the "))
    ):
        return
    if len(between.split()) > 4 or re.search(r"\b(?:in|at|and|to|of)\b", between):
        return
    verb = "is" if own and clause.verb == "is" else clause.verb
    place = match["place"].removeprefix("the ")
    profile = known.get(name_key(place)) or known.get(name_key(place.split(",")[0]))
    described = f"the {profile.head} where {{}} {verb} {match['verb']}" if profile and not profile.person else ""
    yield about(clause, "where", f"Where {verb} {{}} {match['verb']}{between}?", place, described)


def _when(clause: Clause, _: Profiles) -> Iterator[Fact]:
    """When it happened: the date of a passive or of a verb whose base form is known."""
    if clause.owner or len(re.findall(DATE, clause.sentence)) != 1:
        return
    own = profile_of(clause) if clause.verb in BE else None
    rest = own.tail if own else clause.rest
    if clause.fronted:
        match_date, before = clause.fronted.split(" ", 1)[1], until_aside(rest)
        if own:
            return
    else:
        match = WHEN.match(rest)
        if not match or re.search(r"[,;(]", match["before"]) or match["after"][:1] not in ("", ",", ";"):
            return
        match_date, before = match["date"], match["before"]
    asked = _asked(clause, before.strip(), own is not None)
    if asked:
        yield about(clause, "when", f"When {asked}?", match_date)


def _asked(clause: Clause, before: str, defined: bool) -> str:
    """The question after its first word: "was {} built", "did {} join the club"; empty where that is not safe."""
    if clause.verb in BE:
        first = re.sub(r"^\w+ly ", "", before).split(" ")[0]
        if not is_participle(first) or re.search(r"\b(?:by|and|but|who|that|which)\b", before):
            return ""
        return f"{'was' if defined else clause.verb} {{}} {before}"
    base = PAST.get(clause.verb)
    if base is None or re.search(r"\b(?:and|but|who|that|which|when|had)\b", before):
        return ""
    return f"did {{}} {clause.adverb}{base} {before}".rstrip()


def _lived(clause: Clause, known: Profiles) -> Iterator[Fact]:
    """When somebody was born and died, from the brackets after the name."""
    profile = known.get(clause.key)
    if not clause.brackets or not profile or not profile.person or profile.clause is not clause:
        return
    match = LIVED.search(clause.brackets)
    if match and (match["death"] or clause.brackets.startswith(("born", "b."))):
        yield about(clause, "born", "When was {} born?", match["birth"])
        if match["death"]:
            yield about(clause, "died", "When did {} die?", match["death"])


def _number(clause: Clause, _: Profiles) -> Iterator[Fact]:
    """How many, how much, how high."""
    if clause.owner:
        return
    crowd = POPULATION.search(clause.rest)
    if crowd and clause.verb in ("has", "had"):
        verb = "is" if clause.verb == "has" else "was"
        yield about(clause, "number", f"What {verb} the population of {{}}?", crowd["count"])
        return
    size = MEASURE.match(clause.rest)
    if size and clause.verb in ("is", "was"):
        yield about(clause, "number", f"How {size['how']} {clause.verb} {{}}?", size["size"])
    base, did = PAST.get(clause.verb), "did"
    if base is None:
        base, did = THIRD.get(clause.verb), "does"
    if base is None:
        return
    price = MONEY.match(clause.rest)
    if price and base in ("cost", "earn", "donate", "receive"):
        yield about(clause, "number", f"How much {did} {{}} {base}{_rest(price['after'])}?", price["price"])
    match = MANY.match(clause.rest)
    if match and not re.match(r"(?:years|months|weeks|days|times|hours|minutes|seasons)\b", match["noun"]):
        after, particle = _rest(match["after"]), f" {match['particle'] or ''}".rstrip()
        yield about(clause, "number", f"How many {match['noun']} {did} {{}} {base}{particle}{after}?", match["count"])


def _rest(after: str) -> str:
    main = until_aside(after).partition(" (")[0]
    return "" if re.match(r"\s*(?:and|or)\b", main) else main


def _object(clause: Clause, known: Profiles) -> Iterator[Fact]:
    """Which band somebody joined: the object's kind is known from elsewhere."""
    match = OBJECT.match(clause.rest)
    if clause.owner or clause.verb in ("has", "had") or not match or clause.name.startswith('"'):
        return
    name = match["name"].strip('"“”')
    profile = known.get(name_key(name))
    if not profile or name_key(name) == clause.key or not CLEAN.match(match["after"]) or " and" in match["after"][:4]:
        return
    before = f"{match['before']}{match['preposition'] or ''}".rstrip()
    joint = "who" if profile.person else "that"
    described = f"the {profile.head} {joint} {{}} {clause.adverb}{clause.verb} {before}".rstrip()
    if clause.verb in BE:
        if is_participle(match["before"].split(" ")[0]) and match["preposition"] not in (None, "by "):
            yield about(clause, "object", f"Which {profile.head} {clause.verb} {{}} {before}?", name, described)
        return
    base, did = (PAST[clause.verb], "did") if clause.verb in PAST else (THIRD.get(clause.verb), "does")
    if base and not (match["before"] and not match["preposition"]):
        question = f"Which {profile.head} {did} {{}} {clause.adverb}{base} {before}".rstrip()
        yield about(clause, "object", f"{question}?", name, described)


def _role(clause: Clause, known: Profiles) -> Iterator[Fact]:
    """Which company somebody is the director of."""
    match = ROLE.match(clause.rest)
    profile = known.get(name_key(match["name"])) if match else None
    if clause.verb not in ("is", "was") or clause.owner or not match or not profile or not CLEAN.match(match["after"]):
        return
    role = match["role"]
    described = f"the {profile.head} that {{}} {clause.verb} the {role} of"
    yield about(clause, "role", f"Which {profile.head} {clause.verb} {{}} the {role} of?", match["name"], described)


def _made(clause: Clause, known: Profiles) -> Iterator[Fact]:
    """Who made an album: "is the second album by the band"."""
    own = profile_of(clause) if clause.verb in ("is", "was") and not clause.owner else None
    match = MADE.match(own.tail) if own else None
    if not own or own.person or not match or not CLEAN.match(match["after"]) or " and" in match["after"][:4]:
        return
    profile = known.get(name_key(match["name"]))
    joint = "who" if profile and profile.person else "that"
    described = f"the {profile.head} {joint} made the {own.head} {{}}" if profile else ""
    yield about(clause, "made", f"Who made the {own.head} {{}}?", match["name"], described)


def _owned(clause: Clause, _: Profiles) -> Iterator[Fact]:
    """What is the extension of somebody: a sentence that begins with a possessive."""
    match = re.match(r"(?P<noun>[a-z]+(?: [a-z]+)?) (?P<verb>is|was) (?P<value>(?:the )?(?:.+))$", clause.rest)
    if not clause.owner or not match:
        return
    value = until_aside(match["value"]).removeprefix("the ")
    if "," not in value and 1 <= len(value.split()) <= 5 and re.match(rf"(?:{COUNT}|{NAME}|{QUOTED}|[£$€])", value):
        yield about(clause, "owned", f"What {match['verb']} the {match['noun']} of {{}}?", value.strip('"“”'))


def _nationality(clause: Clause, _: Profiles) -> Iterator[Fact]:
    """What nationality somebody is."""
    own = profile_of(clause) if clause.verb in ("is", "was") and not clause.owner else None
    match = NATIONALITY.match(clause.rest) if own and own.person else None
    if match:
        yield about(clause, "nationality", f"What nationality {clause.verb} {{}}?", match["nationality"])


RULES: tuple[Rule, ...] = (
    _subject, _by, _where, _when, _lived, _number, _object, _role, _made, _owned, _nationality,
)  # fmt: skip


def facts(clause: Clause, known: Profiles) -> Iterator[Fact]:
    """Everything the rules make of a clause."""
    for rule in RULES:
        yield from rule(clause, known)

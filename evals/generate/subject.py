"""The rule whose answer is the clause's subject."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evals.generate.checks.grammar import BE, MODAL, NAME, QUOTED, is_finite, is_participle
from evals.generate.clause import FRONTED, Clause
from evals.generate.fact import Fact
from evals.generate.phrase import until_aside, until_verb
from evals.generate.profile import NameProfiles, Profile, profile_of
from graph.text.words import words

PROPER_KIND_NOUNS = frozenset(
    """
university company river church museum college school bridge island lake street road park festival award act treaty
war battle party committee trust council ministry department court agency commission institute society league club
library hospital theatre station airport railway bank law convention dynasty empire amendment programme foundation
farm mill abbey castle cathedral palace
""".split()
)
HUMAN_VERBS = frozenset(
    """
said wrote signed asked told married surveyed counted found saw led joined repaired cleaned agreed reported
spotted believed thought argued discovered invented looks works holds keeps wants checked calibrated resigned
taught studied described noted recorded presented installed trained edits lives
""".split()
)


def subject_facts(clause: Clause, known: NameProfiles) -> Iterator[Fact]:
    """Yield questions for the subject: who or what does something."""
    if not clause.named or clause.owner or clause.relative or clause.common or clause.verb in MODAL:
        return
    profile = known.profile(clause.key)
    person = known.is_person(clause.key)
    main = until_verb(until_aside(clause.rest), clause.verb)
    fronted = f" {clause.fronted}" if clause.fronted else ""
    own = profile_of(clause) if clause.verb in ("is", "was") else None
    if own:
        yield from _defined(clause, own, known)
        return
    if not _asks_well(clause, main):
        return
    asked = _which(clause, profile, person)
    if not asked or (clause.verb in ("are", "were", "have") and profile is None):
        return
    joint = "who" if person or asked == "Who" else "that"
    kind = profile.kind if profile and not profile.definite else "person" if joint == "who" else ""
    did = f"{clause.adverb}{clause.verb}"
    short = kind and len(main.split()) <= 10
    described = f"the {kind} {joint} {did} {until_verb(main)}{fronted}" if short else ""
    yield Fact(clause, "subject", f"{asked} {did} {main}{fronted}?", _surface(clause), "", described)


def _asks_well(clause: Clause, main: str) -> bool:
    """Whether a question for the subject can end in what the clause says of it."""
    if not main or main.startswith("and "):
        return False
    return not (clause.verb in BE and re.match(r"(?:an?|the|one|among|not)\b|[^a-z]", main))


def _defined(clause: Clause, own: Profile, known: NameProfiles) -> Iterator[Fact]:
    """Yield questions for the subject of a definition: which band was formed in 1997, who is the island's warden."""
    tail = until_verb(until_aside(own.tail), clause.verb)
    first = tail.split(" ")[0]
    if own.tail and not tail:
        return
    if own.definite:
        asked = "Who" if known.is_person(clause.key) else "What"
        body = until_verb(f"the {own.kind} {tail}".strip())
        yield Fact(clause, "definite", f"{asked} {clause.verb} {body}?", _surface(clause), "", body if tail else "")
    elif is_participle(first) and " " in tail and not tail.startswith("known"):
        described = f"the {own.kind} {tail}" if len(tail.split()) <= 8 else ""
        yield Fact(clause, "which", f"Which {own.kind} {clause.verb} {tail}?", _surface(clause), "", described)
    elif first in ("that", "who") and is_finite(tail.split(" ")[1] if " " in tail else ""):
        described = f"the {own.kind} {tail}" if len(tail.split()) <= 8 else ""
        yield Fact(clause, "which", f"Which {own.kind} {tail.partition(' ')[2]}?", _surface(clause), "", described)


def _which(clause: Clause, profile: Profile | None, person: bool) -> str:
    """Return the question's opening, e.g. "Who" or "Which band"; empty if the subject's kind is unknown."""
    if profile and profile.definite:
        return "Who" if person else ""
    if profile:
        overlap = set(words(profile.kind)) & set(words(clause.rest))
        return f"Which {profile.head if overlap else profile.kind}"
    last = clause.name.split()[-1].casefold()
    if last in PROPER_KIND_NOUNS and " " in clause.name and clause.verb not in MODAL:
        return f"Which {last}"
    if person or re.match(r"(?:Dr|Mr|Ms|Mrs|Prof|Sir|Lady)\b", clause.name):
        return "Who"
    human = re.fullmatch(r"[A-Z][a-z]+ (?:[A-Z]\. )?[A-Z][a-z]+", clause.name) and clause.verb in HUMAN_VERBS
    return "Who" if human else ""


def _surface(clause: Clause) -> str:
    """Return the subject as it stands in the sentence, without article and quotation marks."""
    name = clause.name.removeprefix("the ").strip('"“”')
    if name in clause.sentence:
        return name
    fronted = FRONTED.match(clause.sentence)
    match = re.match(rf"(?:[Tt]he )?({NAME}|{QUOTED})", clause.sentence[fronted.end() if fronted else 0 :])
    return match.group(1).strip('"“”') if match else ""

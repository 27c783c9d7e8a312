"""Generates questions over many documents: which subjects share an attribute, and how many documents mention a name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from evals.generate.checks.filters import WordIndex, plain_name
from evals.generate.draft import AnswerStep, Draft, gold_of, part_of
from evals.generate.fact import Fact
from evals.generate.inverse import MAKER_QUESTION, PARTICIPLES
from evals.generate.kinds.spec import DraftParts, KindSpec
from evals.generate.profile import NameProfiles
from evals.types import Case, Gold
from graph.text.names import name_key, strip_disambiguation
from graph.text.sentences import sentence_bounds
from graph.text.words import words
from graph.types import Passage

MIN_GROUP_SIZE, MAX_GROUP_SIZE = 2, 8
PLURALS = {"city": "cities", "county": "counties", "company": "companies", "series": "series", "church": "churches"}
BIRTHPLACE_QUESTION = re.compile(r"^Where was \{\} born\?$")
LOCATION_QUESTION = re.compile(r"^Where is \{\} (?P<how>located|based|situated)\?$")


def corpus_wide_drafts(parts: DraftParts) -> Iterator[Draft]:
    """Yield list questions about subjects that share a maker or place, and counts of documents."""
    known, unique = parts.known, parts.unique
    groups: dict[tuple[str, str], list[Fact]] = {}
    for fact in parts.facts:
        question = _shared(fact, known)
        if question and parts.homonyms.get(name_key(fact.answer), 0) <= 1:
            groups.setdefault((question, name_key(fact.answer)), []).append(fact)
    for (question, _), group in sorted(groups.items()):
        once = list({fact.clause.key: fact for fact in group}.values())
        passages = {fact.clause.passage.id for fact in once}
        if MIN_GROUP_SIZE <= len(once) == len(passages) <= MAX_GROUP_SIZE and not _is_stated_elsewhere(
            once[0], passages, unique
        ):
            yield _list(question, once)
    yield from _counts(unique, known)


def _shared(fact: Fact, known: NameProfiles) -> str:
    """Return the question that asks for all subjects with this fact's answer; empty if there is no such form."""
    profile = known.profile(fact.clause.key)
    asked = MAKER_QUESTION.match(fact.template)
    if not profile or not fact.template:
        return ""
    heads = PLURALS.get(profile.head, f"{profile.head}s")
    if asked:
        done = PARTICIPLES.get(asked["verb"], asked["verb"])
        return f"Which {heads} were {done} by {fact.answer}?"
    located = LOCATION_QUESTION.match(fact.template)
    if located and not profile.person:
        return f"Which {heads} are {located['how']} in {fact.answer}?"
    if BIRTHPLACE_QUESTION.match(fact.template):
        return f"Which people were born in {fact.answer}?"
    return ""


def _telling(fact: Fact) -> list[str]:
    """Return the words by which a passage that states the same of another subject is found: the answer and the verb."""
    asked = MAKER_QUESTION.match(fact.template)
    if asked:
        return [*words(fact.answer), *words(PARTICIPLES.get(asked["verb"], asked["verb"]))]
    return [*words(fact.answer), *words("born" if BIRTHPLACE_QUESTION.match(fact.template) else fact.clause.key)][:4]


def _is_stated_elsewhere(fact: Fact, passages: set[str], unique: WordIndex) -> bool:
    """Whether a passage outside the group, other than the one about the answer, may state the same of another."""
    others = [one for one in unique.passages_having(_telling(fact)) if one.id not in passages]
    return any(name_key(strip_disambiguation(one.title)) != name_key(fact.answer) for one in others)


def _list(question: str, group: Sequence[Fact]) -> Draft:
    names = sorted(plain_name(strip_disambiguation(fact.clause.name)) for fact in group)
    reference = f"{', '.join(names[:-1])} and {names[-1]}"
    gold = tuple(gold_of(fact) for fact in group)
    rules = "+".join(dict.fromkeys(fact.rule for fact in group))
    case = Case.make(question, reference, gold, "corpus", f"generated:which {rules}")
    parts = tuple(part_of(fact) for fact in group)
    return Draft(case, group[0].clause.passage.document_id, (name_key(group[0].answer),), parts, composed=True)


def _counts(unique: WordIndex, known: NameProfiles) -> Iterator[Draft]:
    """Yield questions for the number of documents that mention a name; exact string matching gives the count."""
    for key, profile in known.profiles.items():
        name = strip_disambiguation(profile.clause.passage.title)
        if name_key(name) != key or profile.clause.passage.title != name or len(words(name)) < 2:
            continue
        found = [(passage, _saying(passage, name)) for passage in unique.passages_mentioning(name)]
        told = [(passage, quote) for passage, quote in found if quote]
        documents = {passage.document_id for passage, _ in told}
        if MIN_GROUP_SIZE < len(documents) <= MAX_GROUP_SIZE and len(found) == len(told):
            gold = tuple(Gold(passage.id, quote, passage.source) for passage, quote in told)
            question = f"How many documents mention {name}?"
            case = Case.make(question, str(len(documents)), gold, "corpus", "generated:how many documents")
            parts = tuple(AnswerStep("", name, passage) for passage, _ in told)
            yield Draft(case, profile.clause.passage.document_id, (key,), parts, composed=True)


def _saying(passage: Passage, name: str) -> str:
    """Return the first sentence of the passage that contains the name; empty if none does."""
    pattern = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    if not pattern.search(passage.text):
        return ""
    for low, high in sentence_bounds(passage.text):
        if pattern.search(passage.text[low:high]):
            return passage.text[low:high]
    return ""


KIND = KindSpec("corpus", "lists and counts over many documents", 0.06, 60, corpus_wide_drafts)

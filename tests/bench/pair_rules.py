"""Make minimal pairs of answers from gold answers: what must be called right beside what must be called wrong.

Every rule changes one thing of which nobody doubts whether it matters. A rule takes the gold answers of its own half
only for what it puts in their place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from tests.bench.pair_frames import LIST_OPENINGS, OPENINGS, question_frame, statements
from tests.bench.pair_golds import (
    WHO,
    YES_NO,
    Gold,
    has_one_value,
    is_alike,
    is_list,
    is_name,
    is_short,
    is_statement,
    listed,
    other_names,
    pick,
)
from tests.bench.pair_values import (
    changed_numbers,
    changed_units,
    day_notations,
    other_days,
    other_number_notations,
    other_unit_notations,
    read_day,
)

MAX_GOLDS = 20
MIN_TEXT_WORDS, MAX_TEXT_WORDS = 7, 80
_SOME_WILL_DO = re.compile(r"\b(?:can|could|may|any|examples?|some|ways?)\b", re.IGNORECASE)
_IN_ORDER = re.compile(r"\brespectively\b|\bchronological order\b", re.IGNORECASE)
_AUXILIARY = re.compile(r" (is|are|was|were|can|may|must|will|should) (?!not\b|no\b|only\b)")
_NEGATED = re.compile(
    r"\b(?:not|no|never|none|neither|nor|without|cannot|only|rather|instead|if|unless|but|although|or)\b|n't\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class MadeAnswer:
    """An answer made by a rule, and whether it is right."""

    kind: str
    gold: Gold
    text: str
    right: bool


Rule = Callable[[Gold, Sequence[Gold]], Iterator[tuple[str, bool]]]


def make_pairs(golds: Sequence[Gold]) -> list[MadeAnswer]:
    """What the rules make of the gold answers; the kind is that of the rule.

    A rule takes at most `MAX_GOLDS` of a set, so that no kind and set outweighs the others.
    """
    found: list[MadeAnswer] = []
    taken: Counter[tuple[str, str]] = Counter()
    for gold in golds:
        for kind, rule in RULES.items():
            made = [MadeAnswer(kind, gold, text, right) for text, right in dict.fromkeys(rule(gold, golds))]
            if made and taken[kind, gold.set] < MAX_GOLDS:
                taken[kind, gold.set] += 1
                found += made
    return found


def _framed(gold: Gold, right: str, wrong: str, openings: Sequence[str] = OPENINGS) -> Iterator[tuple[str, bool]]:
    """A right and a wrong answer alone, in one opening, and in the question's words where the rules know them."""
    frames = [openings[pick(gold.question + right, len(openings))], question_frame(gold.question)]
    for frame in filter(None, frames):
        capital = frame.startswith("{}") and len(frame) > len("{}.")
        for text, verdict in ((right, True), (wrong, False)):
            yield frame.format(text[0].upper() + text[1:] if capital else text), verdict


def number(gold: Gold, golds: Sequence[Gold]) -> Iterator[tuple[str, bool]]:
    """A changed number."""
    wrong = list(changed_numbers(gold.answer)) if has_one_value(gold) else []
    if wrong:
        yield from _framed(gold, gold.answer, wrong[pick(gold.question, len(wrong))])


def number_in_statement(gold: Gold, golds: Sequence[Gold]) -> Iterator[tuple[str, bool]]:
    """A changed number in a sentence or a few."""
    is_text = MIN_TEXT_WORDS <= len(gold.answer.split()) <= MAX_TEXT_WORDS and len(gold.items) == 1
    wrong = list(changed_numbers(gold.answer)) if is_text and not gold.aliases else []
    if wrong:
        yield f"According to the document, {gold.answer}", True
        yield f"According to the document, {wrong[pick(gold.question, len(wrong))]}", False


def day(gold: Gold, golds: Sequence[Gold]) -> Iterator[tuple[str, bool]]:
    """A date with another year, month or day."""
    if (known := read_day(gold.references)) is None:
        return
    for place, other in enumerate(other_days(known)):
        form = pick(f"{gold.question}{place}", len(day_notations(known)))
        yield from _framed(gold, day_notations(known)[form], day_notations(other)[form])


def unit(gold: Gold, golds: Sequence[Gold]) -> Iterator[tuple[str, bool]]:
    """Another unit of the same kind."""
    if has_one_value(gold):
        for wrong in changed_units(gold.answer):
            yield from _framed(gold, gold.answer, wrong)


def notation(gold: Gold, golds: Sequence[Gold]) -> Iterator[tuple[str, bool]]:
    """The same value in another notation: only right answers."""
    known = read_day(gold.references)
    texts = list(day_notations(known)) if known else []
    if is_short(gold) and not known:
        texts = [*other_number_notations(gold.answer), *other_unit_notations(gold.answer)]
    for text in texts:
        yield from (pair for pair in _framed(gold, text, text) if pair[1])


def negation(gold: Gold, golds: Sequence[Gold]) -> Iterator[tuple[str, bool]]:
    """Yes or no, alone and with the question as a statement; the negation of a sentence."""
    if any(YES_NO.fullmatch(alias) for alias in gold.aliases):
        return  # it depends on what the question does not say
    if match := YES_NO.fullmatch(gold.answer):
        yes = match[1].casefold() == "yes"
        yield f"{'Yes' if yes else 'No'}.", True
        yield f"{'No' if yes else 'Yes'}.", False
        if told := statements(gold.question):
            for said, text in zip((True, False), told, strict=True):
                yield text, said == yes
                yield f"{'Yes' if said else 'No'}, {text[0].lower()}{text[1:]}", said == yes
    elif is_statement(gold) and not _NEGATED.search(gold.answer) and len(_AUXILIARY.findall(gold.answer)) == 1:
        negated = _AUXILIARY.sub(r" \1 not ", gold.answer)
        yield f"According to the document, {gold.answer}", True
        yield f"According to the document, {negated}", False


def name(gold: Gold, golds: Sequence[Gold]) -> Iterator[tuple[str, bool]]:
    """Another name, another surname or first name, and who came before and after."""
    others = other_names(gold, golds) if is_name(gold) else []
    if not others:
        return
    other = others[pick(gold.question, len(others))]
    yield from _framed(gold, gold.answer, other)
    if WHO.search(gold.question) and " " in gold.answer:
        first, _, last = gold.answer.rpartition(" ")
        yield f"{first} {other.rpartition(' ')[2]}", False
        yield f"{other.partition(' ')[0]} {last}", False
        yield f"{gold.answer}, who was followed by {other}.", True
        yield f"{other}, who was followed by {gold.answer}.", False
    yield f"{gold.answer}, not {other}.", True
    yield f"{other}, not {gold.answer}.", False


def order(gold: Gold, golds: Sequence[Gold]) -> Iterator[tuple[str, bool]]:
    """Items in another order: wrong where the question asks for one, else right."""
    items = gold.items
    if not is_list(gold):
        return
    turned = (*items[1:], items[0])
    if _IN_ORDER.search(gold.question):
        yield listed(items), True
        yield listed(turned), False
        yield f"{listed(items)}, respectively.", True
        yield f"{listed(turned)}, respectively.", False
    else:
        yield listed(turned), True
        yield "\n".join(f"- {item}" for item in turned), True


def some_of_list(gold: Gold, golds: Sequence[Gold]) -> Iterator[tuple[str, bool]]:
    """A list without one of its items, and with only one."""
    items = gold.items
    if not is_list(gold) or _SOME_WILL_DO.search(gold.question):
        return
    frame = LIST_OPENINGS[pick(gold.question, len(LIST_OPENINGS))]
    yield frame.format(listed(items)), True
    dropped = pick(gold.question, len(items))
    yield frame.format(listed([item for place, item in enumerate(items) if place != dropped])), False
    yield frame.format(items[dropped]), False


def too_much(gold: Gold, golds: Sequence[Gold]) -> Iterator[tuple[str, bool]]:
    """An item more than is right, and an alternative beside the right value or name."""
    if len(gold.items) > 1:
        others = [
            item
            for other in golds
            if other.set == gold.set and other is not gold and len(other.items) > 1
            for item in other.items
        ]
        known = f"{gold.answer} {gold.question}".casefold()
        others = [item for item in others if item.casefold() not in known and is_alike(item, gold.items)]
        if others and is_list(gold):
            yield listed([*gold.items, others[pick(gold.question, len(others))]]), False
            yield listed(gold.items), True
    elif is_name(gold) and (others := other_names(gold, golds)):
        yield f"{gold.answer} and {others[pick(gold.question, len(others))]}", False
        yield f"{others[pick(gold.question, len(others))]} or {gold.answer}.", False
        yield f"{gold.answer}.", True
    elif has_one_value(gold) and (wrong := list(changed_numbers(gold.answer))):
        yield f"{wrong[0]} or {gold.answer}", False
        yield f"{gold.answer}.", True


def headline(gold: Gold, golds: Sequence[Gold]) -> Iterator[tuple[str, bool]]:
    """A right or wrong short answer above a quote that says the other."""
    if is_name(gold):
        others = other_names(gold, golds)
    else:
        others = list(changed_numbers(gold.answer)) if has_one_value(gold) else []
    if not others:
        return
    other = others[pick(gold.question, len(others))]
    frame = question_frame(gold.question) or "The document states {} in this place."
    yield f"{other} [1]\n\n{frame.format(other)} [1]\n\n{frame.format(gold.answer)} [2]", False
    yield f"{gold.answer} [1]\n\n{frame.format(gold.answer)} [1]\n\n{frame.format(other)} [2]", True


RULES: dict[str, Rule] = {
    "number": number,
    "number in a sentence": number_in_statement,
    "date": day,
    "unit": unit,
    "notation": notation,
    "negation": negation,
    "name": name,
    "order": order,
    "list": some_of_list,
    "too much": too_much,
    "headline": headline,
}

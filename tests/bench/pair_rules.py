"""Make minimal pairs of answers from gold answers: what must be called right beside what must be called wrong.

Every rule changes one thing of which nobody doubts whether it matters. A rule takes the gold answers of its own half
only for what it puts in their place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import permutations

from tests.bench.pair_frames import LIST_OPENINGS, OPENINGS, question_frame, statements
from tests.bench.pair_values import (
    NUMBER,
    changed_numbers,
    changed_units,
    day_notations,
    other_days,
    other_number_notations,
    other_unit_notations,
    read_day,
)

MAX_GOLDS = 20
MAX_SHORT_WORDS = 6
MAX_STATEMENT_WORDS = 32
MAX_ITEMS = 8
_NAME = re.compile(r"[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*){0,3}")
_WHO = re.compile(r"\bwho(?:m|se)?\b", re.IGNORECASE)
_SOME_WILL_DO = re.compile(r"\b(?:can|could|may|any|examples?|some|ways?)\b", re.IGNORECASE)
_YES_NO = re.compile(r"(yes|no)\.?", re.IGNORECASE)
_IN_ORDER = re.compile(r"\brespectively\b|\bchronological order\b", re.IGNORECASE)
_AUXILIARY = re.compile(r" (is|are|was|were|can|may|must|will|should) (?!not\b|no\b|only\b)")
_NEGATED = re.compile(
    r"\b(?:not|no|never|none|neither|nor|without|cannot|only|rather|instead|if|unless|but|although|or)\b|n't\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Gold:
    """A question with its gold answer; `number` is its place in its set, by which the halves are told."""

    set: str
    number: int
    question: str
    answer: str
    aliases: tuple[str, ...] = ()

    @property
    def items(self) -> tuple[str, ...]:
        """The items of the answer; itself alone if it is no list."""
        return tuple(part.strip() for part in self.answer.split(";") if part.strip())

    @property
    def references(self) -> tuple[str, ...]:
        """The wordings that are right; the aliases of a list are its single items, which are not all of it."""
        return (self.answer,) if len(self.items) > 1 else (self.answer, *self.aliases)


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


def _pick(key: str, count: int) -> int:
    """A number below `count` that depends on the key alone."""
    return int.from_bytes(sha256(key.encode()).digest()[:4]) % count


def _framed(gold: Gold, right: str, wrong: str, openings: Sequence[str] = OPENINGS) -> Iterator[tuple[str, bool]]:
    """A right and a wrong answer alone, in one opening, and in the question's words where the rules know them."""
    frames = [openings[_pick(gold.question + right, len(openings))], question_frame(gold.question)]
    for frame in filter(None, frames):
        capital = frame.startswith("{}") and len(frame) > len("{}.")
        for text, verdict in ((right, True), (wrong, False)):
            yield frame.format(text[0].upper() + text[1:] if capital else text), verdict


def _is_short(gold: Gold) -> bool:
    return len(gold.items) == 1 and len(gold.answer.split()) <= MAX_SHORT_WORDS and not _YES_NO.fullmatch(gold.answer)


def _has_one_value(gold: Gold) -> bool:
    """Whether every wording that is right has the answer's number, or none has one."""
    numbers = {tuple(match.group().replace(",", "") for match in NUMBER.finditer(text)) for text in gold.references}
    return _is_short(gold) and len(numbers) == 1


def _is_name(gold: Gold) -> bool:
    return _is_short(gold) and bool(_NAME.fullmatch(gold.answer)) and " and " not in gold.answer


def _is_statement(gold: Gold) -> bool:
    """Whether the answer is one sentence."""
    size = len(gold.answer.split())
    return (
        len(gold.items) == 1
        and MAX_SHORT_WORDS < size <= MAX_STATEMENT_WORDS
        and not re.search(r"[.!?:]\s", gold.answer)
    )


def _is_list(gold: Gold) -> bool:
    """Whether the answer lists two to eight things, none of which is part of another."""
    items = gold.items
    whole = all(item.count("(") == item.count(")") and len(item.split()) <= MAX_STATEMENT_WORDS for item in items)
    return 2 <= len(items) <= MAX_ITEMS and whole and not any(one in other for one, other in permutations(items, 2))


def _other_names(gold: Gold, golds: Sequence[Gold]) -> list[str]:
    """Names of as many words that answer other questions of the set, and share no word with this one or its question.

    Who is asked for gets a person, what or where something else.
    """
    taken = {word.casefold() for word in re.findall(r"\w+", f"{gold.answer} {gold.question} {' '.join(gold.aliases)}")}
    return [
        other.answer
        for other in golds
        if other.set == gold.set
        and _is_name(other)
        and len(other.answer.split()) == len(gold.answer.split())
        and bool(_WHO.search(other.question)) == bool(_WHO.search(gold.question))
        and not taken & {word.casefold() for word in re.findall(r"\w+", other.answer)}
    ]


def number(gold: Gold, golds: Sequence[Gold]) -> Iterator[tuple[str, bool]]:
    """A changed number."""
    wrong = list(changed_numbers(gold.answer)) if _has_one_value(gold) else []
    if wrong:
        yield from _framed(gold, gold.answer, wrong[_pick(gold.question, len(wrong))])


def number_in_statement(gold: Gold, golds: Sequence[Gold]) -> Iterator[tuple[str, bool]]:
    """A changed number in a whole sentence."""
    wrong = list(changed_numbers(gold.answer)) if _is_statement(gold) and not gold.aliases else []
    if wrong:
        yield f"According to the document, {gold.answer}", True
        yield f"According to the document, {wrong[_pick(gold.question, len(wrong))]}", False


def day(gold: Gold, golds: Sequence[Gold]) -> Iterator[tuple[str, bool]]:
    """A date with another year, month or day."""
    if (known := read_day(gold.references)) is None:
        return
    for place, other in enumerate(other_days(known)):
        form = _pick(f"{gold.question}{place}", len(day_notations(known)))
        yield from _framed(gold, day_notations(known)[form], day_notations(other)[form])


def unit(gold: Gold, golds: Sequence[Gold]) -> Iterator[tuple[str, bool]]:
    """Another unit of the same kind."""
    if _has_one_value(gold):
        for wrong in changed_units(gold.answer):
            yield from _framed(gold, gold.answer, wrong)


def notation(gold: Gold, golds: Sequence[Gold]) -> Iterator[tuple[str, bool]]:
    """The same value in another notation: only right answers."""
    known = read_day(gold.references)
    texts = list(day_notations(known)) if known else []
    if _is_short(gold) and not known:
        texts = [*other_number_notations(gold.answer), *other_unit_notations(gold.answer)]
    for text in texts:
        yield from (pair for pair in _framed(gold, text, text) if pair[1])


def negation(gold: Gold, golds: Sequence[Gold]) -> Iterator[tuple[str, bool]]:
    """Yes or no, alone and with the question as a statement; the negation of a sentence."""
    if any(_YES_NO.fullmatch(alias) for alias in gold.aliases):
        return  # it depends on what the question does not say
    if match := _YES_NO.fullmatch(gold.answer):
        yes = match[1].casefold() == "yes"
        yield f"{'Yes' if yes else 'No'}.", True
        yield f"{'No' if yes else 'Yes'}.", False
        if told := statements(gold.question):
            for said, text in zip((True, False), told, strict=True):
                yield text, said == yes
                yield f"{'Yes' if said else 'No'}, {text[0].lower()}{text[1:]}", said == yes
    elif _is_statement(gold) and not _NEGATED.search(gold.answer) and len(_AUXILIARY.findall(gold.answer)) == 1:
        negated = _AUXILIARY.sub(r" \1 not ", gold.answer)
        yield f"According to the document, {gold.answer}", True
        yield f"According to the document, {negated}", False


def name(gold: Gold, golds: Sequence[Gold]) -> Iterator[tuple[str, bool]]:
    """Another name, another surname or first name, and who came before and after."""
    others = _other_names(gold, golds) if _is_name(gold) else []
    if not others:
        return
    other = others[_pick(gold.question, len(others))]
    yield from _framed(gold, gold.answer, other)
    if _WHO.search(gold.question) and " " in gold.answer:
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
    if not _is_list(gold):
        return
    turned = (*items[1:], items[0])
    if _IN_ORDER.search(gold.question):
        yield _listed(items), True
        yield _listed(turned), False
        yield f"{_listed(items)}, respectively.", True
        yield f"{_listed(turned)}, respectively.", False
    else:
        yield _listed(turned), True
        yield "\n".join(f"- {item}" for item in turned), True


def some_of_list(gold: Gold, golds: Sequence[Gold]) -> Iterator[tuple[str, bool]]:
    """A list without one of its items, and with only one."""
    items = gold.items
    if not _is_list(gold) or _SOME_WILL_DO.search(gold.question):
        return
    frame = LIST_OPENINGS[_pick(gold.question, len(LIST_OPENINGS))]
    yield frame.format(_listed(items)), True
    dropped = _pick(gold.question, len(items))
    yield frame.format(_listed([item for place, item in enumerate(items) if place != dropped])), False
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
        others = [item for item in others if item.casefold() not in known and _is_alike(item, gold.items)]
        if others and _is_list(gold):
            yield _listed([*gold.items, others[_pick(gold.question, len(others))]]), False
            yield _listed(gold.items), True
    elif _is_name(gold) and (others := _other_names(gold, golds)):
        yield f"{gold.answer} and {others[_pick(gold.question, len(others))]}", False
        yield f"{others[_pick(gold.question, len(others))]} or {gold.answer}.", False
        yield f"{gold.answer}.", True
    elif _has_one_value(gold) and (wrong := list(changed_numbers(gold.answer))):
        yield f"{wrong[0]} or {gold.answer}", False
        yield f"{gold.answer}.", True


def headline(gold: Gold, golds: Sequence[Gold]) -> Iterator[tuple[str, bool]]:
    """A right or wrong short answer above a quote that says the other."""
    if _is_name(gold):
        others = _other_names(gold, golds)
    else:
        others = list(changed_numbers(gold.answer)) if _has_one_value(gold) else []
    if not others:
        return
    other = others[_pick(gold.question, len(others))]
    frame = question_frame(gold.question) or "The document states {} in this place."
    yield f"{other} [1]\n\n{frame.format(other)} [1]\n\n{frame.format(gold.answer)} [2]", False
    yield f"{gold.answer} [1]\n\n{frame.format(gold.answer)} [1]\n\n{frame.format(other)} [2]", True


def _is_alike(item: str, items: Sequence[str]) -> bool:
    """Whether an item of another list looks like those of a list: no longer, and with a capital or digit if they
    have."""
    first, other = items[0][0], item[0]
    longest = max(len(one.split()) for one in items)
    return len(item.split()) <= longest and first.isupper() == other.isupper() and first.isdigit() == other.isdigit()


def _listed(items: Sequence[str]) -> str:
    """Items as people list them: with commas and "and", or with semicolons if they have commas."""
    if any("," in item or " and " in item for item in items) and not all(
        re.fullmatch(r"[$€£(]?[\d ,.)-]+", item) for item in items
    ):
        return "; ".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}" if len(items) > 1 else items[0]


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

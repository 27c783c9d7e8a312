"""Questions about the figures of a sentence: amounts, counts, periods, shares and dates."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from evals.generate.draft import Draft
from evals.generate.kinds.spec import DraftParts, KindSpec
from evals.generate.prose.drafting import DraftQuestion, prose_draft
from evals.generate.prose.german import german_amounts
from evals.generate.prose.main_clause import MainClause, has_second_verb, is_unbroken, read_main_clause, subtree
from evals.generate.prose.parsing import ParsedSentence
from evals.generate.prose.wording import render
from rag.dependency_parser import Token

_TO = ("to", "and", "or", "-", "–")
_CURRENCIES = ("$", "£", "€", "US$", "¥")
_BOUND = re.compile(
    r"\b(?:up to|at (?:least|most)|(?:no )?(?:more|less|fewer) than|as (?:many|much) as|about|around|approximately"
    r"|roughly|over|under|nearly|almost|a (?:maximum|minimum) of)\s+$",
    re.IGNORECASE,
)
_MONEY_NOUNS = frozenset("dollar euro pound franc cent penny rupee yen".split())
_MONTHS = frozenset(
    "january february march april may june july august september october november december jan feb mar apr jun jul aug "
    "sep sept oct nov dec".split()
)
_JOINED = frozenset(
    "dimensional fold minute hour day week month year mile foot inch meter metre percent page point man person bed "
    "seat star way digit letter word step tier part stage".split()
)
"""Words that make one adjective with the number before them, as in "15 minute increments"."""

MAX_DATE_WORDS = 5
_BOUNDING = ("more", "less", "fewer", "least", "most", "many", "maximum", "minimum")
_NO_UNITS = frozenset("one type kind way step chapter section page figure table version".split())
_BEFORE_COUNT = ("within", "for", "after", "before", "over", "under", "up", "until", "in")
_VAGUE_VERBS = frozenset("be include contain show see give".split())
_TIMES = {
    "by": "By when",
    "until": "Until when",
    "since": "Since when",
    "from": "From when",
    "on": "When",
    "in": "When",
    "before": "Before which date",
    "after": "After which date",
}


def amount_drafts(parts: DraftParts) -> Iterator[Draft]:
    """Yield a question for each figure of each sentence, whose reference is the figure with its unit."""
    for sentence in parts.prose.sentences:
        clause = read_main_clause(sentence.tokens)
        if clause is None or not any(token.like_num for token in sentence.tokens) or _has_rivals(sentence.tokens):
            continue
        for child in clause.verb.children:
            if child.i <= clause.verb.i:
                continue
            if child.dep_ in ("dobj", "attr") or (child.dep_ == "npadvmod" and _is_measure(child)):
                yield from _of_object(parts, sentence, clause, child)
            elif child.dep_ == "prep":
                yield from _of_phrase(parts, sentence, clause, child)
        yield from _of_subject(parts, sentence, clause)
    yield from german_amounts(parts)


def _has_rivals(tokens: Sequence[Token]) -> bool:
    """Return whether a sentence holds two figures of one sort: "four weeks, one week"."""
    counted: Counter[str] = Counter()
    for token in tokens:
        dated = token.head.lower_ in _MONTHS or re.fullmatch(r"(?:19|20)\d\d", token.text)
        if token.like_num and token.tag_ == "CD" and not dated:
            money = any(child.text in _CURRENCIES for child in (*token.children, *token.head.children))
            unit = token.head.lemma_.casefold() if token.dep_ in ("nummod", "compound") else ""
            joined = token.dep_ in ("compound",) and token.head.like_num
            if not joined:
                counted["money" if money or unit in _MONEY_NOUNS else unit] += 1
    return any(count > 1 for unit, count in counted.items() if unit)


def _of_object(parts: DraftParts, sentence: ParsedSentence, clause: MainClause, noun: Token) -> Iterator[Draft]:
    """Ask for the figure of an object: "how many days of leave does each employee get"."""
    number = _number_of(noun)
    unclear = any(child.dep_ in ("det", "case") for child in noun.children)
    if number is None or unclear or clause.negation is not None or _has_clause(clause) or has_second_verb(clause):
        return
    asked = _ask_for_share(sentence, clause, noun, number)
    if _is_money(noun, number):
        asked = _ask_for_money(sentence, clause, noun, number)
    elif noun.tag_ == "NNS" and noun.lemma_ not in _NO_UNITS and clause.verb.lemma_ != "be":
        asked = _ask_for_count(sentence, clause, noun, number)
    if asked:
        yield from prose_draft(parts, sentence, asked)


def _inverted(clause: MainClause, noun: Token) -> str:
    """Return the clause in the order of a question, without its object up to the clauses that describe it."""
    later = _later(noun)
    return clause.inverted(drop={token.i for token in subtree(noun) if token.i < later})


def _ask_for_money(sentence: ParsedSentence, clause: MainClause, noun: Token, number: list[Token]) -> DraftQuestion:
    rest = [token for token in subtree(noun) if token.i > number[-1].i]
    unit = "" if clause.verb.lemma_ == "be" else _after_money(rest)
    money = _money(sentence, noun, number)
    exact = money.replace(sentence.text_of(number), _bounded(sentence, number))
    return DraftQuestion(f"How much {_inverted(clause, noun)}{unit}?", exact, "amount", "money", (money,))


def _ask_for_share(
    sentence: ParsedSentence, clause: MainClause, noun: Token, number: list[Token]
) -> DraftQuestion | None:
    whole = render([token for token in subtree(noun) if token.i > number[-1].i])
    if noun.lower_ not in ("%", "percent") or not whole.startswith("of "):
        return None
    figure = sentence.text_of(number)
    question = f"What percentage {whole} {_inverted(clause, noun)}?"
    return DraftQuestion(question, f"{figure}%", "amount", "share", (f"{figure} percent",))


def _ask_for_count(
    sentence: ParsedSentence, clause: MainClause, noun: Token, number: list[Token]
) -> DraftQuestion | None:
    later, figure, exact = _later(noun), sentence.text_of(number), _bounded(sentence, number)
    if clause.modal in ("can", "may", "could", "might") and exact == figure:
        return None  # two lines can be joined, and so can three
    counted = render([token for token in subtree(noun) if number[-1].i < token.i < later])
    if "," in counted or any(token.dep_ == "cc" and token.head.i == noun.i for token in noun.children):
        return None
    unit = _unit(sentence, number, noun)
    question = f"How many {counted} {_inverted(clause, noun)}?"
    return DraftQuestion(question, f"{exact}{unit}", "amount", "count", (f"{figure}{unit}", figure))


def _is_measure(noun: Token) -> bool:
    """Return whether a noun beside the verb says how long or far: "lasts 36 months", not "26 months after it left"."""
    following = noun.nbor().lower_ if noun.i + 1 < len(noun.doc) else ""
    relative = following in ("after", "before", "later", "ago", "earlier", "from")
    return noun.left_edge.i == noun.head.i + 1 and not relative


def _has_clause(clause: MainClause) -> bool:
    return any(child.dep_ == "ccomp" for child in clause.verb.children)


def _of_subject(parts: DraftParts, sentence: ParsedSentence, clause: MainClause) -> Iterator[Draft]:
    """Ask for the figure of the subject: "how many members sit on the board"."""
    head = next((token for token in clause.subject if token.dep_ in ("nsubj", "nsubjpass")), None)
    number = _number_of(head) if head is not None else None
    if head is None or number is None or head.tag_ != "NNS" or clause.front or head.lemma_ in _NO_UNITS:
        return
    if clause.negation is not None or clause.verb.lemma_ == "be" or any(child.dep_ == "det" for child in head.children):
        return
    rest = render([token for token in clause.subject if token.i > number[-1].i])
    said = (
        []
        if clause.first is None or (clause.first.i == clause.verb.i and clause.verb.lemma_ != "be")
        else [clause.first]
    )
    figure = sentence.text_of(number)
    exact = _bounded(sentence, number)
    unit = _unit(sentence, number, head)
    question = f"How many {rest} {render([*said, *clause.tail])}?"
    yield from prose_draft(
        parts, sentence, DraftQuestion(question, f"{exact}{unit}", "amount", "count", (f"{figure}{unit}", figure))
    )


def _of_phrase(parts: DraftParts, sentence: ParsedSentence, clause: MainClause, preposition: Token) -> Iterator[Draft]:
    """Ask for the figure of a phrase: "within how many days must I appeal", "by when", "when"."""
    noun = next((child for child in preposition.children if child.dep_ == "pobj"), None)
    if noun is None or clause.negation is not None:
        return
    if _is_date(noun) and preposition.lower_ in _TIMES and clause.verb.lemma_ != "be":
        asked = _ask_for_date(sentence, clause, preposition, noun)
    else:
        asked = _ask_for_period(sentence, clause, preposition, noun)
    if asked:
        yield from prose_draft(parts, sentence, asked)


def _ask_for_date(
    sentence: ParsedSentence, clause: MainClause, preposition: Token, noun: Token
) -> DraftQuestion | None:
    """Ask for a date with a number; "from" one date to another is none."""
    low, date = preposition.lower_, sentence.text_of(subtree(noun)).strip(" ,")
    ranged = low == "from" and any(other.lower_ in ("to", "until", "through", "till") for other in clause.tail)
    if ranged or not re.search(r"\d", date) or len(date.split()) > MAX_DATE_WORDS:
        return None
    question = f"{_TIMES[low]} {_without(clause, preposition)}?"
    return DraftQuestion(question, date, "amount", "date", (f"{preposition.text} {date}",))


def _ask_for_period(
    sentence: ParsedSentence, clause: MainClause, preposition: Token, noun: Token
) -> DraftQuestion | None:
    """Ask for a count of days and the like that stands right behind the preposition."""
    low, number, phrase = preposition.lower_, _number_of(noun), subtree(preposition)
    if number is None or low not in _BEFORE_COUNT or noun.tag_ != "NNS" or _is_money(noun, number):
        return None
    if any(token.pos_ in ("VERB", "AUX") for token in phrase) or not is_unbroken(phrase):
        return None
    ahead = sentence.text_of([token for token in phrase if token.i < number[0].i])
    if len(ahead.split()) != 1:
        return None
    counted = render([token for token in subtree(noun) if token.i > number[-1].i])
    figure, unit = sentence.text_of(number), _unit(sentence, number, noun)
    question = f"{low[:1].upper()}{low[1:]} how many {counted} {_without(clause, preposition)}?"
    return DraftQuestion(question, f"{figure}{unit}", "amount", "period", (f"{low} {figure}{unit}", figure))


def _without(clause: MainClause, preposition: Token) -> str:
    """Return the clause in the order of a question, without a phrase."""
    return clause.inverted(drop={token.i for token in subtree(preposition)})


def _unit(sentence: ParsedSentence, number: list[Token], noun: Token) -> str:
    """Return what stands behind a number up to the end of the noun that it counts."""
    return sentence.text_of([number[-1], noun]).removeprefix(number[-1].text)


def _number_of(noun: Token | None) -> list[Token] | None:
    """Return the tokens of the number that counts a noun, "at least" and the like included only in the text before."""
    if noun is None:
        return None
    counts = [child for child in noun.children if child.dep_ == "nummod" and child.i < noun.i and child.like_num]
    if noun.like_num and any(child.text in _CURRENCIES for child in noun.children):
        counts = [noun]
    if len(counts) != 1:
        return None
    number = counts[0]
    after = number.doc[number.i + 1]
    if noun is not number and after.i < noun.i and after.lower_ in _JOINED:
        return None
    if any(token.dep_ in ("conj", "cc") for token in number.children) or _is_end(number) or _is_in_name(number, noun):
        return None
    tokens = [child for child in number.children if child.dep_ == "compound" or child.text in _CURRENCIES]
    return sorted([*tokens, number], key=lambda token: token.i)


def _is_in_name(number: Token, noun: Token) -> bool:
    """Return whether a number belongs to the word before it, as in "new Python 2 libraries", or is one of an order."""
    before = [child for child in noun.children if child.i < number.i and child.dep_ in ("compound", "amod", "nmod")]
    last = number.nbor(-1) if number.i else None
    named = bool(last is not None and (last.text[:1].isupper() if last.i else last.pos_ == "PROPN"))
    return named or any(child.pos_ in ("PROPN", "ADJ", "NOUN") and child.lower_ not in _BOUNDING for child in before)


def _is_end(number: Token) -> bool:
    """Return whether a number is one end of a range: "between £50 and £1,821", "5 to 7"."""
    before = [token for token in number.doc[max(0, number.i - 3) : number.i] if token.text not in _CURRENCIES]
    after = [token for token in number.doc[number.i + 1 : number.i + 4] if token.text not in _CURRENCIES]
    first = len(after) > 1 and after[0].lower_ in _TO and after[1].like_num
    last = len(before) > 1 and before[-1].lower_ in _TO and before[-2].like_num
    return first or last or any(token.lower_ == "between" for token in before)


def _bounded(sentence: ParsedSentence, number: list[Token]) -> str:
    """Return the number with words such as "up to", "at least" and "about" before it."""
    start, end = int(number[0].idx), int(number[-1].idx) + len(number[-1])
    bound = _BOUND.search(sentence.text[:start])
    return sentence.text[bound.start() if bound else start : end].strip()


def _later(noun: Token) -> int:
    """Return where the clauses that describe a noun begin: in a question, they stand behind its verb."""
    clauses = [
        child.left_edge.i for child in noun.children if child.dep_ in ("relcl", "acl", "advcl") and child.i > noun.i
    ]
    return min(clauses, default=1 << 16)


def _is_money(noun: Token, number: list[Token]) -> bool:
    return noun.lemma_.casefold() in _MONEY_NOUNS or any(token.text in _CURRENCIES for token in number)


def _money(sentence: ParsedSentence, noun: Token, number: list[Token]) -> str:
    figure = sentence.text_of(number)
    return figure if any(token.text in _CURRENCIES for token in number) else f"{figure} {noun.text}"


def _after_money(rest: list[Token]) -> str:
    said = render(rest[1:] if rest and rest[0].lemma_.casefold() in _MONEY_NOUNS else rest)
    return f" {said}" if said else ""


def _is_date(noun: Token) -> bool:
    words = {token.lower_ for token in noun.subtree}
    return bool(words & _MONTHS) or bool(re.fullmatch(r"(?:19|20)\d\d", noun.text))


KIND = KindSpec("amount", "an amount, count, period, share or date", 0.12, 32, amount_drafts)

"""The words of questions about tables: how a row, a value and a column are called in a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from evals.generate.checks.grammar import is_person_head
from evals.generate.profile import PREPOSITIONS
from evals.generate.tables.heading import CURRENCIES, Heading
from evals.generate.tables.sheet import COUNTED_NAMES, ORDERING, Column, Sheet
from graph.text.dates import DATE_PATTERN, YEAR
from graph.text.words import QUESTION_WORDS, words
from graph.types import digest
from rag.answer.extractive.tables.grid import Row
from rag.answer.extractive.tables.values import is_blank, read_number

MAX_VALUE_WORDS = 9
NOT_AT_THE_EDGE = PREPOSITIONS | QUESTION_WORDS | {"per", "than"}
"""Words with which no name of a column begins or ends that can be asked for."""
NO_NOUNS = frozenset(
    "since left due open done sent until ago before after now yes no new old total active free sold lost won joined "
    "born made held met built begun taken given seen known".split()
)
"""Last words of names of columns that are no nouns."""
UNCOUNTED = frozenset("data staff information equipment feedback work".split())
HOLDERS = frozenset(
    "winner opponent nominee incumbent holder lead tenant contact successor predecessor runner-up champion sponsor "
    "athlete founder owner chair chairman head ceo captain minister senator representative speaker lecturer "
    "guest customer client applicant supplier vendor buyer seller landlord recipient sender organizer employee "
    "patient borrower lender contractor".split()
)
"""Names of columns of people, besides the nouns of people."""
UNASKED = frozenset(
    "notes note remarks remark comment comments report reports ref refs reference references link links source url "
    "other first second third fourth fifth description details movements record sources image photo picture sorted "
    "name names title titles label figure figures item items total totals gold silver bronze".split()
)
"""Columns that are not asked for: their names do not say what their cells mean."""
SORTS = frozenset(
    "city country nation nationality region state county district team club college university school network channel "
    "party department division league format language venue site stadium location residence sport event competition "
    "company material category type class color colour constructor manufacturer make alma publisher tier".split()
)
"""Columns whose cells are one of several sorts: which city."""
GENERAL = frozenset(
    "score result points rank position time value amount status date year role type level number section sport "
    "event category format opponent performance placing run".split()
)
"""Columns whose names mean something only together with their table."""
PERSON = re.compile(r"[^\W\d_a-z][\w.'’-]+(?: (?:[a-z]{1,3} )?[^\W\d_a-z][\w.'’-]*){1,3}")
PLAIN_NUMBER = re.compile(
    rf"(?:{CURRENCIES})?\s?[-−–]?\d{{1,3}}(?:(?:,\d{{3}})+|\d*)(?:\.\d+)?(?:\s?(?:%|percent|{CURRENCIES}))?"
)
_FUSED = re.compile(r"[a-z]{2}[A-Z][a-z]|[A-Z]{3}[a-z]{2}|[^\w\s]{3}|https?:|www\.|\(\)|\|")
_ABSENT = re.compile(r"(?:n\.?/?a\.?|nan|none|unknown|tba|tbd|nil|x+|o|yes|no|see .*|did not .*|vacant)", re.IGNORECASE)
_AGAINST = re.compile(r"^(?:vs?\.?|at|@)\s+", re.IGNORECASE)


def without_place(cell: str) -> str:
    """Return an opponent without the word for where the match was: "at Tennessee", "vs. BC Lions"."""
    return _AGAINST.sub("", cell)


def is_answer(cell: str) -> bool:
    """Whether a cell is an answer that can be given: short, whole, and something."""
    usable = not is_blank(cell) and 0 < len(cell.split()) <= MAX_VALUE_WORDS and any(c.isalnum() for c in cell)
    return usable and not _FUSED.search(cell) and not _ABSENT.fullmatch(cell) and cell.count("(") == cell.count(")")


def is_asked(heading: Heading | None) -> bool:
    """Whether the name of a column says what its cells mean."""
    if heading is None or len(heading.label) < 3 or not heading.label.isascii():
        return False
    spoken = [word.casefold() for word in heading.label.split()]
    if set(spoken) <= ORDERING or set(spoken) & UNASKED:
        return False
    if spoken[-1] in NO_NOUNS or spoken[-1].endswith("ed"):
        return False
    return not {spoken[0], spoken[-1]} & NOT_AT_THE_EDGE


def row_phrase(sheet: Sheet, row: Row) -> str:
    """Return the name of a row in a question: "Rui Moreira", "week 3", "flat 2B"; empty if it cannot be said."""
    name = sheet.name_of(row)
    if not words(name) or _FUSED.search(name) or _AGAINST.match(name) or re.search(r"[#*†‡]", name):
        return ""
    heading = sheet.key.heading
    short = len(name) <= 4 and not re.fullmatch(YEAR, name)
    if heading and heading.label.casefold() in COUNTED_NAMES and (short or name.isdigit()):
        named = name.rstrip(".").casefold().startswith(heading.label.casefold())
        return name if named else f"{heading.label.casefold()} {name.rstrip('.')}"
    return "" if short and not name.isalpha() and not re.search(r"\d[A-Z]|[A-Z]\d|[A-Z]-\d", name) else name


def joined(sheet: Sheet, row: Row) -> str:
    """Return the row's name with the preposition that joins it to the name of a column."""
    name = row_phrase(sheet, row)
    if not name:
        return ""
    counted = name[0].islower() or re.fullmatch(YEAR, name) or DATE_PATTERN.fullmatch(name)
    return f"{'for' if counted else 'of'} {name}"


def be(sheet: Sheet, heading: Heading) -> str:
    """Return the form of "to be": in the past where the title or the column names a year."""
    past = bool(heading.year or re.search(rf"\b{YEAR}\b", sheet.title))
    return ("were" if past else "are") if heading.plural else ("was" if past else "is")


def is_person_column(heading: Heading, cells: Sequence[str]) -> bool:
    """Whether a column holds people, by its name and its cells."""
    filled = [cell for cell in cells if not is_blank(cell)]
    people = sum(PERSON.fullmatch(cell) is not None for cell in filled)
    return names_people(heading) and people > len(filled) / 2


def names_people(heading: Heading) -> bool:
    """Whether a column is one of people, by its name."""
    return is_person_head(heading.head) or heading.head in HOLDERS


def is_count_column(heading: Heading, cells: Sequence[str]) -> bool:
    """Whether a column counts what its name says: laps, points, votes."""
    whole = all(re.fullmatch(r"\d{1,3}(?:,\d{3})*|\d+", cell) for cell in cells if not is_blank(cell))
    return heading.plural and not heading.unit and whole and heading.head not in {"sales", "costs", "wages", "days"}


def cell_question(sheet: Sheet, row: Row, column: Column) -> str:
    """Return the question for a cell, without its end: "What is the price of P-200 in EUR"; empty if there is none."""
    heading, where = column.heading, joined(sheet, row)
    if heading is None or not where or not is_asked(heading):
        return ""
    cells = sheet.values(column)
    name, verb = where.partition(" ")[2], be(sheet, heading)
    year = f" in {heading.year}" if heading.year else ""
    if is_count_column(heading, cells):
        did = "did" if verb == "were" else "does"
        asked = f"{did} {name} have" if where.startswith("of") else f"{verb} given for {name}"
        return f"How many {heading.label} {asked}{year}"
    if heading.plural or sheet.is_running(column):
        return ""
    if names_people(heading):
        value = without_place(row.cells[column.place])
        return f"Who {verb} the {heading.label} {where}" if PERSON.fullmatch(value) else ""
    number = read_number(row.cells[column.place]) is not None
    if heading.head in SORTS and not number:
        return f"Which {heading.label} is given for {name}"
    if heading.label.casefold() == "year":
        return f"Which year is given for {name}"
    if number and " " in heading.label and heading.label.rsplit(" ", 1)[1][0].isupper():
        return ""  # a name, of which the figure is not said: "UEFA Cup"
    unit = f" in {heading.unit}" if heading.unit and number else ""
    return f"What {verb} the {heading.label} {where}{year}{unit}"


def value_phrase(heading: Heading, cells: Sequence[str], value: str) -> str:
    """Return what a row has, in a question for the row: "a price of 690 EUR", "23 points", "Rui Moreira as mayor"."""
    number = read_number(value) is not None
    if (
        heading.label.casefold().endswith("year")
        or heading.head in UNCOUNTED
        or (names_people(heading) and not PERSON.fullmatch(value))
    ):
        return ""
    if heading.label.casefold() in GENERAL and not number:
        return ""
    if is_count_column(heading, cells):
        return f"{value} {heading.label}"
    if heading.plural:
        return ""
    year = f" in {heading.year}" if heading.year else ""
    if number:
        unit = f" {heading.unit}" if heading.unit and heading.unit.casefold() not in value.casefold() else ""
        return f"{article(heading.label)} {heading.label} of {value}{unit}{year}"
    return f"{value} as its {heading.label}{year}"


def article(label: str) -> str:
    """Return "a" or "an" for a label, by its first letter."""
    return "an" if label[:1].casefold() in "aeio" or label[:2].casefold() == "un" else "a"


def titled(sheet: Sheet, body: str, front: bool) -> str:
    """Return a question with the title of its sheet, before or behind the rest."""
    if not sheet.title:
        return f"{body}?"
    if front:
        return f"In “{sheet.title}”, {body[0].lower()}{body[1:]}?"
    return f"{body}, according to “{sheet.title}”?"


def number_aliases(value: str, unit: str) -> tuple[str, ...]:
    """Return other wordings of a number: without separators of thousands, with its unit."""
    if not PLAIN_NUMBER.fullmatch(value):
        return ()
    bare = value.replace(",", "")
    with_unit = [f"{value}%"] if unit == "%" else [f"{value} {unit}"] if unit else []
    return tuple(other for other in dict.fromkeys([bare, *with_unit]) if other != value)


def draw_key(seed: int, sheet: Sheet) -> str:
    """Return what a draw over a sheet is seeded with: the same for the same seed and text."""
    return f"{seed} {digest(sheet.document.content_hash, sheet.title, sheet.rows[0].candidate.text)}"

"""Generates questions for the fields of forms, records and mails: the due date of an invoice, who sent a message."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from email.utils import parseaddr, parsedate_to_datetime

from evals.generate.checks.filters import gives_away
from evals.generate.checks.grammar import is_participle, past_of
from evals.generate.draft import AnswerStep, Draft
from evals.generate.kinds.spec import DraftParts, KindSpec
from evals.generate.records import Field, Record, read_records
from evals.generate.tables.wording import PERSON, is_answer, is_asked, names_people, number_aliases
from evals.types import Case, Gold
from graph.text.names import name_key
from graph.text.words import words
from rag.answer.extractive.tables.values import read_order

MAIL_KEYS = frozenset("from to cc bcc date sent subject attached reply-to".split())
ABOUT_THE_WHOLE = frozenset("author date status version owner license subject".split())
"""Fields that tell of the document itself."""
_BY = re.compile(r"(?P<done>[a-z]+) by")
_TRUTH = re.compile(r"(?:true|false|yes|no|checked|unchecked|null)", re.IGNORECASE)


def field_drafts(parts: DraftParts) -> Iterator[Draft]:
    """Yield drafts over the fields of every document that has a title of its own."""
    records = read_records(parts.corpus)
    titles = Counter(name_key(record.title) for record in records)
    yield from _mails([record for record in records if is_mail(record)])
    for record in records:
        if record.title and titles[name_key(record.title)] == 1:
            for field in record.fields:
                question = (
                    "" if is_mail(record) and field.key.casefold() in MAIL_KEYS else field_question(record, field)
                )
                if question and not gives_away(question, field.value):
                    yield _draft(record, field, question, field.value, "field", number_aliases(field.value, ""))


def is_mail(record: Record) -> bool:
    """Whether a document is a message, by its fields."""
    return record.get("from") is not None and record.get("subject") is not None


def field_question(record: Record, field: Field) -> str:
    """Return the question for a field of a named document; empty if it cannot be asked."""
    label = field.heading.label
    if set(words(label)) <= set(words(record.title)):
        return ""
    if label in ("start", "end") and read_order(field.value) is not None:
        return f"When does “{record.title}” {label}?"
    by = _BY.fullmatch(label)
    if by and is_participle(by["done"]) and PERSON.fullmatch(field.value):
        return f"Who {past_of(by['done'])} “{record.title}”?"
    if (
        not is_asked(field.heading)
        or field.heading.plural
        or not is_answer(field.value)
        or _TRUTH.fullmatch(field.value)
    ):
        return ""
    where = "of" if field.heading.label.casefold() in ABOUT_THE_WHOLE else "in"
    who = "Who" if names_people(field.heading) and PERSON.fullmatch(field.value) else "What"
    return f"{who} is the {label} {where} “{record.title}”?"


def _draft(record: Record, field: Field, question: str, answer: str, rule: str, aliases: tuple[str, ...] = ()) -> Draft:
    gold = (Gold(field.passage.id, field.quote, field.passage.source),)
    case = Case.make(question, answer, gold, "field", f"generated:{rule}", "", aliases)
    part = AnswerStep(question, answer, field.passage)
    return Draft(case, record.document.id, (name_key(record.title),), (part,), grounded=True)


def _mails(mails: Sequence[Record]) -> Iterator[Draft]:
    """Yield who sent every message, to whom, when, and with what, where its subject tells it from all others."""
    subjects = Counter(name_key(_value(mail, "subject")) for mail in mails)
    senders = Counter((_sender(mail), _day(mail)) for mail in mails)
    for mail in mails:
        subject, day, sender = _value(mail, "subject"), _day(mail), _sender(mail)
        if subjects[name_key(subject)] == 1 and '"' not in subject and "“" not in subject:
            yield from _facts_of(mail, f"the message “{subject}”")
        field = mail.get("subject")
        if field and sender and day and senders[sender, day] == 1 and is_answer(subject):
            question = f"What is the subject of the message that {sender} sent on {day}?"
            yield _draft(mail, field, question, subject, "mail subject")


def _facts_of(mail: Record, named: str) -> Iterator[Draft]:
    for key, question in (("from", f"Who sent {named}?"), ("to", f"To whom was {named} sent?")):
        field = mail.get(key)
        name, address = parseaddr(field.value) if field else ("", "")
        if field and address and "," not in field.value and not gives_away(question, name or address):
            aliases = tuple(dict.fromkeys(one for one in (field.value, address) if one != (name or address)))
            yield _draft(mail, field, question, name or address, f"mail {key}", aliases)
    field, sent = mail.get("date"), _sent(mail)
    if field and sent:
        aliases = (field.value, sent.date().isoformat())
        yield _draft(mail, field, f"When was {named} sent?", _day(mail), "mail date", aliases)
    attached = mail.get("attached")
    if attached and "," not in attached.value and ";" not in attached.value:
        question = f"Which file is attached to {named}?"
        if re.search(r"\.\w{2,4}$", attached.value) and is_answer(attached.value):
            yield _draft(mail, attached, question, attached.value, "mail attachment")


def _value(mail: Record, key: str) -> str:
    field = mail.get(key)
    return field.value if field else ""


def _sender(mail: Record) -> str:
    return parseaddr(_value(mail, "from"))[0]


def _sent(mail: Record) -> datetime | None:
    try:
        return parsedate_to_datetime(_value(mail, "date"))
    except ValueError:
        return None


def _day(mail: Record) -> str:
    """Return the day of a message, as it is said; empty if it has none that can be read."""
    sent = _sent(mail)
    return f"{sent.day} {sent:%B} {sent.year}" if sent else ""


KIND = KindSpec("field", "a field of a form, a record or a mail", 0.05, 62, field_drafts)

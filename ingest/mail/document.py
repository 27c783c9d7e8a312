"""Make documents of a mail: its head as fields, the fuller of what says the same, and what is attached."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from graph.blocks import Block
from graph.text.clean import clean, clean_line
from ingest.hidden import HiddenText, append_hidden, hidden_note
from ingest.load.html import visible_page
from ingest.mail.attachments import AttachmentOwner, AttachmentReader
from ingest.mail.calendar import add_events, read_calendar
from ingest.mail.mime import ENCRYPTED
from ingest.mail.plain import add_plain, join_flowed
from ingest.mail.types import Mail, MailBody
from ingest.text_builder import TextBuilder
from ingest.types import LoadedText

_MAX_FIELD_CHARS = 1_000_000
# A plain text is a stub if the page beside it says several times as much, and it is short.
_MAX_STUB_CHARS, _TIMES_FULLER = 600, 3
# A plain text that only says that the mail is a page.
_POINTS_TO_PAGE = re.compile(
    r"\b(?:view\w*|read\w*|see|display\w*|open|show\w*|client|support\w*|capable|compatible|unterst\w+|darstell\w*|"
    r"ansehen|anzeig\w*|angezeigt|afficher|lire|voir|ver|leer)\b",
    re.IGNORECASE,
)
_PAGE = re.compile(r"\bhtml\b", re.IGNORECASE)
_MAX_POINTER_CHARS = 200


@dataclass(frozen=True, slots=True)
class _Section:
    """A part of a mail's text, with offsets from its own start."""

    text: str
    blocks: tuple[Block, ...] = ()
    hidden: tuple[HiddenText, ...] = ()
    encrypted: bool = False


def load_mail(mail: Mail, name: str) -> list[LoadedText]:
    """Return the mail, titled by its subject, else the name, and its attachments; nothing of an empty one."""
    sections = list(_shown(mail.bodies))
    owner = AttachmentOwner(mail.subject or "a mail without subject", mail.sender, mail.date)
    reader = AttachmentReader(mail.attachments, owner, load_mail)
    reader.read_all()
    head = _head(mail)
    if not head.text and not any(section.text for section in sections):
        return reader.texts
    text, blocks = _joined([head, *sections])
    hidden = [piece for section in sections for piece in section.hidden]
    text, stretches = append_hidden(text, hidden)
    encrypted = (ENCRYPTED,) if any(section.encrypted for section in sections) else ()
    notes = dict.fromkeys((*mail.notes, *encrypted, *hidden_note(hidden), *reader.notes))
    title = clean_line(mail.subject) or name
    own = LoadedText(title, text, notes=tuple(notes), hidden=stretches, blocks=blocks, date=mail.date)
    return [own, *reader.texts]


def _head(mail: Mail) -> _Section:
    builder = TextBuilder()
    for name, value in mail.fields:
        builder.add("field", f"{name}: {value[:_MAX_FIELD_CHARS]}")
    attached = [clean_line(attachment.name) for attachment in mail.attachments]
    if any(attached):
        builder.add("field", "Attached: " + ", ".join(filter(None, attached)))
    return _Section(*builder.build())


def _shown(bodies: Iterable[MailBody]) -> Iterator[_Section]:
    """Yield what is shown, in order: of alternatives the plain text, or the page if that says much more."""
    read = [(body, _section(body)) for body in bodies]
    choices: dict[int, list[tuple[str, _Section]]] = {}
    for body, section in read:
        if body.choice and body.kind != "calendar":
            choices.setdefault(body.choice, []).append((body.kind, section))
    chosen = {choice: _fuller(alternatives) for choice, alternatives in choices.items()}
    seen: set[str] = set()
    for body, section in read:
        passed_over = body.kind != "calendar" and chosen.get(body.choice, body.kind) != body.kind
        repeated = section.text in seen and not section.hidden and not section.encrypted
        if not passed_over and not repeated:
            seen.add(section.text)
            yield section


def _fuller(alternatives: Iterable[tuple[str, _Section]]) -> str:
    """Return the kind of the alternative to show."""
    lengths = {"plain": 0, "html": 0}
    unseen = points = False
    for kind, section in alternatives:
        points = points or (kind == "plain" and _points_to_page(section.text))
        lengths[kind] += len(section.text)
        unseen = unseen or bool(section.hidden)
    plain, html = lengths["plain"], lengths["html"]
    if not plain:
        return "html" if html or unseen else "plain"
    if points and html:
        return "html"
    return "html" if plain <= _MAX_STUB_CHARS and html >= _TIMES_FULLER * plain else "plain"


def _points_to_page(text: str) -> bool:
    return len(text) <= _MAX_POINTER_CHARS and bool(_PAGE.search(text) and _POINTS_TO_PAGE.search(text))


def _section(body: MailBody) -> _Section:
    if body.kind == "html":
        text, blocks, hidden = visible_page(body.text)
        return _Section(text, blocks, tuple(hidden))
    builder = TextBuilder()
    if body.kind == "calendar":
        add_events(builder, read_calendar(body.text).events)
        return _Section(*builder.build())
    text = join_flowed(body.text, body.joined_tight) if body.flowed else body.text
    encrypted = add_plain(builder, clean(text))
    return _Section(*builder.build(), encrypted=encrypted)


def _joined(sections: Iterable[_Section]) -> tuple[str, tuple[Block, ...]]:
    parts: list[str] = []
    blocks: list[Block] = []
    length = 0
    for section in sections:
        if not section.text:
            continue
        length += 2 * bool(parts)
        parts.append(section.text)
        blocks.extend(replace(block, start=block.start + length, end=block.end + length) for block in section.blocks)
        length += len(section.text)
    return "\n\n".join(parts), tuple(blocks)

"""Read what is attached to a mail or a file: files by the formats, mails as mails, each a document of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from graph.blocks import Block
from graph.errors import Reason, Refused
from graph.text.clean import clean_line
from ingest.mail.types import Attachment, Mail
from ingest.types import LoadedText

MAX_DEPTH = 3
"""Mails within mails that are opened."""
MAX_ATTACHMENTS = 200
MAX_BYTES = 100_000_000
_TEXTS = 9_000
# Less than what a file of texts may hold by its size (`ingest.parts`): the mail itself is never refused for them.
_FREE_CHARACTERS, _CHARACTERS_PER_BYTE = 1_500_000, 15

LoadMail = Callable[[Mail, str], list[LoadedText]]


@dataclass(slots=True)
class _Budget:
    """What the attachments of one mail, with all mails within it, may still take."""

    characters: int
    attachments: int = MAX_ATTACHMENTS
    bytes: int = MAX_BYTES
    texts: int = _TEXTS
    depth: int = 0


# Readers of formats take bytes alone, and a file that is attached may be a mail with attachments again.
_BUDGET: ContextVar[_Budget | None] = ContextVar("budget of attachments", default=None)


@contextmanager
def attachment_budget(file_bytes: int) -> Iterator[None]:
    """Bound what is read of attachments in this context; within another one that one's bounds hold."""
    if _BUDGET.get() is not None:
        yield
        return
    token = _BUDGET.set(_Budget(_FREE_CHARACTERS + _CHARACTERS_PER_BYTE * file_bytes))
    try:
        yield
    finally:
        _BUDGET.reset(token)


@dataclass(frozen=True, slots=True)
class AttachmentOwner:
    """The mail or the file that something is attached to; `date` is YYYY-MM-DD or empty."""

    title: str
    sender: str = ""
    date: str = ""


@dataclass(slots=True)
class AttachmentReader:
    """Reads the attachments of one mail or file; `notes` says what could not be read."""

    attachments: Sequence[Attachment]
    owner: AttachmentOwner
    load_mail: LoadMail
    texts: list[LoadedText] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def read_all(self) -> None:
        """Read all attachments, as far as the bounds allow."""
        budget = _BUDGET.get() or _Budget(_FREE_CHARACTERS)
        taken: dict[str, int] = {}
        budget.depth += 1
        try:
            for place, attachment in enumerate(self.attachments):
                if not budget.attachments:
                    left = len(self.attachments) - place
                    self.notes.append(f"{left:,} attachments were not read: there are more than {MAX_ATTACHMENTS}")
                    break
                name = _distinct(attachment.name, taken)
                try:
                    self._keep(self._read(attachment, budget), name, attachment, budget)
                except Refused as refusal:
                    self.notes.append(f"{name} was not read: {refusal.message}")
                except MemoryError:
                    raise
                # The parser of any format may break on a file; the mail and the other attachments are still read.
                except Exception as error:  # noqa: BLE001
                    self.notes.append(f"{name} was not read: its parser failed: {type(error).__name__}: {error}"[:300])
        finally:
            budget.depth -= 1

    def _read(self, attachment: Attachment, budget: _Budget) -> list[LoadedText]:
        from ingest.formats import read_texts

        if fault := attachment.fault or _exceeded(attachment, budget):
            raise _unread(fault)
        budget.attachments -= 1
        budget.bytes -= len(attachment.data)
        path = PurePath(attachment.name)
        if attachment.open_mail is not None:
            return self.load_mail(attachment.open_mail(), path.stem)
        return read_texts(attachment.data, path.stem, path.suffix)[1]

    def _keep(self, texts: list[LoadedText], name: str, attachment: Attachment, budget: _Budget) -> None:
        characters = sum(len(text.text) for text in texts)
        if characters > budget.characters or len(texts) > budget.texts:
            raise _unread("the attachments hold too much text")
        budget.characters -= characters
        budget.texts -= len(texts)
        is_mail = attachment.open_mail is not None
        self.texts.extend(_attached(text, name, self.owner, is_mail) for text in texts)


def _exceeded(attachment: Attachment, budget: _Budget) -> str:
    if budget.depth > MAX_DEPTH:
        return f"it is in more than {MAX_DEPTH} mails, one within the other"
    return "the attachments are too large" if len(attachment.data) > budget.bytes else ""


def _unread(why: str) -> Refused:
    return Refused(Reason.UNSUPPORTED, why, "save the attachment as a file")


def _distinct(name: str, taken: dict[str, int]) -> str:
    """Return the name, numbered if another attachment has it; `taken` counts what each name was asked for."""
    name = clean_line(name, 200) or "unnamed"
    distinct = name
    while distinct in taken:
        taken[name] += 1
        path = PurePath(name)
        distinct = f"{path.stem} ({taken[name]}){path.suffix}"
    taken[distinct] = 1
    return distinct


def _attached(text: LoadedText, name: str, owner: AttachmentOwner, is_mail: bool) -> LoadedText:
    """Return a text of an attachment with what it is attached to as its first field."""
    within = text.locator.startswith("attachment ")
    title = text.title if is_mail or within else name
    if not (is_mail or within) and text.title not in (name, PurePath(name).stem):
        title = f"{text.title} ({name})"
    titled = title if within else f"{title}, attached to: {owner.title}"
    located = replace(
        text,
        title=clean_line(titled),
        locator=f"attachment {name}" + (f", {text.locator}" if text.locator else ""),
        date=text.date or owner.date,
    )
    if within:
        return located
    parts = [owner.title, f"from {owner.sender}" if owner.sender else "", owner.date]
    return prefix_field(located, f"Attached to: {', '.join(filter(None, parts))}")


def prefix_field(text: LoadedText, field_text: str) -> LoadedText:
    """Return the text with a field before it."""
    field_text = clean_line(field_text, 500)
    shift = len(field_text) + 2
    return replace(
        text,
        text=f"{field_text}\n\n{text.text}",
        pages=tuple(page + shift if page else 0 for page in text.pages),
        hidden=tuple((start + shift, end + shift) for start, end in text.hidden),
        blocks=(
            Block("field", 0, len(field_text)),
            *(replace(block, start=block.start + shift, end=block.end + shift) for block in text.blocks),
        ),
    )

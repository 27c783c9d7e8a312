"""A mail as it is read from any of its formats."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

BodyKind = Literal["plain", "html", "calendar"]


@dataclass(frozen=True, slots=True)
class MailBody:
    """A part of a mail that is shown; those of one `choice`, if not 0, say the same in several ways.

    The lines of a `flowed` text are joined where they end with a space, which is dropped if `joined_tight`.
    """

    kind: BodyKind
    text: str
    choice: int = 0
    flowed: bool = False
    joined_tight: bool = False


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file or, if `open_mail` is given, a mail within a mail; `fault` is why its bytes cannot be read."""

    name: str
    data: bytes = b""
    open_mail: Callable[[], Mail] | None = None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail: `fields` are its head as shown, in order, `date` is YYYY-MM-DD or empty."""

    subject: str
    sender: str
    date: str
    fields: tuple[tuple[str, str], ...]
    bodies: tuple[MailBody, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    notes: tuple[str, ...] = ()

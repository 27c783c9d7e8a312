"""Items of Outlook (.msg): mails and invitations, with attachments and embedded items."""

from __future__ import annotations

import io

from graph.errors import Reason, Refused
from ingest.load.spec import FormatSpec
from ingest.mail.attachments import attachment_budget
from ingest.mail.document import load_mail
from ingest.types import LoadedText

SUFFIXES = (".msg", ".oft")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROPERTIES = "__properties_version1.0".encode("utf-16-le")


def looks_like(data: bytes, suffix: str) -> float:
    if not data.startswith(_OLE):
        return 0.0
    return 0.95 if suffix in SUFFIXES or _PROPERTIES in data else 0.0


def load(data: bytes, name: str) -> list[LoadedText]:
    """Load the item, titled by its subject, else the file's name, then what is attached to it."""
    import olefile

    from ingest.mail.outlook import open_item, read_item

    with attachment_budget(len(data)):
        try:
            with olefile.OleFileIO(io.BytesIO(data)) as file:
                return load_mail(read_item(open_item(file)), name)
        except Refused:
            raise
        # Broken compound files raise many kinds of exception, all with the same meaning.
        except Exception as error:  # noqa: BLE001
            raise Refused(Reason.CORRUPT, f"not readable as an item of Outlook: {error}"[:300], "save the mail again")


FORMAT = FormatSpec("msg", "MSG", "the head, text and attachments of a mail of Outlook", SUFFIXES, looks_like, load)

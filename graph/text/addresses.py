"""How addresses of mailboxes are written."""

from __future__ import annotations

MAIL_ADDRESS = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
"""The address of a mailbox, as a regular expression."""

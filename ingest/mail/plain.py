"""The paragraphs of a mail's plain text: quoted replies and the signature are paragraphs of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.text_builder import TextBuilder

_QUOTED = re.compile(r"(?:[ ]?>)+[ ]?")
_SIGNATURE = "--"
_ARMOUR = re.compile(r"-----(BEGIN|END) PGP ([A-Z ]{1,30})-----\s*")
_MAX_ATTRIBUTION_CHARS = 200


def add_plain(builder: TextBuilder, text: str) -> bool:
    """Add the paragraphs of a plain text; return whether some of it is encrypted, which is left out."""
    lines, encrypted = _without_armour(text)
    held: list[str] = []
    depth, introduction = 0, ""
    for line in lines:
        quote = _QUOTED.match(line)
        here = quote.group().count(">") if quote else 0
        said = line[quote.end() :] if quote else line
        signature = not here and said.rstrip() == _SIGNATURE
        if here != depth or signature or not said.strip():
            if here > depth and held:
                introduction = _attribution(held)
            _add(builder, held, depth, introduction)
            held, depth = [], here
        if said.strip() and not signature:
            held.append(said)
    _add(builder, held, depth, introduction)
    return encrypted


def join_flowed(text: str, tight: bool) -> str:
    """Join the lines that a flowing text was broken into for sending."""
    joined: list[str] = []
    parts: list[str] = []
    depth = 0
    for line in text.replace("\r\n", "\n").split("\n"):
        said = line.lstrip(">")
        here = len(line) - len(said)
        said = said.removeprefix(" ")
        if parts and here != depth:
            joined.append("".join(parts))
            parts = []
        if not parts:
            depth = here
            parts.append("> " * bool(here) + ">" * max(0, here - 1) if here else "")
        soft = said.endswith(" ") and said != "-- "
        parts.append(said[:-1] if soft and tight else said)
        if not soft:
            joined.append("".join(parts))
            parts = []
    return "\n".join((*joined, "".join(parts)))


def _add(builder: TextBuilder, lines: list[str], depth: int, introduction: str) -> None:
    if lines:
        builder.add("paragraph", "\n".join(lines), context=(introduction or "Quoted:") if depth else "")


def _attribution(lines: list[str]) -> str:
    """Return the line that says who is quoted; it may be broken in two."""
    said = " ".join(" ".join(lines[-2:]).split())
    last = " ".join(lines[-1].split())
    said = said if last.endswith(":") and len(said) <= _MAX_ATTRIBUTION_CHARS else last
    return said if said.endswith(":") and len(said) <= _MAX_ATTRIBUTION_CHARS else ""


def _without_armour(text: str) -> tuple[Iterator[str], bool]:
    """Return the lines without what surrounds a signed text, and whether there is an encrypted one."""
    lines: list[str] = []
    encrypted = skipping = head = False
    for line in text.replace("\r\n", "\n").split("\n"):
        mark = _ARMOUR.fullmatch(line)
        if mark:
            begins, kind = mark.group(1) == "BEGIN", mark.group(2)
            head = begins and kind == "SIGNED MESSAGE"
            skipping = begins and not head
            encrypted = encrypted or kind == "MESSAGE"
        elif head:
            head = bool(line.strip())
        elif not skipping:
            lines.append(line.removeprefix("- ") if line.startswith("- -") else line)
    return iter(lines), encrypted

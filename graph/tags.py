"""Tags of documents, which people give them: compared in NFC without case, stored as written."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from graph.errors import UsageError

MAX_TAG_CHARS = 60


def tag_key(tag: str) -> str:
    """Return the form in which two spellings of a tag are the same."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", tag).casefold())


def find_tag_fault(tag: str) -> str:
    """Return what is wrong with a tag or access label; empty if nothing is."""
    if not tag:
        return "is empty"
    if len(tag) > MAX_TAG_CHARS:
        return f"has {len(tag)} characters, and may have {MAX_TAG_CHARS}"
    return "" if tag.isprintable() else "holds a character that cannot be printed"


def clean_tag(text: str) -> str:
    """Return a tag or access label in NFC, each run of white space one blank."""
    return unicodedata.normalize("NFC", " ".join(text.split()))


def require_tags(texts: Iterable[str], what: str = "tag") -> tuple[str, ...]:
    """Return tags or access labels, each once; UsageError for one that is empty, too long or not printable."""
    tags = [clean_tag(text) for text in texts]
    for tag in tags:
        if fault := find_tag_fault(tag):
            shown = repr(tag if len(tag) <= MAX_TAG_CHARS else f"{tag[:20]}…")
            raise UsageError(f"the {what} {shown} {fault}", "give a word or a few")
    return unite_tags(tags)


def unite_tags(*groups: Iterable[str]) -> tuple[str, ...]:
    """Return the tags of all groups, each once, in the spelling that comes first."""
    first: dict[str, str] = {}
    for tags in groups:
        for tag in tags:
            first.setdefault(tag_key(tag), tag)
    return tuple(first.values())


def remove_tags(tags: Iterable[str], removed: Iterable[str]) -> tuple[str, ...]:
    """Return the tags without these, however they are spelled."""
    keys = set(map(tag_key, removed))
    return tuple(tag for tag in tags if tag_key(tag) not in keys)

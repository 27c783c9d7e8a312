"""The tags that the front matter of a Markdown file gives: YAML or TOML, on one line or as a list."""

from __future__ import annotations

import re

from graph.tags import clean_tag, find_tag_fault, unite_tags

_TAGS = re.compile(r"^tags[ \t]*[:=](.*(?:\n(?:[ \t]+|-).*)*)", re.MULTILINE | re.IGNORECASE)
_COMMENT = re.compile(r"(?:^|(?<=\s))#.*")
_ITEM = re.compile(r"\"([^\"\n]*)\"|'([^'\n]*)'|([^,\[\]\s\"'][^,\[\]\n]*)")
_LIST_MARK = re.compile(r"^[ \t]*-(?:[ \t]+|$)", re.MULTILINE)
# Mappings, references and blocks of text, which are no lists of words.
_OTHER_VALUES = ("{", "*", "&", "!", "|", ">")


def find_tags(fields: str) -> tuple[str, ...]:
    """Return the tags among the lines of front matter, each once; those that cannot be tags are left out."""
    found = _TAGS.search(fields)
    value = "\n".join(_COMMENT.sub("", line) for line in found[1].split("\n")).strip() if found else ""
    if value.startswith(_OTHER_VALUES):
        return ()
    items = ("".join(match.groups("")) for match in _ITEM.finditer(_LIST_MARK.sub("", value)))
    tags = (clean_tag(item).removeprefix("#") for item in items)
    return unite_tags(tag for tag in tags if not find_tag_fault(tag))

"""The front matter of a Markdown file, in YAML or TOML: its title, date and tags, and the fields that a reader sees."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graph.tags import clean_tag, find_tag_fault, unite_tags
from ingest.document_date import find_field_date

MAX_CHARS = 65_536
"""Code points of front matter; what is longer is read as a part of the page."""
MAX_BRACKETS = 200
"""Opening brackets up to which a field is parsed."""
PUBLISHING_KEYS = frozenset(
    "body_class cascade cspell css cssclass cssclasses disable_comments eleventynavigation excerpt_separator favicon "
    "has_children has_toc headless hide hide_table_of_contents hide_title icon jupyter kernelspec layout lightbox "
    "linktitle markup mermaid nav_enabled nav_exclude nav_order nav_title nocomments og_image pagination_next "
    "pagination_prev permalink redirect redirect_from redirect_to render robots search_exclude show_toc sidebar "
    "sidebar_label sidebar_position sitemap slug template theme thumbnail toc toc_max_heading_level "
    "toc_min_heading_level".split()
)
"""Keys that tell a site generator how to publish a page, and a reader nothing about what it says."""

_FENCED = re.compile(r"\A(?:---\n(.*?)\n(?:---|\.\.\.)|\+\+\+\n(.*?)\n\+\+\+)[ \t]*(?:\n|\Z)", re.DOTALL)
_KEY = re.compile(r"[\w.-]+[ \t]*:(?=\s|\Z)")
_TOML_KEY = re.compile(r"[\w.\"'-]+[ \t]*=|\[")
_BETWEEN_KEYS = re.compile(r"\Z|\s|#|-(?:\s|\Z)|[\]})]")
_FIELD_START = re.compile(r"^(?=[\w.-]+[ \t]*:(?:\s|\Z))", re.MULTILINE)
_DEEP = re.compile(r"(?:- ){12}|(?:^|[\s\[{,])\*[\w-]", re.MULTILINE)
_LONG_KEY = re.compile(r"^[^=\n]{200}[^\n]*=", re.MULTILINE)
_ITEM = re.compile(r"\"([^\"\n]*)\"|'([^'\n]*)'|([^,\[\]\s\"'][^,\[\]\n]*)")
_MOST_DEPTH = 6


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stands above a page: `lines` are its other fields as "key: value", `end` is where the page begins."""

    title: str = ""
    date: str = ""
    tags: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    end: int = 0


@dataclass(frozen=True, slots=True)
class _Field:
    """A field with its value, a string, list or mapping; without one where it could not be parsed."""

    key: str
    value: Any
    written: str


def read_front_matter(source: str) -> FrontMatter:
    """Return the front matter of a file; nothing if what stands between its rules is no list of fields.

    A malformed field stays as written, and costs no other.
    """
    fenced = _FENCED.match(source[: MAX_CHARS + 1])
    if not fenced:
        return FrontMatter()
    toml = fenced[1] is None
    written = fenced[2] if toml else fenced[1]
    if not _is_fields(written, _TOML_KEY if toml else _KEY):
        return FrontMatter()
    fields = _read_toml(written) if toml else [_read_yaml(part) for part in _FIELD_START.split(written) if part.strip()]
    texts = {field.key: field.value for field in reversed(fields) if isinstance(field.value, str)}
    title = next((text for key, text in texts.items() if key.casefold() == "title"), "")
    return FrontMatter(
        title=" ".join(title.split()).strip("\"'"),
        date=find_field_date(texts),
        tags=_tags(next((field.value for field in fields if field.key.casefold() == "tags"), None)),
        lines=tuple(line for field in fields for line in _lines(field)),
        end=fenced.end(),
    )


def _is_fields(written: str, key: re.Pattern[str]) -> bool:
    """Whether a text begins with a key, and every line that is not indented is one or belongs to one."""
    lines = [line for line in written.split("\n") if line.strip() and not line.startswith("#")]
    return not lines or (
        key.match(lines[0]) is not None and all(key.match(line) or _BETWEEN_KEYS.match(line) for line in lines)
    )


def _read_toml(written: str) -> list[_Field]:
    try:
        found = {} if _is_deep(written) or _LONG_KEY.search(written) else tomllib.loads(written)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError):
        found = {}
    if found:
        return [_Field(key, _plain(value), "") for key, value in found.items()]
    return [_Field(key.strip(), None, line) for line in written.split("\n") for key in [line.partition("=")[0]]]


def _plain(value: Any) -> Any:
    """Return a value of TOML with its dates and numbers as strings."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else str(value)


def _read_yaml(part: str) -> _Field:
    """Return one field, whose value is of strings, lists and mappings: nothing else is ever built of it."""
    import yaml

    key = part.partition(":")[0].strip()
    if _is_deep(part):
        return _Field(key, None, part)
    try:
        loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)(part)
        try:
            found = loader.get_single_data()
        finally:
            loader.dispose()
    except (yaml.YAMLError, RecursionError, ValueError):
        return _Field(key, None, part)
    if isinstance(found, dict) and len(found) == 1:
        return _Field(key, next(iter(found.values())), "")
    return _Field(key, None, "" if not found else part)


def _is_deep(written: str) -> bool:
    """Whether a text nests or repeats more than a reader's notes do; a parser may take hours of it, or break down."""
    return written.count("[") + written.count("{") > MAX_BRACKETS or _DEEP.search(written) is not None


def _lines(field: _Field) -> Iterator[str]:
    if field.written:
        yield from (line for line in field.written.split("\n") if line.strip())
    elif field.key.casefold().replace("-", "_") not in PUBLISHING_KEYS and not _is_title(field):
        yield from _field_lines(field.key, field.value, 0)


def _is_title(field: _Field) -> bool:
    return field.key.casefold() == "title" and isinstance(field.value, str)


def _field_lines(path: str, value: Any, depth: int) -> Iterator[str]:
    """Yield "path: value", a line for each value of a mapping; the words of a list stand on one line."""
    if isinstance(value, dict) and depth < _MOST_DEPTH:
        for key, inner in value.items():
            yield from _field_lines(f"{path}.{key}", inner, depth + 1)
    elif isinstance(value, list) and any(isinstance(item, (dict, list)) for item in value) and depth < _MOST_DEPTH:
        for item in value:
            yield from _field_lines(path, item, depth + 1)
    elif text := _text(value):
        yield f"{path}: {text}"


def _text(value: Any) -> str:
    """Return a value on one line; of what is nested deeply, as it is parsed."""
    if isinstance(value, list):
        return ", ".join(filter(None, map(_text, value)))
    return " ".join(str(value or "").split())


def _tags(value: Any) -> tuple[str, ...]:
    """Return tags, each once; those that cannot be tags are left out."""
    if isinstance(value, str):
        value = ["".join(match.groups("")) for match in _ITEM.finditer(value)]
    items = value if isinstance(value, list) else ()
    words = (str(item).strip(" \"'") for item in items if not isinstance(item, (dict, list)))
    tags = (clean_tag(word).removeprefix("#") for word in words)
    return unite_tags(tag for tag in tags if not find_tag_fault(tag))

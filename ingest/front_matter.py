"""The front matter of a Markdown file, in YAML or TOML: its title, date and tags, and the fields that a reader sees."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from graph.tags import clean_tag, find_tag_fault, unite_tags
from ingest.document_date import find_field_date

MAX_FIELD_CHARS = 2_000
"""Code points of a field's value; what is longer is cut."""
MAX_FIELDS = 1_000
"""Fields that are read of one file."""
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
_FIELD_START = re.compile(r"^(?=[\w-]+[ \t]*[:=])", re.MULTILINE)
_COMMA = re.compile(r"""\s*,\s*(?=(?:[^"]*"[^"]*")*[^"]*\Z)""")
_MOST_DEPTH = 6


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stands above a page: `lines` are its other fields as "key: value", `end` is where the page begins."""

    title: str = ""
    date: str = ""
    tags: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    end: int = 0


def read_front_matter(source: str) -> FrontMatter:
    """Return the front matter of a file; nothing if there is none. A malformed field stays as written."""
    fenced = _FENCED.match(source)
    if not fenced:
        return FrontMatter()
    toml = fenced[1] is None
    fields = _read_fields(fenced[2] if toml else fenced[1], toml)
    by_key = {key.casefold(): value for key, value in reversed(fields.items())}
    title = by_key.get("title")
    return FrontMatter(
        title=" ".join(title.split()).strip("\"'") if isinstance(title, str) else "",
        date=find_field_date({key: value for key, value in fields.items() if isinstance(value, str)}),
        tags=_tags(by_key.get("tags")),
        lines=tuple(islice(_lines(fields), MAX_FIELDS)),
        end=fenced.end(),
    )


def _read_fields(written: str, toml: bool) -> dict[str, Any]:
    """Return the fields by their names; a malformed one costs itself alone, and stays as written."""
    fields = _parse(written, toml)
    if fields is not None:
        return fields
    found: dict[str, Any] = {}
    for part in _FIELD_START.split(written):
        parsed = _parse(part, toml)
        if parsed is None:
            key, _, value = part.partition("=" if toml else ":")
            parsed = {key.strip(): value.strip()}
        found |= parsed
    return found


def _parse(written: str, toml: bool) -> dict[str, Any] | None:
    """Return fields by their names, every value of YAML a string, list or mapping; None if they are malformed."""
    import yaml

    try:
        found = tomllib.loads(written) if toml else _read_yaml(written)
    except (tomllib.TOMLDecodeError, yaml.YAMLError, RecursionError, ValueError):
        return None
    if not found:
        return {}
    return {str(key): value for key, value in found.items()} if isinstance(found, dict) else None


def _read_yaml(written: str) -> Any:
    """Return the document as strings, lists and mappings; nothing else is ever built of it."""
    import yaml

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)(written)
    try:
        return loader.get_single_data()
    finally:
        loader.dispose()


def _lines(fields: Mapping[str, Any]) -> Iterator[str]:
    for key, value in fields.items():
        if key.casefold().replace("-", "_") not in PUBLISHING_KEYS and key.casefold() != "title":
            yield from _field_lines(key, value, 0)


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
    """Return a value on one line; that of a mapping or list within many others is empty."""
    if isinstance(value, list):
        return ", ".join(filter(None, (_text(item) for item in value if not isinstance(item, (dict, list)))))
    return "" if isinstance(value, dict) else " ".join(str(value).split())[:MAX_FIELD_CHARS]


def _tags(value: Any) -> tuple[str, ...]:
    """Return tags, each once; those that cannot be tags are left out."""
    items = _COMMA.split(value) if isinstance(value, str) else value if isinstance(value, list) else ()
    words = (str(item).strip(" \"'") for item in items if not isinstance(item, (dict, list)))
    tags = (clean_tag(word).removeprefix("#") for word in words)
    return unite_tags(tag for tag in tags if not find_tag_fault(tag))

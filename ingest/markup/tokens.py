"""Tokenise HTML source into tags and text, in linear time whatever its content and nesting."""

from __future__ import annotations

import html
import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field

# Elements without content, and those whose content is text up to their own end tag.
VOID_TAGS = frozenset("area base br col embed hr img input link meta param source track wbr frame basefont".split())
RAW_TEXT_TAGS = frozenset("script style title textarea xmp iframe noembed noframes".split())
# Those of them whose text may contain character references.
_REFERENCES = frozenset(("title", "textarea"))
_MARKUP = re.compile(r"<(?:(!--)|(/)?([a-zA-Z][^\s/>]*)|[!?/])")
_BETWEEN = re.compile(r"[\s/]*")
_NAME = re.compile(r"=?[^\s/>=]*")
_VALUE = re.compile(r"""\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"'][^\s>]*)|(?=>))""")
_EQUALS = re.compile(r"\s*=")
_COMMENT_END = re.compile(r"--!?>")
_DATA = "<![CDATA["
_LOOKS = ("style", "class", "id", "hidden", "color", "bgcolor", "text", "background", "open", "lang", "src", "rel")
_TAGS = re.compile(r"<[^<>]*>?")


@dataclass(frozen=True, slots=True)
class HTMLToken:
    """A start tag, an end tag, or text (with an empty `tag`).

    A browser shows nothing of the text in an unclosed comment, tag or title: `lost` then says where the text was lost.
    """

    tag: str = ""
    text: str = ""
    ending: bool = False
    attributes: dict[str, str] = field(default_factory=dict)
    lost: str = ""


def tokenise_html(source: str) -> Iterator[HTMLToken]:
    """Yield the tokens in order; comments and declarations are left out."""
    place = 0
    while match := _MARKUP.search(source, place):
        if match.start() > place:
            yield HTMLToken(text=html.unescape(source[place : match.start()]))
        if match.group(1):
            end = _COMMENT_END.search(source, match.end())
            if end is None and not source.startswith((">", "->"), match.end()):
                yield HTMLToken(text=strip_tags(source[match.end() :]), lost="an unclosed comment")
                return
            place = end.end() if end else match.end()
        elif not match.group(3):
            place = yield from _declaration(source, match)
        else:
            place = yield from _tag(source, match)
    if place < len(source):
        yield HTMLToken(text=html.unescape(source[place:]))


def _declaration(source: str, match: re.Match[str]) -> Generator[HTMLToken, None, int]:
    """Yield nothing, unless the declaration is unclosed or a CDATA section."""
    end = source.find(">", match.end())
    if end < 0:
        yield HTMLToken(text=strip_tags(source[match.end() :]), lost="an unclosed declaration")
        return len(source)
    if source.startswith(_DATA, match.start()):
        yield HTMLToken(text=source[match.start() + len(_DATA) : end], lost="a CDATA section")
    return end + 1


def strip_tags(source: str) -> str:
    """Replace every tag by a space."""
    return html.unescape(_TAGS.sub(" ", source))


def _tag(source: str, match: re.Match[str]) -> Generator[HTMLToken, None, int]:
    name, ending = match.group(3).lower(), bool(match.group(2))
    found = attributes(source, match.end())
    if found is None:
        yield HTMLToken(text=strip_tags(source[match.end() :]), lost=f"an unclosed <{name}")
        return len(source)
    held, place = found
    yield HTMLToken(name, ending=ending, attributes=held)
    if ending or name not in (*RAW_TEXT_TAGS, "plaintext"):
        return place
    close = None if name == "plaintext" else re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(source, place)
    content = source[place : close.start() if close else len(source)]
    if close or name == "plaintext":
        yield HTMLToken(text=html.unescape(content) if name in _REFERENCES else content)
        return close.start() if close else len(source)
    yield HTMLToken(name, ending=True)
    yield HTMLToken(text=strip_tags(content), lost=f"an unclosed <{name}>")
    return len(source)


def attributes(source: str, place: int) -> tuple[dict[str, str], int] | None:
    """Return the attributes of a tag, read from the end of its name, and the tag's end; None if it is unclosed."""
    found: dict[str, str] = {}
    while True:
        place = _end(_BETWEEN, source, place)
        if source.startswith(">", place):
            return found, place + 1
        if place >= len(source):
            return None
        start, place = place, _end(_NAME, source, place)
        name = source[start:place].lower()
        value = _VALUE.match(source, place)
        if value is None:
            if _EQUALS.match(source, place):
                return None
            found.setdefault(name, "")
            continue
        place = value.end()
        found.setdefault(name, html.unescape(next((group for group in value.groups() if group is not None), "")))


def find_style_sheets(source: str) -> list[tuple[str, str]]:
    """Return the style sheets in a page, each preceded by its media."""
    found: list[tuple[str, str]] = []
    media: str | None = None
    for token in tokenise_html(source):
        if media is not None and not token.tag:
            found.append((media, token.text))
        media = token.attributes.get("media", "") if token.tag == "style" and not token.ending else None
    return found


def limit_attributes(source: str, most: int) -> str:
    """Return the page with at most `most` attributes per tag, always keeping those that affect visibility."""
    parts: list[str] = []
    raw = False
    for token in tokenise_html(source):
        if not token.tag:
            parts.append(token.text if raw else "" if token.lost else html.escape(token.text, quote=False))
            continue
        raw = not token.ending and token.tag in RAW_TEXT_TAGS and token.tag not in _REFERENCES
        kept = [name for name in token.attributes if name in _LOOKS] + list(token.attributes)[:most]
        said = "".join(f' {name}="{html.escape(token.attributes[name])}"' for name in dict.fromkeys(kept))
        parts.append(f"</{token.tag}>" if token.ending else f"<{token.tag}{said}>")
    return "".join(parts)


def _end(pattern: re.Pattern[str], source: str, place: int) -> int:
    match = pattern.match(source, place)
    return match.end() if match else place

"""The lines that calendars and cards are made of: a name, parameters and a value."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.mail.charset import decode_part

_FOLD = re.compile(r"\r?\n[ \t]")
_LINE = re.compile(r'([\w.-]{1,100})((?:;(?:[^":;]|"[^"]*"){0,2000}){0,50}):(.*)', re.DOTALL)
_PARAMETER = re.compile(r';([\w-]{1,40})(?:=("[^"]*"|[^";]*))?')
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_UNESCAPED_SEMICOLON = re.compile(r"(?<!\\);")


@dataclass(frozen=True, slots=True)
class ContentLine:
    """A line by its name in capitals, without a group; names of parameters are in capitals too."""

    name: str
    parameters: tuple[tuple[str, str], ...]
    value: str

    def parameter(self, name: str) -> str:
        """Return a parameter's value; empty if the line has none of that name."""
        return next((value for key, value in self.parameters if key == name), "")

    @property
    def text(self) -> str:
        """The value as text, unescaped."""
        return unescape(self.value)

    @property
    def components(self) -> list[str]:
        """The non-empty parts of a value that is a structure."""
        return [text for part in _UNESCAPED_SEMICOLON.split(self.value) if (text := unescape(part).strip())]


def unescape(value: str) -> str:
    """Return a value without the escapes of line ends, commas, semicolons and backslashes."""
    return _ESCAPED.sub(lambda match: "\n" if match.group(1) in "nN" else match.group(1), value)


def read_content_lines(text: str) -> Iterator[ContentLine]:
    """Yield the lines, unfolded; what is no such line is skipped."""
    soft = ""
    for line in _FOLD.sub("", text).replace("\r\n", "\n").split("\n"):
        line = soft + line
        match = _LINE.match(line)
        if match is None:
            soft = ""
            continue
        parameters = tuple((name.upper(), value.strip('"')) for name, value in _PARAMETER.findall(match.group(2)))
        quoted = any("QUOTED-PRINTABLE" in (name, value.upper()) for name, value in parameters)
        if quoted and line.endswith("=") and len(line) < 20_000:
            soft = line[:-1]
            continue
        soft = ""
        content = ContentLine(match.group(1).split(".")[-1].upper(), parameters, match.group(3).strip())
        yield _unquoted(content) if quoted else content


def _unquoted(line: ContentLine) -> ContentLine:
    data = quopri.decodestring(line.value.encode("utf-8", "replace"))
    value = decode_part(data, line.parameter("CHARSET") or "utf-8")
    return ContentLine(line.name, line.parameters, value.replace("\\", "\\\\").replace("\r\n", "\\n"))

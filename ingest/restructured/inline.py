"""The inline marks of reStructuredText as readable words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_TARGET = re.compile(
    r"^[ \t]*\.\. _(`[^`\n]{1,200}`|[^:\n]{1,200}):[ \t]+(https?://\S+|mailto:\S+)[ \t]*$", re.MULTILINE
)
_SUBSTITUTION = re.compile(r"^[ \t]*\.\. \|([^|\n]{1,100})\| (?:replace|unicode)::[ \t]*(.*)$", re.MULTILINE)
_MARK = re.compile(
    r"``(?P<literal>.{1,500}?)``(?!`)|:[\w:+.-]{1,60}:`(?P<role>[^`]{1,500})`|`(?P<quoted>[^`]{1,500})`(?P<ref>__?(?!\w))?"
    r"|\*\*(?P<strong>\S(?:[^*]{0,300}?\S)?)\*\*|(?<![\w*])\*(?P<emphasis>[^\s*](?:[^*]{0,300}?[^\s*])?)\*(?!\w)"
    r"|(?<!\w)\|(?P<substitution>[^|\s][^|]{0,100})\|(?:__?(?!\w))?|\[(?P<note>[#*]?[\w.-]{0,60})\]_(?!\w)"
    r"|(?<![\w.:/-])(?P<word>[^\W_](?:[\w.+-]{0,80}[^\W_])?)__?(?![\w])|\\(?P<escaped>.)",
    re.DOTALL,
)
_WITH_TARGET = re.compile(r"(.*\S)\s*<([^<>]{1,400})>\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class InlineMarks:
    """Knows the web addresses and substitutions that a page defines."""

    targets: Mapping[str, str]
    substitutions: Mapping[str, str]

    @staticmethod
    def of(source: str) -> InlineMarks:
        """Find what a page defines."""
        targets = {name.strip("`").replace("\\", "").casefold(): url for name, url in _TARGET.findall(source)}
        return InlineMarks(targets, dict(_SUBSTITUTION.findall(source)))

    def read(self, text: str) -> str:
        """Return the text without marks; a link's address follows its words."""
        return _MARK.sub(self._readable, text)

    def _readable(self, match: re.Match[str]) -> str:
        kind = match.lastgroup if match.lastgroup != "ref" else "quoted"
        found = match[kind or 0]
        if kind in ("role", "quoted"):
            return self._linked(found, kind, bool(match["ref"]))
        if kind == "substitution":
            return self.substitutions.get(found, found if match.group().endswith("_") else match.group())
        if kind == "note":
            return f"[{found.lstrip('#') or '#'}]"
        if kind == "word":
            url = self.targets.get(found.casefold())
            return f"{found} ({url})" if url else found
        return "" if kind == "escaped" and found.isspace() else found

    def _linked(self, found: str, kind: str, is_reference: bool) -> str:
        target = _WITH_TARGET.match(found)
        if target and kind == "role":
            return target[1]
        if target and is_reference:
            url = self.targets.get(target[2].rstrip("_").casefold(), target[2])
            return f"{target[1]} ({url})" if ":" in url or "/" in url else target[1]
        if is_reference and (url := self.targets.get(" ".join(found.split()).casefold(), "")):
            return f"{found} ({url})"
        return found[1:].rpartition(".")[2] if kind == "role" and found.startswith("~") else found

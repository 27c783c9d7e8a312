"""Words that plain text parts at the ends of its lines."""

from __future__ import annotations

import re

from ingest.drawn.hyphens import collect_words, is_suspended, keeps_hyphen

_PARTED = re.compile(r"(?<=[\S ] )([^\W\d_]{2,})-\n([ \t]{0,8})([^\W\d_]{2,}\S*)( +|\n|\Z)")


def join_parted_words(text: str) -> str:
    """Return the text with parted words whole at the end of the line where they began; compounds keep their hyphen."""
    if "-\n" not in text:
        return text
    words = collect_words(text)

    def joined(match: re.Match[str]) -> str:
        before, indent, after, end = match.groups()
        word = re.split(r"\W", after, maxsplit=1)[0]
        if not word[0].islower() or is_suspended(before, after, words):
            return match.group()
        hyphen = "-" if keeps_hyphen(before, "-", after, words) else ""
        following = f"\n{indent}" if end[:1] == " " else end
        return f"{before}{hyphen}{after}{following}"

    return _PARTED.sub(joined, text)

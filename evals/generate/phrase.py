"""Trims the part of a sentence that is taken over into a question."""

from __future__ import annotations

import re

from evals.generate.checks.grammar import BE, is_finite, is_participle

TAIL = re.compile(
    r"(?:[;–—]| - |, (?:which|who|and|but|where|with|as|while|after|before|although|including|because|so)\b)"
)
CLEAN = re.compile(
    r"^(?:$|[,;(]| (?:in|on|at|for|from|as|after|before|during|with|when|until|since|under|and|while)\b)"
    r"(?!, [A-Z][^,]*,? and )"
)


def until_aside(rest: str) -> str:
    """Return the text after a verb up to a relative clause, a second clause or a dash; empty if a list would be cut."""
    cut = TAIL.search(rest)
    main = rest[: cut.start()] if cut else rest
    if cut and cut.group().endswith((" and", " but")) and "," in main:
        return ""  # the comma separates list items, and a list must not be cut
    return main.rstrip(" ,;:.")


def until_verb(text: str, verb: str = "") -> str:
    """Return the text up to a second verb: "warden of the island and holds the key" ends before "and holds".

    After a form of "to be" as the `verb`, a second participle belongs to it: "was written and directed by".
    """
    for match in re.finditer(r",? and (?:also |then |later |[a-z]+ly )?(?P<word>[a-z]+)\b", text):
        if is_finite(match["word"]) and not (verb in BE and is_participle(match["word"])):
            return text[: match.start()]
    return text


def after_number(after: str) -> str:
    """Return the text after a counted noun, up to a relative clause, bracket or comma; empty after "and" or "or"."""
    main = re.split(r" (?:who|which|that) ", until_verb(until_aside(after)))[0].partition(" (")[0].partition(",")[0]
    return "" if re.match(r"\s*(?:and|or)\b", main) else main

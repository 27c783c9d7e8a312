"""How an answerer states that the documents do not contain an answer."""

from __future__ import annotations

import re

from graph.text.sentences import sentence_bounds

ABSTAIN = "The documents do not answer this question."

MAX_REFUSAL_CHARS = 700
"""Characters beyond which a text is no mere refusal."""
_MARKER = re.compile(r"\[[\d,; –-]*\]")
_STATEMENT = ABSTAIN.rstrip(".").casefold()


def is_abstention(text: str) -> bool:
    """Whether a text says, in any of the usual languages, that there is no answer, and gives none beside it."""
    plain = " ".join(_MARKER.sub("", text).split()).strip(" *_\"'“”")
    if not plain:
        return True
    if _STATEMENT in plain.casefold() and (
        plain.casefold().startswith(_STATEMENT) or (len(plain) <= len(ABSTAIN) + 120 and not _MARKER.search(text))
    ):
        return True
    if len(plain) > MAX_REFUSAL_CHARS:
        return False
    parts = [text[start:end] for start, end in sentence_bounds(text) if re.search(r"\w", text[start:end])]
    kinds = [_kind(part) for part in parts]
    return "refusal" in kinds and "answer" not in _until_explained(kinds, parts)


def _until_explained(kinds: list[str], parts: list[str]) -> list[str]:
    """Return the kinds of the sentences, without unsourced ones that follow a refusal and explain it."""
    refused = False
    kept: list[str] = []
    for kind, part in zip(kinds, parts, strict=True):
        if not (refused and kind == "answer" and not _MARKER.search(part)):
            kept.append(kind)
        refused = refused or kind == "refusal"
    return kept


def _kind(sentence: str) -> str:
    """Return whether a sentence refuses, stands beside a refusal, or answers."""
    from rag.answer.refusals import ASIDES, BLAMES, LIMITED, TURNS

    plain = " ".join(_MARKER.sub(" ", sentence).split()).strip(" *_\"'“”-")
    turn = TURNS.search(plain)
    clause = plain[: turn.start()] if turn else plain
    if _refuses(clause):
        rest = plain[turn.end() :] if turn else ""
        return "answer" if len(rest.split()) >= 4 and not (_refuses(rest) or LIMITED.search(rest)) else "refusal"
    if turn and _refuses(plain[turn.end() :]) and BLAMES.match(clause):
        return "refusal"
    return "aside" if ASIDES.match(plain) or LIMITED.match(plain) else "answer"


def _refuses(clause: str) -> bool:
    from rag.answer.refusals import ENGLISH_REFUSALS, FOREIGN_REFUSALS

    return any(pattern.search(clause) for pattern in (ENGLISH_REFUSALS, *FOREIGN_REFUSALS))

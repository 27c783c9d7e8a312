"""The shares of the case kinds in a generated test set."""

from __future__ import annotations

import math
from collections.abc import Sequence

from evals.types import CaseKind
from graph.errors import UsageError

KindShares = tuple[tuple[CaseKind, float], ...]

KIND_SHARES: KindShares = (
    ("unanswerable", 0.1),
    ("bridge", 0.3),
    ("comparison", 0.12),
    ("temporal", 0.12),
    ("followup", 0.1),
    ("corpus", 0.06),
    ("single", 0.2),
)
"""The kinds in the order in which they are filled: scarce kinds first."""


def parse_shares(asked: Sequence[str]) -> KindShares:
    """Parse `KIND` or `KIND=SHARE` items; all kinds if there are none. Raises UsageError for an invalid item."""
    if not asked:
        return KIND_SHARES
    known = dict(KIND_SHARES)
    wanted: dict[str, float] = {}
    for text in asked:
        kind, mark, share = text.partition("=")
        if kind not in known:
            raise UsageError(f"there is no kind {kind!r} to generate", f"choose from {', '.join(known)}")
        wanted[kind] = _number(share, text) if mark else known[kind]
    return tuple((kind, wanted[kind]) for kind, _ in KIND_SHARES if kind in wanted)


def _number(share: str, text: str) -> float:
    try:
        value = float(share)
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and value > 0):
        raise UsageError(f"the share in {text!r} is no number above 0", "as in --kind bridge=0.5 --kind single=0.5")
    return value

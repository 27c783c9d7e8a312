"""The shares of the case kinds in a generated test set."""

from __future__ import annotations

import math
from collections.abc import Sequence

from evals.generate.kinds import kind_specs
from graph.errors import UsageError

KindShares = tuple[tuple[str, float], ...]


def default_shares() -> KindShares:
    """Return every kind with the share that it declares, in the order in which the kinds are filled."""
    return tuple((name, spec.share) for name, spec in kind_specs().items())


def parse_shares(asked: Sequence[str]) -> KindShares:
    """Parse `KIND` or `KIND=SHARE` items; all kinds if there are none. Raises UsageError for an invalid item."""
    if not asked:
        return default_shares()
    known = dict(default_shares())
    wanted: dict[str, float] = {}
    for text in asked:
        kind, mark, share = text.partition("=")
        if kind not in known:
            raise UsageError(f"there is no kind {kind!r} to generate", f"choose from {', '.join(known)}")
        wanted[kind] = _number(share, text) if mark else known[kind]
    return tuple((kind, wanted[kind]) for kind in known if kind in wanted)


def _number(share: str, text: str) -> float:
    try:
        value = float(share)
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and value > 0):
        raise UsageError(f"the share in {text!r} is no number above 0", "as in --kind bridge=0.5 --kind single=0.5")
    return value

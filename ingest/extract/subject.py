"""The title's entity, referred to by its type alone: the College, under the title Marlow College."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.extract.mention import FoundMention, Variant

_KINDS = frozenset(
    "academy agency assembly association bank battalion board brigade bridge canal castle cathedral centre center "
    "church club college commission committee company congress convention corporation council court department "
    "foundation institute laboratory league library ministry mission monastery museum navy office parliament party "
    "regiment school senate society treaty tribunal trust union university".split()
)
_THE = re.compile(r"\b[Tt]he\s+$")
_LOOK_BACK = 5


def find_subject_variants(found: Sequence[FoundMention]) -> Iterator[Variant]:
    """Resolve a capitalised type to the title that ends or begins with it, unless another name contains it too."""
    title = next((one for one in found if one.whole and len(one.words) > 1), None)
    if title is None:
        return
    kind = title.words[0] if "of" in title.words else title.words[-1]
    alone = [one for one in found if one.key == kind and not one.in_title]
    if kind not in _KINDS or not alone or not all(_after_the(one) for one in alone):
        return
    others = (one for one in found if kind in one.words and one.key not in (kind, title.key) and not one.in_title)
    if not any(others):
        yield Variant(kind, title.key, "subject")


def _after_the(one: FoundMention) -> bool:
    return bool(_THE.search(one.text[max(0, one.span.start - _LOOK_BACK) : one.span.start]))

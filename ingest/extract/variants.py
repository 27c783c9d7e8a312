"""Collect the name variants of a document by all rules, the most reliable rule first."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.extract.lead_sentence_alias import opening
from ingest.extract.mention import FoundMention, Variant
from ingest.extract.parenthetical_aliases import stated
from ingest.extract.short_names import shortened
from ingest.extract.spelled import spelled
from ingest.extract.subject import subject


def variants(found: Sequence[FoundMention], texts: Sequence[str]) -> list[Variant]:
    """Return the variants found by all rules; `found` is in document order, `texts` are the passages' texts."""
    said = [*stated(found), *spelled(found, texts), *opening(found), *subject(found)]
    return [*said, *shortened(found, texts, said)]

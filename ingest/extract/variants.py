"""Collect the name variants of a document by all rules, the most reliable rule first."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.extract.lead_sentence_alias import find_lead_alias
from ingest.extract.mention import FoundMention, Variant
from ingest.extract.parenthetical_aliases import find_stated_aliases
from ingest.extract.short_names import find_short_names
from ingest.extract.spelled import find_spelling_variants
from ingest.extract.subject import find_subject_variants


def find_variants(found: Sequence[FoundMention], texts: Sequence[str]) -> list[Variant]:
    """Return the variants found by all rules; `found` is in document order, `texts` are the passages' texts."""
    said = [
        *find_stated_aliases(found),
        *find_spelling_variants(found, texts),
        *find_lead_alias(found),
        *find_subject_variants(found),
    ]
    return [*said, *find_short_names(found, texts, said)]

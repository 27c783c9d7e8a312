"""Which names of a document stand for others: what every rule says, the surest rule first."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.extract.lead_sentence_alias import opening
from ingest.extract.mention import FoundMention, Variant
from ingest.extract.parenthetical_aliases import stated
from ingest.extract.short_names import shortened
from ingest.extract.spelled import spelled
from ingest.extract.subject import subject


def variants(found: Sequence[FoundMention], texts: Sequence[str]) -> list[Variant]:
    """Variants by all rules; `found` stands in the order of the document, and `texts` are those of its passages."""
    said = [*stated(found), *spelled(found, texts), *opening(found), *subject(found)]
    return [*said, *shortened(found, texts, said)]

"""Names of a document that differ only in spelling: Dr. Ada Byron, Marlow & Sons, St. Ives, Marlow Inc."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from graph.text.name_parts import HONORIFICS, LEGAL_FORMS, WRITTEN_OUT
from ingest.extract.lowercase_words import find_lowercase_words
from ingest.extract.mention import FoundMention, Variant
from ingest.extract.people import may_be_person

_QUOTES = '"“«‘'


def find_spelling_variants(found: Sequence[FoundMention], texts: Sequence[str]) -> Iterator[Variant]:
    """Resolve each spelling to the one in a title, else to the first one.

    A company's name that is also a common word or a quoted title in the document (Time Inc. and time) is left alone.
    """
    alike: defaultdict[tuple[str, ...], list[FoundMention]] = defaultdict(list)
    first_of: dict[str, FoundMention] = {}
    for one in found:
        if not one.kind and (one.whole or one.key not in first_of):
            first_of[one.key] = one
    for one in first_of.values():
        alike[normalise_spelling(one)].append(one)
    for words, names in alike.items():
        if len(names) < 2 or (len(words) == 1 and _is_word(names, words[0], texts)):
            continue
        first = next((one for one in names if one.whole), names[0])
        yield from (Variant(one.key, first.key, "spelled") for one in names if words and one is not first)


def normalise_spelling(one: FoundMention) -> tuple[str, ...]:
    """Return the words of a name without the parts that vary in spelling.

    An honorific is dropped only before at least two words, and a company's legal form only after a word.
    """
    words = list(one.words)
    if len(words) > 2 and words[0] in HONORIFICS and may_be_person(one):
        words = words[1:]
    while len(words) > 1 and words[-1] in LEGAL_FORMS:
        words = words[:-1]
    if len(words) > 1:
        words[0] = WRITTEN_OUT.get(words[0], words[0])
    if "and" in words:
        words = [word for word in words if word != "and"]
    return tuple(words)


def _is_word(names: Sequence[FoundMention], word: str, texts: Sequence[str]) -> bool:
    return any(
        one.span.start and one.text[one.span.start - 1] in _QUOTES for one in names
    ) or word in find_lowercase_words(texts)

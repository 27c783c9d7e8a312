from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from rag.ner.merged import merge_spans
from rag.ner.protocol import Span


def apart(places: list[int]) -> list[Span]:
    """Spans between each second and third place."""
    ordered = sorted(set(places))
    return [Span(start, end) for start, end in zip(ordered[::2], ordered[1::2], strict=False)]


spans = st.lists(st.integers(0, 60), max_size=20).map(apart)


@given(spans, spans)
def test_the_first_stand_and_the_others_stand_where_they_overlap_none(first: list[Span], more: list[Span]) -> None:
    found = merge_spans(first, more)
    free = [span for span in more if all(span.end <= other.start or other.end <= span.start for other in first)]
    assert sorted(found, key=lambda span: span.start) == found
    assert {*found} == {*first, *free}
    assert all(left.end <= right.start for left, right in pairwise(found))

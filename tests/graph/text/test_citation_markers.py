from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.text.citation_markers import MARKER_PATTERN, find_markers, parse_marker, strip_markers


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("It opened [2].", ["2"]),
        ("It opened [1, 3] and closed [4].", ["1, 3", "4"]),
        ("It opened [passage 2; passage 3].", ["passage 2; passage 3"]),
        ("It opened 【2†a source】 [^5].", ["2", "5"]),
        ("It opened [in 1874], a[0] or [1874].", ["0"]),
        ("It opened [].", []),
        ("It opened [[2]] and closed [1]].", ["2", "1"]),
    ],
)
def test_markers_are_found_as_models_write_them(text: str, inside: list[str]) -> None:
    assert [next(filter(None, match.groups())) for match in find_markers(text)] == inside


@pytest.mark.parametrize(
    ("inside", "numbers"),
    [
        ("2", [2]),
        ("1, 3", [1, 3]),
        ("2-4", [2, 3, 4]),
        ("passage 1; 7–8", [1, 7, 8]),
        ("1-90", [1, 90]),
        ("4-2", [4, 2]),
    ],
)
def test_the_numbers_of_a_marker(inside: str, numbers: list[int]) -> None:
    assert parse_marker(inside) == numbers


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("It opened [1, 2]. It closed [3].", "It opened. It closed."),
        ("It opened\n[1]", "It opened"),
        ("[1] It opened [1874].", " It opened [1874]."),
        ("Nothing is cited.", "Nothing is cited."),
    ],
)
def test_a_text_without_its_markers(text: str, bare: str) -> None:
    assert strip_markers(text) == bare


@given(st.text(st.sampled_from("[]1,-a ^†【】"), max_size=40))
def test_normalized_markers_are_markers(text: str) -> None:
    short = {match.group() for match in MARKER_PATTERN.finditer(text) if len(match.group(1)) <= 3}
    assert short <= {match.group() for match in find_markers(text)}

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from evals.judges.sentences import claims, sentences
from graph.text.sentences import sentence_bounds


@given(st.text(st.sampled_from("Ab. !?\n\u3002Mr9"), max_size=60))
def test_sentences_lie_in_order_and_leave_only_white_space_out(text: str) -> None:
    found = sentence_bounds(text)
    assert all(low < high for low, high in found)
    assert all(before[1] <= after[0] for before, after in pairwise(found))
    kept = "".join(text[low:high] for low, high in found)
    assert "".join(kept.split()) == "".join(text.split())


def test_abbreviations_and_initials_end_no_sentence() -> None:
    text = "Dr. A. B. Smith met Mrs. Jones at St. Ives. They left at 5 p.m. on Monday."
    assert sentences(text) == ["Dr. A. B. Smith met Mrs. Jones at St. Ives.", "They left at 5 p.m. on Monday."]


def test_chinese_sentences() -> None:
    assert sentences("今天下雨。明天晴天。") == ["今天下雨。", "明天晴天。"]


def test_claims_leave_out_markers_and_bullets() -> None:
    assert claims("- It opened in 1874 [1, 2].\n- It closed later [3].\n---") == [
        "It opened in 1874.",
        "It closed later.",
    ]

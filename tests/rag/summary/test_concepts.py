from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rag.summary.concepts import SHARED_WEIGHT, read_concepts, weigh_concepts


def test_concepts_are_stems_and_their_pairs_without_common_words_and_speakers() -> None:
    assert read_concepts("Chair: I think the parking fees rise.") == {
        "park", "fee", "rise", ("park", "fee"), ("fee", "rise")
    }  # fmt: skip


def test_concepts_of_several_texts_count_and_those_of_one_little() -> None:
    fees, dogs = read_concepts("parking fees"), read_concepts("dogs and parking")
    weights = weigh_concepts([fees, dogs])
    assert weights == dict.fromkeys(fees | dogs, 1.0) | {"park": 2 * SHARED_WEIGHT}
    assert weigh_concepts([]) == {}


@given(st.text(max_size=200))
def test_any_text_has_concepts_of_its_own_words(text: str) -> None:
    for concept in read_concepts(text):
        assert all(part == part.casefold() for part in ((concept,) if isinstance(concept, str) else concept))

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from rag.answer.extractive.sentences import MAX_QUOTE_CHARS, quotable_bounds


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in quotable_bounds(text)]


def test_full_stops_of_short_forms_end_nothing() -> None:
    text = 'Dr. Wren met J. Smith of Acme Inc. in the U.S. capital. "Fine," she said. He left at 5 p.m. today.'
    assert cut(text) == [
        "Dr. Wren met J. Smith of Acme Inc. in the U.S. capital.",
        '"Fine," she said.',
        "He left at 5 p.m. today.",
    ]


def test_lines_of_a_list_stand_apart_and_wrapped_lines_do_not() -> None:
    assert cut("Bring:\n- a lamp\n- two\n  ropes\n\nThen go\nhome.") == [
        "Bring:",
        "- a lamp",
        "- two\n  ropes",
        "Then go\nhome.",
    ]


def test_scripts_without_spaces_end_at_their_own_full_stop() -> None:
    assert cut("北京是首都。上海很大！") == ["北京是首都。", "上海很大！"]


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=1500) | st.text(alphabet="ab .!\n。", max_size=3000))
def test_every_visible_character_lies_in_one_sentence_of_bounded_length(text: str) -> None:
    bounds = quotable_bounds(text)
    assert "".join("".join(text[start:end].split()) for start, end in bounds) == "".join(text.split())
    assert all(0 < end - start <= MAX_QUOTE_CHARS for start, end in bounds)
    assert all(left[1] <= right[0] for left, right in pairwise(bounds))

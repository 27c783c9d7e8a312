from __future__ import annotations

from graph.text.numbers import CARDINAL_VALUES, MAGNITUDES, ORDINAL_VALUES, ROMAN_VALUES


def test_words_have_their_values() -> None:
    assert [CARDINAL_VALUES[name] for name in ("zero", "nineteen", "twenty", "ninety")] == [0, 19, 20, 90]
    assert [ORDINAL_VALUES[name] for name in ("first", "nineteenth", "twentieth", "fortieth")] == [1, 19, 20, 40]
    assert MAGNITUDES["billion"] == MAGNITUDES["thousand"] * MAGNITUDES["million"]


def test_every_value_has_one_word_of_a_kind() -> None:
    for values in (CARDINAL_VALUES, ORDINAL_VALUES, ROMAN_VALUES, MAGNITUDES):
        assert len(set(values.values())) == len(values)

from __future__ import annotations

from graph.text.languages.expansion import WordGroup, read_query
from graph.text.languages.vocabulary import Vocabulary

STORED = ("frist", "kundigung", "kundigen", "mietkaution", "abreise", "regen")


def groups(query: str) -> list[WordGroup]:
    read = read_query(query)
    return read.group(set(STORED) & Vocabulary(STORED).find_forms(read))


def test_the_forms_of_a_word_count_as_the_word() -> None:
    assert groups("Wann muss ich abreisen?") == [WordGroup(("abreisen", "abreise"))]


def test_parts_of_compounds_count_less() -> None:
    whole, *parts = groups("Wie lang ist die Kündigungsfrist?")[-3:]
    assert whole == WordGroup(("kundigungsfrist",))
    assert {word: group.weight for group in parts for word in group.words} == {
        "frist": 0.25,
        "kundigen": 0.15,
        "kundigung": 0.15,
    }
    assert groups("Wie hoch ist die Kaution?")[-1] == WordGroup(("mietkaution",), 0.4)


def test_other_languages_are_searched_as_they_stand() -> None:
    assert groups("When is the departure?") == [WordGroup(("departure",))]
    assert read_query("When is the departure?").stems == []


def test_a_query_of_small_words_keeps_them() -> None:
    assert read_query("Wer ist das?").words == ("wer", "ist", "das")

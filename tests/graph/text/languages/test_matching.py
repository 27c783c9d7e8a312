from __future__ import annotations

import pytest

from graph.text.languages.german import LANGUAGE
from graph.text.languages.matching import (
    ASKED_HEAD,
    ASKED_MODIFIER,
    HEAD,
    MODIFIER,
    SAME,
    content_words,
    match_any,
    match_words,
)


@pytest.mark.parametrize(
    ("asked", "said", "share"),
    [
        ("abreisen", "abreise", SAME),
        ("spielen", "gespielt", SAME),
        ("abstellen", "abgestellt", SAME),
        ("abstellen", "abzustellen", SAME),
        ("untervermieten", "untervermietung", SAME),
        ("organisiert", "organisation", SAME),
        ("kind", "kinder", SAME),
        ("kaution", "mietkaution", HEAD),
        ("einbruch", "einbruchdiebstahl", MODIFIER),
        ("kundigungsfrist", "frist", ASKED_HEAD),
        ("kundigungsfrist", "kundigung", ASKED_MODIFIER),
        ("mieter", "vermieter", 0.0),
        ("zulassig", "unzulassig", 0.0),
        ("mieter", "miete", 0.0),
        ("jahresbeitrag", "tragt", 0.0),
    ],
)
def test_forms_and_parts(asked: str, said: str, share: float) -> None:
    assert match_words(asked, said, LANGUAGE.inflection) == share


def test_the_parts_of_a_compound_may_stand_apart() -> None:
    assert match_any("kundigungsfrist", ["frist", "kundigung"], LANGUAGE) == SAME


def test_small_words_say_nothing() -> None:
    assert content_words("Wie hoch ist die Kündigungsfrist?", LANGUAGE) == ["hoch", "kundigungsfrist"]

"""Plain German sentences are asked of in German."""

from __future__ import annotations

import pytest

from evals.generate.prose.german import is_german
from tests.evals.generate.prose_texts import cases_of

FRAME = "Die Wohnung liegt in der Nähe von dem See und ist mit dem Bus zu erreichen."


def asked(kind: str, sentence: str) -> dict[str, str]:
    return {case.question: case.reference for case in cases_of(kind, {"Hausordnung": f"{FRAME} {sentence}"})}


@pytest.mark.parametrize(
    ("sentence", "question", "verdict"),
    [
        ("Haustiere sind nicht erlaubt.", "Sind Haustiere erlaubt?", "Nein"),
        ("Die Nutzung der Sauna ist kostenlos.", "Ist die Nutzung der Sauna kostenlos?", "Ja"),
        ("Fahrräder dürfen im Keller abgestellt werden.", "Dürfen Fahrräder im Keller abgestellt werden?", "Ja"),
        ("Sie dürfen im Garten nicht grillen.", "Darf ich im Garten grillen?", "Nein"),
    ],
)
def test_a_rule_is_asked_of(sentence: str, question: str, verdict: str) -> None:
    assert asked("rule", sentence) == {question: verdict}


@pytest.mark.parametrize(
    ("sentence", "question", "amount"),
    [
        ("Die Kaution beträgt 200 Euro.", "Wie hoch ist die Kaution?", "200 Euro"),
        ("Die Kündigungsfrist beträgt drei Monate.", "", ""),
        ("Die Kündigungsfrist beträgt 3 Monate.", "Wie lang ist die Kündigungsfrist?", "3 Monate"),
        ("Die Nachtruhe beginnt um 22 Uhr.", "Wann beginnt die Nachtruhe?", "um 22 Uhr"),
        ("Für die Sauna fallen 5 Euro pro Nutzung an.", "Wie viel ist für die Sauna zu zahlen?", "5 Euro pro Nutzung"),
        ("Eine Tageskarte kostet 12,50 Euro.", "Wie viel kostet eine Tageskarte?", "12,50 Euro"),
    ],
)
def test_an_amount_is_asked_for(sentence: str, question: str, amount: str) -> None:
    assert asked("amount", sentence) == ({question: amount} if question else {})


@pytest.mark.parametrize(
    "sentence",
    ["Rauchen ist nur auf dem Balkon gestattet.", "Es ist nicht erlaubt.", "Die Tür muss nicht abgeschlossen werden."],
)
def test_what_holds_in_part_or_points_back_is_not_asked_of(sentence: str) -> None:
    assert asked("rule", sentence) == {}


def test_german_is_known_by_its_frequent_words() -> None:
    assert is_german(FRAME)
    assert not is_german("The flat is near the lake and can be reached by bus.")
    assert not is_german("")

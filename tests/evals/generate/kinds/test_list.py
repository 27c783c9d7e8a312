"""Lists: the whole list is the reference, and the lead-in becomes the question."""

from __future__ import annotations

import pytest

from tests.evals.generate.prose_texts import cases_of


def asked(text: str) -> dict[str, str]:
    return {case.question: case.reference for case in cases_of("list", {"Harbour handbook": text})}


@pytest.mark.parametrize(
    ("text", "question", "reference"),
    [
        (
            "To rent a winter berth, you need to bring:\n- your passport\n- the papers of the boat\n",
            "What do I need to bring to rent a winter berth?",
            "your passport; the papers of the boat",
        ),
        (
            "A skipper can lose the night pass if:\n* the lights of the boat fail\n* the radio is switched off\n",
            "When can a skipper lose the night pass?",
            "the lights of the boat fail; the radio is switched off",
        ),
        (
            "Berth holders must keep the following documents on board:\n1. the licence\n2. the insurance policy\n",
            "Which documents must berth holders keep on board?",
            "the licence; the insurance policy",
        ),
        (
            "To leave the basin at night, skippers must:\n\n1. light a lamp,\n2. call the office, and\n3. wait\n",
            "What must skippers do to leave the basin at night?",
            "light a lamp; call the office; wait",
        ),
        (
            "The Berth Holder must:\n(a) keep the berth clean;\n(b) not light a fire on the quay;\n",
            "What must the Berth Holder do?",
            "keep the berth clean; not light a fire on the quay",
        ),
        (
            "The mooring fee covers:\n- fresh water\n- electricity from the quay\n- waste collection\n",
            "What does the mooring fee cover?",
            "fresh water; electricity from the quay; waste collection",
        ),
    ],
)
def test_a_list_is_asked_for(text: str, question: str, reference: str) -> None:
    assert asked(text) == {question: reference}


@pytest.mark.parametrize(
    "text",
    [
        "You also need to bring:\n- your passport\n- the papers of the boat\n",
        "You need to bring documents such as:\n- your passport\n- the papers of the boat\n",
        "They need to bring:\n- a passport\n- the papers of the boat\n",
        "You need to bring:\n- your passport\n",
        "Two flags cannot take a second rope:\n- the red one\n- the blue one\n",
        "The boats in the northern basin must be ordered:\n- Move all canoes\n- Move all rafts\n",
    ],
)
def test_parts_of_lists_are_not_asked_for(text: str) -> None:
    assert asked(text) == {}


def test_the_gold_is_the_lead_in_with_its_items() -> None:
    text = "Welcome aboard.\nThe mooring fee covers:\n- fresh water\n- waste collection\nPay at the office."
    (case,) = cases_of("list", {"Harbour handbook": text})
    assert [gold.quote for gold in case.gold] == ["The mooring fee covers:\n- fresh water\n- waste collection"]

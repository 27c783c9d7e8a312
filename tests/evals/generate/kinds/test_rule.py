"""Yes-or-no questions: the verdict follows from the sentence, and the question from what people would ask."""

from __future__ import annotations

import pytest

from tests.evals.generate.prose_texts import asked_of, cases_of


@pytest.mark.parametrize(
    ("sentence", "question", "verdict"),
    [
        (
            "You can moor a second boat if your first boat is in the repair shed.",
            "Can I moor a second boat if my first boat is in the repair shed?",
            "Yes",
        ),
        (
            "If your licence has expired, you must not leave the inner basin at night.",
            "Am I allowed to leave the inner basin at night if my licence has expired?",
            "No",
        ),
        ("You cannot refuel a rented barge at the north quay.", "Can I refuel a rented barge at the north quay?", "No"),
        (
            "You do not need to report a broken fender to the harbour office.",
            "Do I need to report a broken fender to the harbour office?",
            "No",
        ),
        (
            "Every skipper must obtain a night pass before sailing past the lighthouse.",
            "Must every skipper get a night pass before sailing past the lighthouse?",
            "Yes",
        ),
        (
            "Visitors are not allowed to feed the seals near the slipway.",
            "Are visitors allowed to feed the seals near the slipway?",
            "No",
        ),
        ("Visitors must never touch the old bell.", "May visitors touch the old bell?", "No"),
        (
            "The mooring rope must not touch the propeller of the ferry.",
            "May the mooring rope touch the propeller of the ferry?",
            "No",
        ),
        (
            "Night visits are allowed at the north quay in order to free a blocked propeller.",
            "Are night visits allowed at the north quay in order to free a blocked propeller?",
            "Yes",
        ),
        (
            "The harbour master, Ingrid Solberg, may waive the mooring fee of a visiting boat.",
            "May the harbour master waive the mooring fee of a visiting boat?",
            "Yes",
        ),
        (
            "Members may moor 2 canoes at the jetty, of which one may be a kayak.",
            "May members moor 2 canoes at the jetty?",
            "Yes",
        ),
        (
            "Acetone may be stored in the shed behind the slipway.",
            "May acetone be stored in the shed behind the slipway?",
            "Yes",
        ),
        (
            "Smoking is prohibited in all buildings of the north quay.",
            "Is smoking prohibited in all buildings of the north quay?",
            "Yes",
        ),
    ],
)
def test_a_rule_is_asked_with_its_verdict(sentence: str, question: str, verdict: str) -> None:
    assert asked_of("rule", sentence) == {question: verdict}


@pytest.mark.parametrize(
    "sentence",
    [
        "You can only moor a second boat if your first boat is in the repair shed.",
        "You may fish from the pier unless the red flag is flying on the lighthouse.",
        "Heavy storms can damage the wooden planks of the northern pier.",
        "This means that they must leave the inner basin before sunset.",
        "The skipper must not enter the lock and will not moor at the northern gate.",
        "The neighbours may object to the new opening hours of the boatyard.",
        "The maker of the crane, Halvorsen Marine, may not deliver the new winch before March.",
        "Like canoes and kayaks, sailing boats do not need to carry a radio on board.",
        "You should almost never have to replace the zinc anode of a wooden boat.",
        "Previously inspected boats and their rafts do not need to be weighed at the slipway.",
        "For example, if you own a steel barge, you can install a second pump.",
        "You need to use the other gate of the boatyard instead.",
    ],
)
def test_what_depends_or_points_back_is_not_asked(sentence: str) -> None:
    assert asked_of("rule", sentence) == {}


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        (
            "You can turn off push notifications by visiting the options page of the game.",
            "Can I turn off push notifications?",
        ),
        (
            "The Supplier may disclose the purchase records to auditors and banks so that the accounts can be checked.",
            "May the Supplier pass on the purchase records to auditors and banks?",
        ),
        (
            "You can borrow a telescope for one night if you have been a member of the astronomy club for a year.",
            "Can I borrow a telescope for one night if I have been a member of the astronomy club for a year?",
        ),
        (
            "Every skipper must report the damaged fenders to the harbour office before sunset on Friday.",
            "Must every skipper report the damaged fenders to the harbour office before sunset on Friday?",
        ),
    ],
)
def test_how_and_why_something_may_be_done_is_left_out_and_no_condition(sentence: str, question: str) -> None:
    assert list(asked_of("rule", sentence)) == [question]


def test_what_the_writers_do_is_asked_of_their_document() -> None:
    records = {
        "Marlin – Privacy Policy": "We do not sell your mooring history to advertisers.",
        "Osprey – Privacy Policy": "We share your location with the harbour office.",
    }
    assert {case.question: case.reference for case in cases_of("rule", records)} == {
        "According to “Marlin – Privacy Policy”, do they sell my mooring history to advertisers?": "No",
        "According to “Osprey – Privacy Policy”, do they share my location with the harbour office?": "Yes",
    }


def test_the_we_of_an_author_is_not_asked_for() -> None:
    assert (
        cases_of("rule", {"A first boat of your own": "We do not spend many chapters on the history of rowing."}) == ()
    )


def test_what_may_happen_in_a_risk_register_is_no_permission() -> None:
    sentence = "The contractor may close the southern slipway during the spring tides."
    assert cases_of("rule", {"Quay repair: risk register": sentence}) == ()
    assert len(cases_of("rule", {"Quay repair: site rules": sentence})) == 1


def test_a_rule_that_two_documents_hold_is_asked_of_neither() -> None:
    rule = "Every skipper must carry two life jackets on board."
    assert cases_of("rule", {"Page 1": rule, "Page 2": f"{rule} Boats are blue."}) == ()
    scoped = [case.question for case in cases_of("rule", {"Harbour rules": rule, "River rules": rule})]
    assert len(scoped) == 2
    assert all(question.startswith("According to “") for question in scoped)

from __future__ import annotations

import pytest

from graph.types import Passage
from rag.answer.extractive.evidence import candidates
from rag.answer.extractive.passage_reader import SentenceReading
from rag.answer.extractive.read_sentences import ReadSentence
from rag.answer.extractive.reader import SpanPrediction
from rag.answer.extractive.situation import split_situation
from rag.answer.extractive.verdict import choose_verdict


def verdict(question: str, text: str, score: float = 3.0, context: str = "") -> str:
    found = candidates([Passage("p", "d", text, 0, context=context)])
    reading = SentenceReading(score, SpanPrediction(0, 0, 0.0))
    chosen = choose_verdict(split_situation(question), [ReadSentence(found[0], reading, score)])
    return chosen.text if chosen else ""


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("Is eating allowed in the archive?", "Eating is not allowed in the archive.", "No"),
        ("Is eating allowed in the canteen?", "Eating is allowed in the canteen.", "Yes"),
        ("Is heating included?", "The rent includes heating but not light, water or cleaning.", "Yes"),
        ("Is cleaning included in the rent?", "The rent includes heating but not light, water or cleaning.", "No"),
        ("May I keep a goat?", "A goat may not be kept.", "No"),
        ("Can I renew DVDs?", "DVDs cannot be renewed.", "No"),
        ("Can I borrow newspapers?", "Newspapers and dictionaries cannot be borrowed.", "No"),
        ("Can I borrow maps?", "Newspapers and dictionaries cannot be borrowed.", ""),
        ("May I keep a cat?", "6. Cats and small animals may be kept.", "Yes"),
        ("May I keep an animal?", "6. Cats and small animals may be kept.", ""),
        ("Is breakfast included?", "Breakfast at the University Inn is included.", "Yes"),
        ("Is parking free?", "Parking in Court No. 5 is free.", "Yes"),
        ("May I park a van?", "A van may not be parked.", "No"),
        ("Can I wash the hat in the sink?", "The gloves may be washed in the sink; the hat may not.", "No"),
        ("Can I work at home on Mondays?", "After a year I can work at home; on Mondays all come in.", ""),
        ("Is theft covered?", "Theft is not covered, apart from bicycles.", ""),
        ("May I take Dolan with Paran?", "Do not take Dolan with other pills.", ""),
        ("May Ida keep hens?", "Ida asked to keep hens.", ""),
        ("Isn't smoking allowed in the yard?", "Smoking is not allowed in the yard.", ""),
        ("May I bring my dog?", "Dogs may be brought if they are on a lead.", "It depends"),
        ("May dogs be brought?", "Dogs may be brought if they are on a lead.", ""),
        ("Is parking free for visitors?", "The gate opens at nine.", ""),
        ("Can I use vinegar?", "Vinegar damages the seals.", ""),
        ("Are dogs allowed?", "Dogs frighten the sheep near the gate.", ""),
        ("Are dogs allowed?", "No dogs, please.", "No"),
        ("Is there a swimming pool?", "Swimming is on Mondays at the leisure pool.", ""),
        ("Is there a swimming pool?", "The swimming pool is in the cellar.", "Yes"),
        ("May guests vote?", "Members have a vote; guests may speak but not vote.", ""),
        ("Can I resign by phone?", "A resignation must be in writing; a phone call is not sufficient.", ""),
        ("Can I smoke?", "Smoking on the balcony annoys the neighbours.", ""),
        ("Are cats allowed?", "Cats and dogs are not allowed.", "No"),
        ("Are cats allowed?", "Cats stay inside, dogs are not allowed.", ""),
        ("Can I plant a walnut tree?", "Walnut trees and conifers are prohibited.", "No"),
        ("Can I sit on the balcony?", "Smoking is prohibited on balconies.", ""),
        ("Can I live in the hut?", "Living in the hut is not permitted.", "No"),
        ("Do I have to register online?", "You can register online.", ""),
        ("Do we have to wear helmets?", "Helmets need not be worn.", "No"),
        ("Do I need a towel?", "A towel must be used on all machines.", "Yes"),
        ("Do I need a visa?", "Citizens of the EU do not need a visa.", ""),
        ("Can I bring my dog?", "Small dogs are not allowed.", ""),
        ("Am I eligible for the course?", "Pregnant women may also be eligible for the course.", ""),
        ("Can I keep bees?", "Members may keep bees.", "Yes"),
        ("Do I have to pay for parking?", "Parking is free.", "No"),
        ("Does it cost anything to block it?", "If you wish to block it, call us; this costs nothing.", "No"),
        ("Do I need permission to export this drug?", "You need permission to export:", ""),
        ("Can my 12-year-old use the hall?", "Children under 14 are not admitted to the hall.", "No"),
        ("Can my 15-year-old use the hall?", "Children under 14 are not admitted to the hall.", ""),
        ("Can my 12-year-old ride alone?", "Children from 14 may ride alone.", "No"),
        ("Can I take it on an empty stomach?", "Do not take it if you have a stomach ulcer.", ""),
        ("Can I take it when I am pregnant?", "Take it only if you feel well.", ""),
    ],
)
def test_the_sentence_that_decides(question: str, text: str, expected: str) -> None:
    assert verdict(question, text) == expected


def verdict_of_two(question: str, first: str, second: str) -> str:
    found = candidates([Passage("p", "d", f"{first} {second}", 0)])
    reading = SentenceReading(3.0, SpanPrediction(0, 0, 0.0))
    chosen = choose_verdict(
        split_situation(question), [ReadSentence(item, reading, 3.0 - item.place) for item in found]
    )
    return chosen.text if chosen else ""


def test_a_condition_of_something_else_does_not_decide() -> None:
    assert verdict("May I accept a gift from a vendor?", "Lunch at an event is fine if it is offered to all.") == ""


def test_a_condition_does_not_decide_where_another_sentence_sets_none() -> None:
    condition = "If you are eligible, you may receive leave that a colleague donates."
    assert verdict_of_two("Can I donate leave to a colleague?", condition, "Ask a colleague first.") == "It depends"
    assert verdict_of_two("Can I donate leave to a colleague?", condition, "You can donate leave to a colleague.") == ""


def test_a_sentence_that_says_the_opposite_keeps_it_open() -> None:
    assert verdict_of_two("Is parking free?", "Parking is free.", "Parking is not free here.") == ""
    assert verdict_of_two("Is parking free?", "Parking is free.", "The gate opens at nine.") == "Yes"


def test_what_stands_above_a_sentence_need_not_stand_in_it() -> None:
    assert verdict("Is smoking allowed in the canteen?", "Smoking is not allowed.") == ""
    assert verdict("Is smoking allowed in the canteen?", "Smoking is not allowed.", context="Canteen") == "No"


def test_a_title_with_several_names_does_not_stand_for_one_of_them() -> None:
    title, told = "Trip to Lisbon and Porto", "At Casa Flores in Lisbon breakfast is included."
    assert verdict("Is breakfast included in Porto?", told, context=title) == ""
    assert verdict("Is breakfast included in Lisbon?", told, context=title) == "Yes"
    assert verdict("Is breakfast included in Porto?", "Breakfast is included.", context="Hotel in Porto") == "Yes"


def test_an_item_is_read_with_the_heading_that_denies_it() -> None:
    item, asked = "- wearing parts such as door seals", "Are door seals covered?"
    assert verdict(asked, item, context="What is not covered") == "No"
    assert verdict(asked, "Door seals are covered.", context="What is not covered") == ""


def test_a_better_sentence_with_a_condition_keeps_it_open() -> None:
    assert (
        verdict_of_two(
            "Are dogs allowed here?", "Dogs are allowed here on a lead, or if small.", "Dogs are allowed here."
        )
        == ""
    )


def test_a_situation_is_not_judged() -> None:
    assert verdict("My dog is small. May I bring my dog?", "Dogs may be brought if they are on a lead.") == ""


def test_a_weak_sentence_does_not_decide() -> None:
    assert verdict("Is eating allowed?", "Eating is not allowed.", score=0.2) == ""
    assert choose_verdict(split_situation("Is eating allowed?"), []) is None

"""Answers that say the same in other words, and answers that are one word away from it and wrong."""

from __future__ import annotations

import pytest

from evals.judges.correctness import judge_text
from rag.embed.protocol import Embedder

KINDS = {
    "replies": [
        ("Are dogs allowed?", "No, dogs are not allowed on the island.", "Dogs are prohibited.", True),
        ("Are dogs allowed?", "No, dogs are not allowed on the island.", "No.", True),
        ("Are dogs allowed?", "No, dogs are not allowed on the island.", "Dogs are allowed on the island.", False),
        ("Is the fee refundable?", "The fee is non-refundable.", "It cannot be refunded.", True),
        ("Is the fee refundable?", "The fee is non-refundable.", "The fee will be refunded.", False),
        ("Do I need a receipt to return goods?", "Yes, a receipt is required.", "A receipt is necessary.", True),
        ("Do I need a receipt to return goods?", "Yes, a receipt is required.", "No receipt is needed.", False),
        ("Does it share data?", "No, data is never shared.", "It does not.", True),
        ("Must employees wear helmets?", "Employees must wear helmets on the site.", "Helmets are mandatory.", True),
        ("Is overtime paid?", "Overtime is not paid but can be taken as time off.", "No, it is time off.", True),
        ("Is it red or blue?", "It is blue.", "blue, not red", True),
        ("Is the contract renewed?", "No, it ends after one year.", "It is not renewed.", True),
        ("Can I pay later?", "Yes, if the treasurer agrees.", "No.", False),
    ],
    "opposites": [
        ("When must it be handed in?", "before 5 pm", "after 5 pm", False),
        ("Did sales rise or fall?", "They rose by 3%.", "They fell by 3%.", False),
        ("May minors take part?", "Only with their parents' consent.", "Yes, without consent.", False),
        ("Where is the key kept?", "under the counter", "above the counter", False),
        ("Where is the key kept?", "under the counter", "beneath the counter", True),
        ("How did the committee vote?", "unanimously in favour", "unanimously against", False),
        ("What if the payment is late?", "Interest of 8% is charged.", "No interest is charged.", False),
        ("What was moved?", "from Hall A to Hall B", "from Hall B to Hall A", False),
        ("Which colour is the cable?", "blue with a white stripe", "white with a blue stripe", False),
        ("What does it cost?", "82 euros", "It used to be 82 euros; now it is 90 euros.", False),
        ("Who clears the snow?", "the owner, not the tenant", "the tenant", False),
        ("Who clears the snow?", "the owner, not the tenant", "the owner", True),
        ("What is the minimum order?", "10 boxes", "no more than 10 boxes", False),
    ],
    "shares": [
        ("What did the survey find?", "Most residents want a new library.", "Few residents want a new library.", False),
        ("What did the survey find?", "Most residents want a new library.", "All residents want a library.", False),
        ("What did the survey find?", "Most residents want a new library.", "Most of the residents want one.", True),
    ],
    "values": [
        ("When is it open?", "Monday to Friday", "on weekdays", True),
        ("When is it open?", "Monday to Friday", "Monday and Friday", False),
        ("What are the hours?", "9:00–17:00", "from nine to five", True),
        ("When does it leave?", "7:45 a.m.", "a quarter to eight", True),
        ("When does it leave?", "7:45 a.m.", "7:45 pm", False),
        ("How often is it changed?", "every six months", "twice a year", True),
        ("How often is it changed?", "every six months", "every six weeks", False),
        ("What share voted for it?", "12.5%", "one eighth", True),
        ("How many were absent?", "none", "nobody", True),
        ("How many were absent?", "none", "three", False),
        ("When was it signed?", "3 May 2023", "on the third of May 2023", True),
        ("When does it end?", "30 June 2025", "at the end of June 2025", True),
        ("What is the mail address?", "anna@example.org", "ana@example.org", False),
        ("What is the phone number?", "+49 30 1234567", "030 1234567", True),
        ("What is the phone number?", "+49 30 1234567", "+49 30 1234568", False),
        ("Which model is it?", "P-350", "P350", True),
        ("How many live there?", "about 35,000", "34,812", True),
        ("What must be kept?", "between 2 and 8 °C", "below 8 °C", False),
    ],
    "words": [
        ("Who approves the budget?", "the finance committee", "the audit committee", False),
        ("When did it open?", "in spring 1987", "autumn 1987", False),
        ("Who can apply?", "residents of the county", "residents of the city", False),
        ("Who can apply?", "residents of the county", "county residents", True),
        ("What is excluded?", "water damage and wear", "water damage", False),
        ("What is excluded?", "water damage and wear", "wear and water damage", True),
        ("How is it financed?", "by donations", "by donations and taxes", False),
        ("How did he travel?", "by train", "by plane and train", False),
        ("Which platform?", "Windows 10 and later", "Windows 10 or newer", True),
        ("How is it returned?", "by bank transfer within 14 days", "in cash within 14 days", False),
        ("What is handed in?", "the form, then the photo", "the photo, then the form", False),
        ("What is the discount?", "20% on all items except books", "20% on all items", False),
        ("Who replaced it?", "Kari Nygård", "Kari Nygård's brother", False),
        ("Who signs?", "Maria Olsen", "Mario Olsen", False),
        ("Who is the contact?", "Mrs. Adler", "Mr. Adler", False),
        ("Who is the contact?", "Mrs. Adler", "Ms. Adler", True),
        ("Who founded it?", "Ingrid Solheim and Paul Ware", "Solheim and Ware", True),
    ],
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_what_people_call_right_is_right_and_nothing_else(minilm: Embedder, kind: str) -> None:
    found = {
        (reference, text): judge_text(question, text, (reference,), minilm)
        for question, reference, text, _ in KINDS[kind]
    }
    wanted = {(reference, text): right for _, reference, text, right in KINDS[kind]}
    assert {pair: verdict.reason for pair, verdict in found.items() if verdict.right != wanted[pair]} == {}

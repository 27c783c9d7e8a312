from __future__ import annotations

from dataclasses import asdict

import pytest

from evals.tuning.personal_data import make_mask, mask_material
from evals.tuning.types import Example, LearningMaterial, Preference, RatedAnswer
from evals.types import Case, Gold
from tests.evals.parts import passage
from tests.evals.tuning.parts import MayorTagger


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Write to ada.crowe@example.org.", "Write to [EMAIL]."),
        ("Call +44 20 7946 0958 or 555-010-9999.", "Call [PHONE] or [PHONE]."),
        ("Pay to DE89 3704 0044 0532 0130 00.", "Pay to [ACCOUNT]."),
        ("Card 4111 1111 1111 1111, number 078-05-1120.", "Card [CARD], number [ID]."),
        ("From 192.168.10.4 it came.", "From [ADDRESS] it came."),
        ("Ada Crowe kept bees.", "[PERSON] kept bees."),
        (
            "In 1874, 4,310 people paid 12.50 on 2024-05-31 under § 12.3.4.",
            "In 1874, 4,310 people paid 12.50 on 2024-05-31 under § 12.3.4.",
        ),
    ],
)
def test_what_is_masked_and_what_is_not(text: str, masked: str) -> None:
    assert make_mask(MayorTagger())(text) == masked


def test_every_text_of_the_material_is_masked() -> None:
    secret = "Ada Crowe, ada@example.org"
    found = passage(secret, secret, secret)
    case = Case.make(secret, secret, (Gold(found.id, secret, secret),), aliases=(secret,))
    material = LearningMaterial(
        (Example(secret, secret, (found,), "single", "case", (found,), case),),
        (Preference(secret, secret, secret, (found,)),),
        (RatedAnswer(secret, secret, True, (found,)),),
    )
    masked = str(asdict(mask_material(material, make_mask(MayorTagger()))))
    assert "Ada" not in masked
    assert "example.org" not in masked
    assert "[PERSON], [EMAIL]" in masked

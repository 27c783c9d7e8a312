"""The forms of English verbs."""

from __future__ import annotations

import pytest

from graph.text.verb_forms import verb_key


@pytest.mark.parametrize(
    ("forms"),
    [
        ("vote votes voted voting"),
        ("stop stopped stops"),
        ("give gave given giving"),
        ("carry carried carries"),
    ],
)
def test_the_forms_of_a_verb_share_a_key(forms: str) -> None:
    assert len({verb_key(form) for form in forms.split()}) == 1

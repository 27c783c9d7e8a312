"""Names: another one, a part, a short form, and one too many."""

from __future__ import annotations

import pytest

from evals.judges.name_agreement import find_extra_name, find_other_name, is_name

WHO = "Who kept the lamp?"
NAME = "John P. Walters"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (NAME, True),
        ("Port Said", True),
        ("Albino", False),
        ("the mill", False),
        ("Bank of England", True),
        ("On 3 May", False),
    ],
)
def test_names_have_capitals(text: str, name: bool) -> None:
    assert is_name(text) is name


@pytest.mark.parametrize(
    ("claim", "other"),
    [
        ("It was kept by Robert Walters.", "Robert Walters"),
        ("Peter Walters", ""),
        ("John Kerlikowske kept it.", "John Kerlikowske"),
        ("John Walters kept it.", ""),
        ("J. Walters", ""),
        ("Walters", ""),
        ("Johnny Walters", ""),
        ("Sir John Walters and Peter Walters", ""),
        ("Morag Lamont", ""),
    ],
)
def test_another_first_name_or_surname_is_another_name(claim: str, other: str) -> None:
    assert find_other_name(WHO, NAME, claim) == other


def test_short_forms_of_first_names_are_the_same() -> None:
    assert find_other_name(WHO, "James Flynn", "Jimmy Flynn") == ""
    assert find_other_name(WHO, "James Flynn", "Robert Flynn") == "Robert Flynn"


@pytest.mark.parametrize(
    ("claim", "extra"),
    [
        (f"{NAME} and Morag Lamont", "Morag Lamont"),
        (f"Morag Lamont or {NAME}.", "Morag Lamont"),
        (NAME, ""),
        (f"In the long winter of that year, the lamp was kept by {NAME} and Morag Lamont, as the log says.", ""),
    ],
)
def test_an_answer_of_names_alone_has_one_too_many(claim: str, extra: str) -> None:
    assert find_extra_name(WHO, (NAME,), claim) == extra

"""Numbered instructions are asked for as a whole, by the action or the name of their heading."""

from __future__ import annotations

from pathlib import Path

from tests.evals.generate.sheets import answers, cases_of, lines_document

STEPS = (
    ("item", "1. Empty the drip tray."),
    ("item", "2. Pour 100 ml of descaler into the tank."),
    ("item", "3. Wait 25 minutes until the light is off."),
)
OTHER = lines_document("Grinder", ("paragraph", "The grinder was built in Turin."))


def asked(folder: Path, *lines: tuple[str, str]) -> dict[str, str]:
    return answers(cases_of(folder, "steps", lines_document("Coffee machine", *lines), OTHER))


def test_steps_are_asked_for_by_the_action_of_their_heading(tmp_path: Path) -> None:
    assert asked(tmp_path, ("heading", "Clean the milk frother"), *STEPS) == {
        "How do I clean the milk frother?": "Empty the drip tray; Pour 100 ml of descaler into the tank; "
        "Wait 25 minutes until the light is off"
    }


def test_steps_under_a_noun_are_asked_for_by_its_name(tmp_path: Path) -> None:
    found = asked(tmp_path, ("heading", "2. Descaling"), *STEPS)
    assert list(found) == ["According to “Coffee machine”, what are the steps of “Descaling”?"]


def test_what_is_numbered_but_tells_nothing_to_do_is_no_procedure(tmp_path: Path) -> None:
    parts = (("item", "1. Drip tray"), ("item", "2. Bean hopper"), ("item", "3. Steam nozzle"))
    assert asked(tmp_path, ("heading", "Parts"), *parts) == {}


def test_steps_that_begin_in_the_midst_are_left_out(tmp_path: Path) -> None:
    assert asked(tmp_path, ("heading", "Clean the milk frother"), *STEPS[1:], ("item", "4. Rinse the tank.")) == {}

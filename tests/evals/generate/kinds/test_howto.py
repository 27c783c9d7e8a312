"""Instructions: a title or heading that names an action is asked for, and what stands under it is the reference."""

from __future__ import annotations

from tests.evals.generate.prose_texts import cases_of

STEPS = "Turn off the engine and close the fuel valve. Then lift the cover and pull out the old filter."


def test_an_action_is_asked_for() -> None:
    records = {"Replacing the fuel filter": STEPS, "Harbour history": "The harbour was built in the year 1871."}
    (case,) = cases_of("howto", records)
    assert (case.question, case.reference) == ("How do I replace the fuel filter?", STEPS)


def test_how_to_is_asked_for_as_it_stands() -> None:
    lowering = "Turn off the engine before you lower the mast. Then loosen the shrouds and pull out the bolt."
    (case,) = cases_of("howto", {"How to lower the mast": lowering, "Harbour history": "It was built in 1871."})
    assert case.question == "How do I lower the mast?"


def test_the_midst_of_steps_is_no_answer() -> None:
    later = "3. Replace the fuel filter and close the valve again. Then start the engine."
    assert cases_of("howto", {"Replacing the fuel filter": later, "Harbour history": "It was built in 1871."}) == ()


def test_an_ing_form_has_its_base() -> None:
    text = "Before installing solar panels, screw the rails to the deck. Then connect the cables of the panels."
    (case,) = cases_of("howto", {"Installing solar panels": text, "Harbour history": "It was built in 1871."})
    assert case.question == "How do I install solar panels?"


def test_things_are_no_actions() -> None:
    assert cases_of("howto", {"Building permits": STEPS, "The fuel filter": f"{STEPS} Done."}) == ()


def test_an_instruction_is_asked_for_by_its_aim() -> None:
    text = "To cancel the winter berth, write to the harbour office before the end of August."
    (case,) = cases_of("howto", {"Berths": text})
    assert case.question == "How do I cancel the winter berth?"
    assert case.reference == "write to the harbour office before the end of August"

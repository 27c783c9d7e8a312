"""Fields of forms and mails."""

from __future__ import annotations

from pathlib import Path

from graph.types import Subgraph
from tests.evals.generate.sheets import answers, cases_of, lines_document, text_document


def mail(subject: str, sender: str, day: str) -> Subgraph:
    lines = (f"From: {sender}", "To: Joar Myhre <joar@example.org>", f"Date: {day}", f"Subject: {subject}")
    return lines_document(subject, *(("field", line) for line in lines), ("paragraph", "See you there."))


def test_the_fields_of_a_form_name_the_form(tmp_path: Path) -> None:
    form = lines_document(
        "Invoice 2023-117",
        ("field", "Due date: 4 March 2024"),
        ("field", "Supplier: Halvorsen Lifting"),
        ("field", "Total (EUR): 1,840"),
        ("field", "Paid: true"),
    )
    cases = cases_of(tmp_path, "field", form)
    assert answers(cases) == {
        "What is the due date in “Invoice 2023-117”?": "4 March 2024",
        "Who is the supplier in “Invoice 2023-117”?": "Halvorsen Lifting",
    }
    assert {gold.quote for case in cases for gold in case.gold} == {
        "Due date: 4 March 2024",
        "Supplier: Halvorsen Lifting",
    }


def test_lines_of_a_plain_text_are_fields_only_if_they_hold_data(tmp_path: Path) -> None:
    form = text_document("Claim 88", "Applicant: Ludmila Farkas\nPolicy number: 4417-B\nDay of damage: 3 May 2021")
    talk = text_document("Talk", "Mara: Yes.\nProfessor: So we should start.\nDesigner: When is it?\nManager: At 10.")
    assert answers(cases_of(tmp_path, "field", form, talk)) == {
        "Who is the applicant in “Claim 88”?": "Ludmila Farkas",
        "What is the policy number in “Claim 88”?": "4417-B",
        "What is the day of damage in “Claim 88”?": "3 May 2021",
    }


def test_two_forms_of_one_title_are_not_asked_about(tmp_path: Path) -> None:
    one = lines_document("Booking", ("field", "Guest: Tomas Reyl"))
    other = lines_document("booking", ("field", "Guest: Elin Tveit"))
    assert cases_of(tmp_path, "field", one, other) == []


def test_who_sent_a_message_to_whom_and_when(tmp_path: Path) -> None:
    day = "Tue, 04 Jun 2024 09:00:00 +0200"
    found = answers(cases_of(tmp_path, "field", mail("Board meeting moved", "Petra Lind <petra@example.org>", day)))
    assert found == {
        "Who sent the message “Board meeting moved”?": "Petra Lind",
        "To whom was the message “Board meeting moved” sent?": "Joar Myhre",
        "When was the message “Board meeting moved” sent?": "4 June 2024",
        "What is the subject of the message that Petra Lind sent on 4 June 2024?": "Board meeting moved",
    }


def test_messages_of_one_subject_are_not_asked_about_by_it(tmp_path: Path) -> None:
    first = mail("Keys", "Petra Lind <petra@example.org>", "Tue, 04 Jun 2024 09:00:00 +0200")
    second = mail("keys", "Elin Tveit <elin@example.org>", "Wed, 05 Jun 2024 09:00:00 +0200")
    found = answers(cases_of(tmp_path, "field", first, second))
    assert sorted(found) == [
        "What is the subject of the message that Elin Tveit sent on 5 June 2024?",
        "What is the subject of the message that Petra Lind sent on 4 June 2024?",
    ]

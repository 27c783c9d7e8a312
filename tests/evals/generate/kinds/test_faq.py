"""The documents' own questions."""

from __future__ import annotations

from pathlib import Path

from tests.evals.generate.sheets import answers, cases_of, lines_document

APPLY = ("heading", "How do I apply?")


def test_a_heading_that_asks_is_answered_by_the_paragraph_below(tmp_path: Path) -> None:
    document = lines_document(
        "Berths",
        ("heading", "How long may a guest boat stay?"),
        ("paragraph", "A guest boat may stay for five nights. After that, ask the harbour master."),
        ("paragraph", ""),
        ("paragraph", "The quay was built in 1962."),
    )
    (case,) = cases_of(tmp_path, "faq", document)
    assert case.question == "How long may a guest boat stay?"
    assert case.reference == "A guest boat may stay for five nights. After that, ask the harbour master."
    assert case.gold[0].quote == case.reference


def test_marked_lines_are_questions_and_answers(tmp_path: Path) -> None:
    document = lines_document(
        "Questions",
        ("paragraph", "Q: Where are the keys of the boat house kept?"),
        ("paragraph", "A: The keys are kept in the office."),
    )
    found = answers(cases_of(tmp_path, "faq", document))
    assert found == {"Where are the keys of the boat house kept?": "The keys are kept in the office."}


def test_a_question_of_two_documents_is_asked_with_their_titles(tmp_path: Path) -> None:
    found = answers(
        cases_of(
            tmp_path,
            "faq",
            lines_document("Berths", APPLY, ("paragraph", "Send the form to the harbour office.")),
            lines_document("Fishing permits", APPLY, ("paragraph", "Ask at the town hall on Mondays.")),
        )
    )
    assert found == {
        "How do I apply, according to “Berths”?": "Send the form to the harbour office.",
        "How do I apply, according to “Fishing permits”?": "Ask at the town hall on Mondays.",
    }


def test_what_is_no_answer_is_left_out(tmp_path: Path) -> None:
    document = lines_document(
        "Help",
        ("heading", "How do I change the filter of the pump?"),
        ("paragraph", "The following image shows the filter."),
        ("heading", "Where is it kept in winter?"),
        ("paragraph", "It is kept in the shed."),
        ("heading", "What does the winter berth cost?"),
        ("heading", "Prices"),
    )
    assert cases_of(tmp_path, "faq", document) == []

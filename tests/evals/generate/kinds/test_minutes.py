"""What minutes agree on is asked for: actions in tables and in lines, and the next meeting."""

from __future__ import annotations

from pathlib import Path

from tests.evals.generate.sheets import answers, cases_of, lines_document, table_document

ACTIONS = """What | Who | By when
Sign the contract with the roofer | Ruth Okafor | 20 May 2026
Book the medals | Mei Tanaka | next week
Repair the trailer lights | Mei Tanaka | 6 June 2026"""


def test_a_table_of_actions_is_asked_row_by_row(tmp_path: Path) -> None:
    assert answers(cases_of(tmp_path, "minutes", table_document("Rowing club", ACTIONS))) == {
        "Who is to sign the contract with the roofer?": "Ruth Okafor",
        "By when is Ruth Okafor to sign the contract with the roofer?": "20 May 2026",
        "According to “Rowing club”, what is Ruth Okafor to do?": "sign the contract with the roofer",
        "Who is to book the medals?": "Mei Tanaka",
        "Who is to repair the trailer lights?": "Mei Tanaka",
        "By when is Mei Tanaka to repair the trailer lights?": "6 June 2026",
    }


def test_a_line_that_gives_somebody_an_action_is_asked_of(tmp_path: Path) -> None:
    document = lines_document(
        "Garden society",
        ("heading", "Compost"),
        ("paragraph", "ACTION: Tom Reid to order two compost bins by 3 March 2026."),
        ("heading", "Next meeting"),
        ("paragraph", "9 April 2026 in the library"),
    )
    assert answers(cases_of(tmp_path, "minutes", document)) == {
        "Who is to order two compost bins?": "Tom Reid",
        "By when is Tom Reid to order two compost bins?": "3 March 2026",
        "According to “Garden society”, what is Tom Reid to do?": "order two compost bins",
        "According to “Garden society”, when is the next meeting?": "9 April 2026 in the library",
    }


def test_a_table_of_other_things_has_no_actions(tmp_path: Path) -> None:
    table = "What | Who | Price\nRed paint | Ruth Okafor | 12\nSix brushes | Mei Tanaka | 9"
    assert cases_of(tmp_path, "minutes", table_document("Shopping", table)) == []

"""Questions on what changed are told from others, and name versions."""

from __future__ import annotations

import pytest

from rag.changes.request import ChangeRequest, asks_for_changes, find_version, read_change_request


@pytest.mark.parametrize(
    ("question", "request_"),
    [
        ("What changed between version 2.1 and 3.0 of the lease?", ChangeRequest(frozenset({"leas"}), ((2, 1), (3,)))),
        ("What is new in the fares of 2026?", ChangeRequest(frozenset({"fare"}), ((2026,),))),
        ("What has changed in the fares since 2024?", ChangeRequest(frozenset({"fare"}), ((2024,),), since=True)),
        ("What is different between the old and the new lease?", ChangeRequest(frozenset({"leas"}))),
        ("How did the lease change?", ChangeRequest(frozenset({"leas"}))),
        ("Compare the old and new lease.", ChangeRequest(frozenset({"leas"}))),
        ("Which changes were made to the lease?", ChangeRequest(frozenset({"leas"}))),
    ],
)
def test_a_request_names_a_document_and_versions(question: str, request_: ChangeRequest) -> None:
    assert read_change_request(question) == request_


@pytest.mark.parametrize(
    "question",
    [
        "How much is the rent?",
        "What is the price difference between the V8 and the V8 Pro?",
        "Can I exchange a ticket?",
        "What does a new card cost?",
        "How do I change my address?",
    ],
)
def test_other_questions_ask_for_no_changes(question: str) -> None:
    assert not asks_for_changes(question)


def test_a_version_is_a_number_before_a_year() -> None:
    assert find_version("Rules 2025, version 3.0") == (3,)
    assert find_version("Fares 2025") == (2025,)
    assert find_version("Fares") == ()

from __future__ import annotations

import pytest

from rag.summary.request import asks_for_summary, read_summary_request, strip_place, topic_words


@pytest.mark.parametrize(
    ("question", "target", "place"),
    [
        ("Summarise the staff handbook", "the staff handbook", ""),
        ("Can you please summarize the lease for me?", "the lease for me", ""),
        ("Give me a short overview of the travel policy.", "the travel policy", ""),
        ("tl;dr of section 4", "section 4", ""),
        ("What are the main themes of these documents?", "these documents", ""),
        ("What is this document about?", "this document", ""),
        ("Which risks are mentioned in the annual report?", "risks", "in the annual report"),
        ("In meeting 14, summarize their discussion on fees.", "their discussion on fees", "In meeting 14"),
        ("What was discussed at the board meeting?", "at the board meeting", ""),
        ("Tell me everything about Sally Jenkins", "Sally Jenkins", ""),
        ("Overview", "", ""),
    ],
)
def test_a_request_names_what_to_summarise(question: str, target: str, place: str) -> None:
    request = read_summary_request(question)
    assert request is not None
    assert (request.target, request.place) == (target, place)


@pytest.mark.parametrize(
    "question",
    [
        "Who wrote the summary?",
        "When is the overview due?",
        "Where is the summary of the report stored?",
        "What does the summary say about fees?",
        "How do I write a summary?",
        "Which actor is mentioned in the film?",
        "What is the film Alien about?",
        "In short, may I park here?",
        "What is the main reason for the delay?",
        "What was the main finding in the study?",
        "",
    ],
)
def test_other_questions_ask_for_no_summary(question: str) -> None:
    assert not asks_for_summary(question)


def test_what_a_target_is_about_leaves_out_empty_words() -> None:
    assert topic_words("the questions and answers on parking fees") == ["parking", "fees"]
    assert topic_words("everything in the whole meeting") == []
    assert strip_place("In the lease") == "the lease"
    assert strip_place("Station Corp") == "Station Corp"

from __future__ import annotations

import pytest

from rag.summary.request import asks_for_summary, read_summary_request
from rag.summary.sensemaking import is_sensemaking, sensemaking_topic


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("Which episodes deal primarily with tech policy?", "tech policy"),
        ("How do guests perceive privacy laws?", "privacy laws"),
        ("What are the key entities cited in entertainment news?", "entertainment"),
        ("What public health priorities are mentioned across the articles?", "public health"),
        ("What are the top themes in the dataset?", ""),
        ("How does opinion on the merger differ?", "merger"),
        ("What do these minutes decide?", ""),
        ("What role does money play in the novel?", "money"),
        ("How is the mayor portrayed throughout the story?", "mayor"),
        ("What maintenance tasks does the manual describe?", "maintenance tasks"),
        ("Which comic episodes stand out in the book?", "comic"),
        ("Describe the main conflicts in the novel.", "conflicts"),
        ("Discuss the role of women in the story.", "women"),
        ("Compare how different speakers view regulation.", "regulation"),
        ("How do the articles portray the US economy?", "US economy"),
    ],
)
def test_a_question_about_the_whole_has_a_topic(question: str, topic: str) -> None:
    assert is_sensemaking(question)
    assert sensemaking_topic(question) == topic
    request = read_summary_request(question)
    assert request is not None
    assert request.sensemaking


@pytest.mark.parametrize(
    "question",
    [
        "How many articles mention fees?",
        "What date is mentioned in the articles?",
        "How do I pay a fine that the articles mention?",
        "How do guests check in?",
        "How do residents apply for a permit?",
        "How can the battery be charged in 30 minutes?",
        "What does the policy say about overtime?",
        "What are the benefits of membership?",
        "What are the differences between plan A and plan B?",
        "Who are the main contacts?",
        "What does Thomas receive from Anna in the play?",
        "What lessons does the class have on Wednesday?",
        "Explain how to reset the device.",
        "What arguments does the function take?",
        "Is smoking mentioned in the lease?",
        "How do the articles see it? " + "The case is long. " * 20,
    ],
)
def test_a_question_for_a_fact_is_none_about_the_whole(question: str) -> None:
    assert not asks_for_summary(question)


def test_a_clause_before_it_names_where_to_look() -> None:
    request = read_summary_request("In meeting 14, what did the group discuss about fees?")
    assert request is not None
    assert (request.target, request.place) == ("fees", "In meeting 14")

from __future__ import annotations

import pytest

from graph.types import Passage
from rag.summary.request import SummaryRequest, read_summary_request
from rag.summary.scope import SummaryScope, find_scope, select_section


def titled(*titles: str) -> list[Passage]:
    return [Passage(f"p{i}", f"d{i}", "Text.", 0, title=title, source=f"f{i}.txt") for i, title in enumerate(titles)]


MEETINGS = titled(
    "Town meeting 14, part 1 of 2", "Town meeting 14, part 2 of 2", "Town meeting 24, part 14 of 20", "Lease"
)


def scope_of(question: str, passages: list[Passage] = MEETINGS) -> SummaryScope[Passage]:
    request = read_summary_request(question)
    assert request is not None
    return find_scope(request, passages)


@pytest.mark.parametrize(
    ("question", "documents", "topic"),
    [
        ("In the town meeting 14, summarise the discussion on fees.", MEETINGS[:2], "fees"),
        ("Summarise the discussion on fees in town meeting 14", MEETINGS[:2], "fees"),
        ("Summarise town meeting 24", MEETINGS[2:3], ""),
        ("Summarise the lease", MEETINGS[3:], ""),
        ("What is the lease agreement of the flat about?", None, "lease agreement of the flat"),
        ("Summarise everything", None, ""),
    ],
)
def test_a_phrase_names_the_documents_that_have_all_its_words(
    question: str, documents: list[Passage] | None, topic: str
) -> None:
    scope = scope_of(question)
    assert scope.documents == (None if documents is None else tuple(documents))
    assert scope.topic == topic


def test_a_file_name_names_a_document() -> None:
    report = Passage("p", "d", "Text.", 0, source="inbox/annual_report-2023.pdf")
    assert scope_of("Summarise the annual report 2023", [report, *MEETINGS]).documents == (report,)


def test_a_scope_has_a_name_for_people() -> None:
    assert scope_of("Summarise the lease").name == "Lease"
    assert scope_of("Summarise town meeting 14").name == "town meeting 14"
    assert scope_of("In town meeting 14, summarise the talk on fees").name == "fees, town meeting 14"
    assert scope_of("Give me an overview").name == "all documents"


def test_a_heading_or_its_number_names_a_section() -> None:
    passages = [
        Passage("a", "d", "Rent is due.", 0, title="Lease", context="4. Rent and costs"),
        Passage("b", "d", "Keys are lent.", 20, title="Lease", context="4.1 Keys"),
        Passage("c", "d", "Dogs may stay.", 40, title="Lease", context="5. Animals"),
    ]
    numbered = find_scope(SummaryRequest("section 4 of the lease"), passages)
    assert select_section(numbered, passages) == passages[:1]
    worded = find_scope(SummaryRequest("the chapter on animals in the lease"), passages)
    assert select_section(worded, passages) == passages[2:]
    assert select_section(find_scope(SummaryRequest("section 4.1"), passages), passages) == passages[1:2]
    assert select_section(find_scope(SummaryRequest("the lease"), passages), passages) == []
    assert find_scope(SummaryRequest("the section in the lease on keys"), passages).section == ""

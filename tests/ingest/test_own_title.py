"""A title that a program put in the place of one is none."""

from __future__ import annotations

import pytest

from ingest.own_title import own_title


@pytest.mark.parametrize(
    "title",
    [
        "(anonymous)",
        "Untitled",
        "untitled-2",
        "Untitled Document",
        "Document1",
        "Dokument 3",
        "Microsoft Word - Lease 2024 final.docx",
        "Microsoft PowerPoint - Kickoff",
        "PowerPoint-Präsentation",
        "Slide 1",
        "Book1",
        "Sans titre",
        "(unspecified)",
        "lease_v3.doc",
        "Annual report.indd",
        r"C:\Users\ann\report",
        "file:///tmp/a",
        "about:blank",
        "- -",
        "",
    ],
)
def test_what_a_program_gives_is_no_title(title: str) -> None:
    assert own_title(title) == ""


@pytest.mark.parametrize(
    "title",
    [
        "1984",
        "Title 17",
        "Untitled Goose Game",
        "Document retention policy",
        "Using Node.js",
        "Version 2.0",
        "年度报告",
    ],
)
def test_what_a_person_wrote_is_one(title: str) -> None:
    assert own_title(f" {title}\n") == title

"""The day of a page: its metadata before a time beside its heading, and no time further down."""

from __future__ import annotations

import pytest

from ingest.formats import read_texts

HEAD = "<html><head><title>Tides</title>{}</head><body><main><h1>Tides</h1>{}</main></body></html>"
BODY = "<p>The sea rises twice a day, and falls twice.</p>"


@pytest.mark.parametrize(
    ("head", "body", "date"),
    [
        ('<meta name="date" content="2024-03-01">', BODY, "2024-03-01"),
        ('<meta property="article:published_time" content="2024-03-01T10:00Z">', BODY, "2024-03-01"),
        ('<meta name="DC.date.issued" content="1 March 2024">', BODY, "2024-03-01"),
        ("", f'<time datetime="2023-05-06">May</time>{BODY}', "2023-05-06"),
        ('<meta name="date" content="2024-03-01">', f'<time datetime="2023-05-06">May</time>{BODY}', "2024-03-01"),
        ("", f'{BODY * 20}<time datetime="2023-05-06">May</time>', ""),
        ('<meta name="date" content="lately">', BODY, ""),
    ],
)
def test_a_page_has_the_day_that_it_states(head: str, body: str, date: str) -> None:
    _, (text,) = read_texts(HEAD.format(head, body).encode(), "tides", ".html")
    assert text.date == date

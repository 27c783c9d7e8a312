from __future__ import annotations

import pytest

from ui.web.index_page import SERVER_SCRIPT, index_page, is_page_address


def test_the_document_names_its_server_before_anything_is_loaded() -> None:
    page = index_page()
    assert page.index(SERVER_SCRIPT) < page.index("<link") < page.index("</head>")


@pytest.mark.parametrize(
    ("path", "is_it"),
    [("/", True), ("/documents", True), ("/favicon.png", False), ("/a.b/graph", True), ("/manifest.json", False)],
)
def test_pages_have_addresses_without_a_file_name(path: str, is_it: bool) -> None:
    assert is_page_address(path) is is_it

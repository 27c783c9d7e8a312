"""What a document is linked with, in a real collection."""

from __future__ import annotations

import pytest

from graph.types import Document
from ui.document_links import Link, find_links
from ui.file_list import list_files
from ui.file_states import read_file_states
from ui.workspace import Workspace


def find(space: Workspace, file: str, locator: str = "") -> Document:
    return next(one for one in space.store.documents() if one.source.endswith(f"/{file}") and one.locator == locator)


def links(space: Workspace, document: Document) -> set[tuple[Link, str]]:
    names = [name for file in list_files(space) for name in file.documents]
    found = find_links(document, names, read_file_states(space), space.store, space.where)
    return {(link.how, f"{link.other.source.rpartition('/')[2]} {link.other.locator}".strip()) for link in found}


@pytest.mark.parametrize(
    ("file", "locator", "expected"),
    [
        ("mail.eml", "", {("attachment", "mail.eml attachment readings.md"), ("names", "handbook.md")}),
        ("mail.eml", "attachment readings.md", {("attached to", "mail.eml")}),
        ("handbook.md", "", {("names", "a-prices.csv"), ("named by", "mail.eml")}),
        ("a-prices.csv", "", {("named by", "handbook.md")}),
    ],
)
def test_what_a_document_is_linked_with(
    desk_space: Workspace, file: str, locator: str, expected: set[tuple[Link, str]]
) -> None:
    assert links(desk_space, find(desk_space, file, locator)) == expected

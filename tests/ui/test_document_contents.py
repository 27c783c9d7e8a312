"""The passages and names of a document."""

from __future__ import annotations

from tests.ui.test_document_links import find
from ui.document_contents import DocumentContents, read_contents
from ui.workspace import Workspace


def test_passages_come_in_order_with_the_names_in_them(desk_space: Workspace) -> None:
    mail = find(desk_space, "mail.eml")
    contents = read_contents(desk_space.store, mail.id, desk_space.where)
    assert [passage.ordinal for passage in contents.passages] == list(range(len(contents.passages)))
    assert all(passage.document_id == mail.id for passage in contents.passages)
    counts = {entity.name: entity.passages for entity in contents.entities}
    assert counts["Silas Drew"] == 1
    assert "11 Mar 2024" not in counts


def test_an_unknown_document_has_none(desk_space: Workspace) -> None:
    assert read_contents(desk_space.store, "0" * 32, desk_space.where) == DocumentContents()

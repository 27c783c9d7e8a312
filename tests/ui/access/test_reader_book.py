"""The readers of a data folder and their tokens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from graph.errors import AccessDenied, UsageError
from ui.access.reader import Reader, Role, read_role
from ui.access.reader_book import ReaderBook


@pytest.fixture
def book(tmp_path: Path) -> Iterator[ReaderBook]:
    with closing(ReaderBook(tmp_path / "journal.db")) as opened:
        yield opened


def test_there_are_no_readers_without_a_journal_and_none_is_made(book: ReaderBook, tmp_path: Path) -> None:
    assert book.list() == []
    assert book.identify("anything") is None
    assert list(tmp_path.iterdir()) == []


def test_a_reader_is_known_by_name_and_token(book: ReaderBook, tmp_path: Path) -> None:
    anna, token = book.add(" Anna  Ash ", labels=["hr", "board", "hr"])
    zoe, other = book.add("Zoë", Role.ADMIN)
    assert (anna.name, anna.role, anna.labels) == ("Anna Ash", Role.READER, ("hr", "board"))
    assert book.list() == [anna, zoe]
    assert book.find("anna ash") == book.get(anna.id) == book.identify(token) == book.identify(f" {token}\n") == anna
    assert book.identify(other) == zoe
    assert [book.identify(wrong) for wrong in ("", token[:-1], token + other, "é")] == [None] * 4
    written = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"Anna Ash" in written
    assert token.encode() not in written
    assert len(token) >= 43


def test_what_is_changed_holds_for_the_same_token(book: ReaderBook) -> None:
    before, token = book.add("Anna", labels=["hr"])
    changed = book.change("ANNA", labels=["board"])
    assert book.identify(token) == changed == Reader(before.id, "Anna", Role.READER, ("board",))
    assert book.change("Anna", Role.CONTRIBUTOR).labels == ("board",)
    assert book.change("Anna", labels=[]).role is Role.CONTRIBUTOR
    book.remove("Anna")
    assert (book.identify(token), book.get(before.id)) == (None, None)
    again, _ = book.add("Anna")
    assert again.id != before.id


def test_names_are_taken_once_and_are_names(book: ReaderBook) -> None:
    book.add("Anna")
    for name, words in (("anna", "already"), (" ", "is empty"), ("x" * 61, "61 characters"), ("a\x00b", "printed")):
        with pytest.raises(UsageError, match=words):
            book.add(name)
    for use in (book.find, book.remove, book.change):
        with pytest.raises(UsageError, match="no reader 'Bo'"):
            use("Bo")
    with pytest.raises(UsageError, match="access label"):
        book.add("Bo", labels=[""])
    assert [reader.name for reader in book.list()] == ["Anna"]


def test_roles_are_in_order_and_an_admin_sees_everything() -> None:
    reader, contributor, admin = (Reader("1", "Anna", role, ("hr",)) for role in Role)
    assert [one.access for one in (reader, contributor, admin)] == [("hr",), ("hr",), None]
    assert [reader.may(role) for role in Role] == [True, False, False]
    assert [contributor.may(role) for role in Role] == [True, True, False]
    assert all(map(admin.may, Role))
    assert read_role(" Admin") is Role.ADMIN
    with pytest.raises(UsageError, match="no role"):
        read_role("king")
    with pytest.raises(AccessDenied, match="Anna is a reader and may not sing"):
        reader.require(Role.ADMIN, "sing")

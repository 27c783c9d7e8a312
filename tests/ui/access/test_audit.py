"""What the audit log keeps."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from pathlib import Path

from ui.access.audit import OWNER, AuditLog, record_command
from ui.access.reader_book import ReaderBook


def test_the_last_entries_are_listed_in_order(tmp_path: Path) -> None:
    with closing(AuditLog(tmp_path / "journal.db")) as log:
        for number in range(4):
            log.write("Anna", "asked", str(number))
        entries = log.list(2)
    assert [(one.who, one.action, one.detail) for one in entries] == [("Anna", "asked", "2"), ("Anna", "asked", "3")]
    assert all(datetime.fromisoformat(one.time).utcoffset() is not None for one in entries)


def test_nothing_is_kept_without_readers(tmp_path: Path) -> None:
    journal = tmp_path / "journal.db"
    record_command(journal, None, "changed settings", "llm.model")
    assert not journal.exists()
    with closing(ReaderBook(journal)) as book:
        book.add("Anna")
    record_command(journal, None, "changed settings", "llm.model")
    record_command(journal, "Anna", "changed settings", "llm.model")
    with closing(AuditLog(journal)) as log:
        assert [one.who for one in log.list(9)] == [OWNER, "Anna"]

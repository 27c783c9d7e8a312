"""A graph of an earlier schema opens, keeps what it holds, and takes what is new."""

from __future__ import annotations

from pathlib import Path

from graph.database import Database
from graph.sqlite.schema import MIGRATIONS, SCHEMA_COMPONENT
from graph.sqlite.store import SqliteStore
from tests.contract.parts import concealed, name_of, part


def test_a_graph_written_before_hidden_text_was_known_opens(tmp_path: Path) -> None:
    path = tmp_path / "graph.db"
    old = Database(path, SCHEMA_COMPONENT, MIGRATIONS[:1])
    with old.write() as connection:
        connection.execute(
            "INSERT INTO documents VALUES (1, 'd', 'default', 'a.txt', '', 'A', 'h', 'f', 'text', 'en', '[0]', '[]',"
            " '[]', 'Some text.')"
        )
        connection.execute("INSERT INTO passages VALUES (1, 'p', 1, 0, 0, 1, 0, 'Some text.')")
    old.close()
    store = SqliteStore(path)
    (document,), (passage,) = store.documents(), store.passages()
    assert (document.meta.hidden, document.meta.pages, document.text) == ((), (0,), "Some text.")
    assert (passage.hidden, passage.text) == (False, "Some text.")
    new = concealed(part("b.txt", ["One.", "Two."]), 1)
    store.replace(name_of(new), new)
    assert [one.hidden for one in store.read([name_of(new)]).passages] == [False, True]
    store.close()

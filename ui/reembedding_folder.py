"""The folder in which a graph is embedded anew, before it takes the place of the one in use.

reembed/graph.db   the documents with their new vectors
reembed/closed     which graph may not be used, since this one is about to take its place
reembed/complete   this one is complete, and may have begun to
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from graph.errors import StoreUnavailable, UsageError
from graph.private_files import make_folder, write_file
from graph.store_spec import StoreLocation

FINISH_HINT = "if that was interrupted, finish it: graphloop store reembed"


@dataclass(frozen=True, slots=True)
class ReembeddingFolder:
    """The folder within a data folder; absent while nothing is embedded anew."""

    data_dir: Path

    @property
    def path(self) -> Path:
        """The folder."""
        return self.data_dir / "reembed"

    @property
    def graph(self) -> Path:
        """The file of the graph with the new vectors."""
        return self.path / "graph.db"

    @property
    def _closed(self) -> Path:
        return self.path / "closed"

    @property
    def _complete(self) -> Path:
        return self.path / "complete"

    def is_complete(self) -> bool:
        """Whether the graph only has to take the place of the one in use."""
        return self._complete.exists() and self.graph.exists()

    def closed_graph(self) -> str:
        """Return the name of the graph that nobody may use; nothing if there is none."""
        try:
            return self._closed.read_text(encoding="utf-8")
        except OSError:  # a data folder that cannot be used is reported where the graph is opened
            return ""

    def refuse_use(self, where: StoreLocation) -> None:
        """Raise StoreUnavailable if the graph there is about to be replaced, or is being."""
        if self.closed_graph() == self._name(where):
            raise StoreUnavailable("the graph is being embedded anew", FINISH_HINT)

    def refuse_other(self, where: StoreLocation) -> None:
        """Raise UsageError if another graph than the one there was to be replaced."""
        name = self.closed_graph()
        if name != self._name(where):
            raise UsageError(
                f"the graph {name} is still being embedded anew, not {where}",
                "set the store back and finish that: graphloop store reembed",
            )

    def close_graph(self, where: StoreLocation) -> None:
        """Let nobody use the graph there from now on."""
        part = self.path / "closed.part"
        write_file(part, self._name(where).encode())
        part.replace(self._closed)

    def reopen_graph(self) -> None:
        """Let others use the graph again, which is as it was."""
        self._closed.unlink(missing_ok=True)

    def complete(self) -> None:
        """Note that the graph is complete."""
        write_file(self._complete, b"")

    def delete(self) -> None:
        """Delete the folder; what is noted goes first, so that the rest is never taken for a complete graph."""
        self._complete.unlink(missing_ok=True)
        self._closed.unlink(missing_ok=True)
        if self.path.exists():
            shutil.rmtree(self.path)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Make the folder, and keep other processes from working in it. Raises StoreUnavailable if one does."""
        make_folder(self.path)
        # The lock of a database ends with the process, however that ends.
        with closing(sqlite3.connect(self.path / "lock.db", timeout=0, isolation_level=None)) as connection:
            try:
                connection.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError:
                raise StoreUnavailable("another process is embedding the graph anew", "wait for it to end") from None
            yield

    def _name(self, where: StoreLocation) -> str:
        """Return the name of a graph, the same where the data folder was moved."""
        if where.file is not None and where.file.is_relative_to(self.data_dir):
            return where.file.relative_to(self.data_dir).as_posix()
        return str(where)

"""What a reader should know of the files of documents: whether they can still be read, and where else they lie."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ui.workspace import Workspace

UNREADABLE: Final = "the file can no longer be read"


@dataclass(frozen=True, slots=True)
class FileStates:
    """The sources whose file can no longer be read, and the other files with the content of a source."""

    unreadable: frozenset[str] = frozenset()
    copies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def also_in(self, source: str) -> tuple[str, ...]:
        """Return the other files with the content of a source."""
        return self.copies.get(source, ())

    def describe(self, source: str) -> str:
        """Return what a reader should know of a source, with files by name; empty if there is nothing."""
        names = ", ".join(Path(other).name for other in self.also_in(source))
        told = (UNREADABLE if source in self.unreadable else "", f"also in {names}" if names else "")
        return "; ".join(filter(None, told))

    def original_of(self, name: str) -> str:
        """Return the stored source with the content of a file, given by path or file name; empty if there is none."""
        whole = str(Path(name).absolute())
        return next(
            (
                source
                for source, others in self.copies.items()
                if any(other == whole or Path(other).name == name for other in others)
            ),
            "",
        )


def read_file_states(workspace: Workspace) -> FileStates:
    """Return the states of the files of the collection; none to a reader with labels, as they name other files."""
    if workspace.where.access is not None or not workspace.journal.exists():
        return FileStates()
    collection = workspace.settings.collection
    return FileStates(workspace.ledger.unreadable(collection), workspace.ledger.copies(collection))

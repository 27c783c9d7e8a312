"""What would go with a document is what goes with it."""

from __future__ import annotations

from tests.support.command import Home
from tests.ui.test_document_links import find
from ui import uploads
from ui.removal_preview import preview_removal
from ui.settings import Settings
from ui.workspace import Workspace


def test_names_and_uploads_that_only_a_document_has_are_listed(empty: Home) -> None:
    with Workspace(Settings(data_dir=empty.data)) as space:
        upload = uploads.save_upload(empty.data, "note.txt", b"Silas Drew and Oona Petrie met at Osprey Sound.\n")
        other = empty.folder / "other.txt"
        other.write_text("Oona Petrie is the harbour master of Portmellin.\n")
        space.ingest([upload, other])
        documents = [find(space, "note.txt")]
        before = {view.name for view in space.store.entities() if view.is_name}
        losses = preview_removal(space, documents)
        assert (losses.documents, losses.passages, losses.uploads) == (1, 1, 1)
        assert "Silas Drew" in losses.names
        assert "Oona Petrie" not in losses.names
        space.remove(documents)
        assert before - {view.name for view in space.store.entities()} == set(losses.names)
        assert preview_removal(space, [find(space, "other.txt")]).uploads == 0

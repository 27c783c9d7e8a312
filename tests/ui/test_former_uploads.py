"""An upload that takes the place of an earlier one of its name is labelled as that was."""

from __future__ import annotations

from pathlib import Path

from ingest.choices import Choices
from ingest.labels import Labels
from ui import uploads
from ui.settings import Settings
from ui.workspace import Workspace

NOTE = b"---\ntags: [draft]\n---\nThe Osprey Sound froze in 1963.\n"


def test_labels_pass_on_to_the_upload_that_replaces_another(tmp_path: Path, model_cache: Path) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    (folder / "cache").symlink_to(model_cache, target_is_directory=True)
    with Workspace(Settings(data_dir=folder)) as space:
        first = uploads.save_upload(folder, "note.md", NOTE)
        space.ingest([first], choices=Choices(labels=Labels(("sea",), ("board",))))
        space.ingest([uploads.save_upload(folder, "other.md", b"The Tarn froze in 1964.\n")])
        space.ingest([uploads.save_upload(folder, "note.md", NOTE.replace(b"draft", b"final"))])
        found = {Path(one.source).name: Labels.of(one.meta) for one in space.store.documents(space.where)}
    assert found == {"note.md": Labels(("sea", "final"), ("board",)), "other.md": Labels()}

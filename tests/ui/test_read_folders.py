"""The folders that were read: the outermost ones, without uploads and samples."""

from __future__ import annotations

from pathlib import Path

from ui import uploads
from ui.read_folders import find_read_folders
from ui.samples.questions import SAMPLE_DOCUMENTS


def test_folders_are_those_of_files_and_the_allowed_ones_above(tmp_path: Path) -> None:
    upload = uploads.save_upload(tmp_path, "note.txt", b"text")
    sample = next(SAMPLE_DOCUMENTS.iterdir()).resolve()
    sources = ["/a/b/one.txt", "/a/b/c/d/two.txt", "/a/bc/three.txt", "/e/f/four.txt", str(upload), str(sample)]
    assert find_read_folders(sources, tmp_path) == (Path("/a/b"), Path("/a/bc"), Path("/e/f"))
    assert find_read_folders(sources, tmp_path, [Path("/e")]) == (Path("/a/b"), Path("/a/bc"), Path("/e"))
    assert find_read_folders([str(upload), str(sample)], tmp_path) == ()

"""The files of a collection."""

from __future__ import annotations

from tests.support.command import Home
from ui.file_list import list_files
from ui.workspace import Workspace


def test_files_are_listed_with_what_is_known_of_them(desk: Home, desk_space: Workspace) -> None:
    files = {file.name: file for file in list_files(desk_space)}
    assert list(files) == ["a-prices.csv", "handbook.md", "mail.eml"]
    for name, file in files.items():
        assert file.size == (desk.folder / "papers" / name).stat().st_size
    mail = files["mail.eml"]
    assert [document.locator for document in mail.documents] == ["", "attachment readings.md"]
    assert (mail.title, mail.date, mail.passages) == ("Gauge readings", "2024-03-11", 2)
    assert files["handbook.md"].tags == ("lake", "Weir")

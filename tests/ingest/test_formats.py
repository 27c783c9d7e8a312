"""Formats are found: our own modules, and those that installed distributions bring."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.errors import Reason, Refused, UsageError
from ingest.formats import enumerate_formats, list_formats, list_suffixes, read_texts
from ingest.sandbox import Sandbox
from tests.support.distributions import install_plugin

SUBTITLES = """
from ingest.load.spec import FormatSpec
from ingest.types import LoadedText

MAGIC = b"SUBTITLES"

def load(data, name):
    return [LoadedText(name, data.removeprefix(MAGIC).decode())]

def stream(read, name):
    yield LoadedText(name, f"piece {read(0, 9).decode()}")

FORMAT = FormatSpec(
    "subtitles", "Subtitles", "what is spoken", (".sub",), lambda data, _: float(data.startswith(MAGIC)), load, stream
)
"""


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "installed"
    folder.mkdir()
    install_plugin(folder, monkeypatch, "graphloop.formats", "subtitles = read_subtitles:FORMAT", SUBTITLES)
    list_formats.cache_clear()
    yield folder
    sys.modules.pop("read_subtitles", None)
    list_formats.cache_clear()


def test_formats_declare_themselves() -> None:
    for name, spec in list_formats().items():
        assert name == spec.name
        assert spec.title
        assert spec.summary
        assert all(suffix.startswith(".") and suffix == suffix.lower() for suffix in spec.suffixes)
    titles = [spec.title for spec in list_formats().values()]
    assert enumerate_formats("or") == f"{', '.join(titles[:-1])} or {titles[-1]}"


def test_a_guessed_charset_is_noted_where_bytes_are_text() -> None:
    for suffix in (".txt", ".md", ".csv"):
        _, (loaded,) = read_texts("name;town\nMuñoz;Vårby\nMüller;Køge\n".encode("cp1252"), "people", suffix)
        assert [note for note in loaded.notes if "Windows-1252, which was guessed" in note], suffix
        assert "Muñoz" in loaded.text
    assert read_texts("Muñoz".encode(), "people", ".txt")[1][0].notes == ()


def test_what_is_not_read_is_told_what_would_be() -> None:
    with pytest.raises(Refused) as caught:
        read_texts(b"GIF89a\x00\x01", "picture", ".gif")
    assert caught.value.message == "this is a GIF image"
    assert caught.value.hint == "save it as PDF, DOCX, HTML or text"


def test_an_installed_format_is_read_by_the_worker(installed: Path, tmp_path: Path) -> None:
    assert ".sub" in list_suffixes()
    assert "Subtitles" in enumerate_formats("and")
    short, long = tmp_path / "short.sub", tmp_path / "long.sub"
    short.write_bytes(b"SUBTITLESGood evening.")
    long.write_bytes(b"SUBTITLES" + b"Good night. " * 400_000)
    sandbox = Sandbox()
    try:
        loaded = sandbox.load(short)
        assert (loaded.format, [text.text for text in loaded.texts]) == ("subtitles", ["Good evening."])
        assert [text.text for text in sandbox.load(long).texts] == ["piece SUBTITLES"]
    finally:
        sandbox.close()


def test_what_is_no_format_is_told(installed: Path, tmp_path: Path) -> None:
    (installed / "read_subtitles-1.0.dist-info" / "entry_points.txt").write_text(
        "[graphloop.formats]\nsubtitles = json:loads\n"
    )
    with pytest.raises(UsageError, match="the format 'subtitles' of json:loads is not a FormatSpec"):
        list_formats()
    path = tmp_path / "note.txt"
    path.write_text("Good evening.")
    sandbox = Sandbox()
    try:
        with pytest.raises(Refused, match="is not a FormatSpec") as caught:
            sandbox.load(path)
    finally:
        sandbox.close()
    assert caught.value.reason == Reason.UNSUPPORTED

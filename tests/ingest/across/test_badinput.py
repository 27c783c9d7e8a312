"""Hostile and odd files end as a text without the hidden words, or as a typed refusal, within the limits."""

from __future__ import annotations

import time
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.errors import Reason, Refused
from ingest.sandbox import Sandbox
from ingest.types import Limits
from tests.bench.hidden import parted
from tests.ingest.conftest import Write
from tests.support.shared import DATA, needs_data

GENERATED = DATA / "badinput" / "generated"
SECONDS = 8.0
pytestmark = [needs_data, pytest.mark.shared]

CANARIES = {
    "ok.docx": "CANARY-OK",
    "ok.pdf": "CANARY-PDF",
    "utf16le_bom.txt": "CANARY-UTF16",
    "utf16be_nobom.txt": "Zürich CANARY",
    "latin1.txt": "café CANARY-LATIN1",
    "cp1252.txt": "“smart” — quotes €",
    "zero_width.txt": "Acme",
    "nfc_nfd.txt": "Zürich Zürich",
    "csv_bom_semicolon.csv": "naïve | Wert ä | 1",
    "csv_ragged.csv": "unterminated",
    "invisible_text_injection.pdf": "Revenue was 12M.",
    "hidden_white_injection.docx": "revenue was 12M",
    "tag_smuggling.txt": "visible",
    "label_injection.txt": "DETACH DELETE",
    "lc_manifest.txt": "OPENAI_API_KEY",
}
REFUSED = {
    "empty.txt": Reason.EMPTY,
    "empty.docx": Reason.EMPTY,
    "whitespace.txt": Reason.EMPTY,
    "html_as.pdf": Reason.EMPTY,
    "truncated.docx": Reason.CORRUPT,
    "truncated.pdf": Reason.CORRUPT,
    "page_loop.pdf": Reason.CORRUPT,
    "xxe_file.docx": Reason.CORRUPT,
    "xxe_http.docx": Reason.CORRUPT,
    "xxe_param.docx": Reason.CORRUPT,
    "billion_laughs.docx": Reason.CORRUPT,
    "quadratic.docx": Reason.CORRUPT,
    "deep_nesting.docx": Reason.CORRUPT,
    "zipbomb_document_xml_500MB.docx": Reason.TOO_LARGE,
    "many_paragraphs_1M.docx": Reason.TOO_LARGE,
    "flate_bomb_x2.pdf": Reason.TOO_LARGE,
}
SLOW = ("tj_bomb_2M_ops.pdf", "flate_bomb_x2.pdf")


@pytest.fixture(scope="module")
def patient() -> Iterator[Sandbox]:
    with Sandbox(Limits(seconds=SECONDS)) as opened:
        yield opened


def found(sandbox: Sandbox, path: Path) -> str | Reason:
    """All text of a file that is seen, or the reason why there is none; never longer than the limits allow."""
    began = time.monotonic()
    try:
        return "\n".join(f"{text.title}\n{parted(text)[0]}" for text in sandbox.load(path).texts)
    except Refused as refused:
        return refused.reason
    finally:
        assert time.monotonic() - began < SECONDS + 32  # starting a worker is not counted


def test_every_generated_file_ends_and_hidden_words_stay_hidden(patient: Sandbox) -> None:
    results = {path.name: found(patient, path) for path in sorted(GENERATED.iterdir()) if path.name not in SLOW}
    assert not [name for name, result in results.items() if "INJECTED" in str(result)]
    assert {name: word for name, word in CANARIES.items() if word not in str(results[name])} == {}
    expected = {name: reason for name, reason in REFUSED.items() if name not in SLOW}
    assert {name: results[name] for name in expected} == expected


@pytest.mark.slow
@pytest.mark.parametrize("name", SLOW)
def test_bombs_of_the_pdf_kind_end_within_the_limits(patient: Sandbox, name: str) -> None:
    assert found(patient, GENERATED / name) in (Reason.TOO_LARGE, Reason.TIMED_OUT)


SLOPPY_JSON = (
    "n_array_number_and_comma",
    "n_number_NaN",
    "n_number_infinity",
    "n_number_minus_infinity",
    "n_object_key_with_single_quotes",
    "n_object_lone_continuation_byte_in_key_and_trailing_comma",
    "n_object_single_quote",
    "n_object_trailing_comma",
    "n_object_trailing_comment",
    "n_object_trailing_comment_slash_open",
    "n_object_unquoted_key",
    "n_string_single_quote",
    "n_string_unescaped_newline",
    "n_structure_capitalized_True",
    "n_structure_object_with_comment",
)
"""Against the standard, and plain in meaning: comments, commas at the end, quotes and words of other languages."""


def test_broken_json_is_refused_and_sound_json_is_read(sandbox: Sandbox) -> None:
    folder = DATA / "badinput" / "jsontestsuite" / "test_parsing"
    results = {path.name: found(sandbox, path) for path in sorted(folder.iterdir())}
    broken = {name: result for name, result in results.items() if name.startswith("n_")}
    sound = {name: result for name, result in results.items() if name.startswith("y_")}
    assert len(broken) > 180
    read = {name.removesuffix(".json") for name, result in broken.items() if not isinstance(result, Reason)}
    assert read <= set(SLOPPY_JSON), "what no program means by JSON is read"
    assert {result for result in broken.values() if isinstance(result, Reason)} <= {Reason.CORRUPT, Reason.EMPTY}
    assert not [name for name, result in sound.items() if isinstance(result, Reason) and result != Reason.EMPTY]


def test_word_files_of_the_wild_all_open(sandbox: Sandbox) -> None:
    results = [found(sandbox, path) for path in sorted((DATA / "badinput" / "python-docx").glob("*.docx"))]
    assert len(results) > 40
    assert {result for result in results if isinstance(result, Reason)} <= {Reason.EMPTY}


def test_pdfs_of_many_makers(sandbox: Sandbox) -> None:
    folder = DATA / "badinput" / "pypdf-samples"
    results = {path.name: found(sandbox, path) for path in sorted(folder.rglob("*.pdf"))}
    assert results["libreoffice-writer-password.pdf"] == Reason.ENCRYPTED
    assert results["imagemagick-images.pdf"] == Reason.NEEDS_OCR
    assert "Lorem ipsum" in str(results["pdflatex-4-pages.pdf"]) or "Hello" in str(results["pdflatex-4-pages.pdf"])
    assert sum(not isinstance(result, Reason) for result in results.values()) >= 20


@pytest.mark.slow
def test_huge_files_made_here_end_within_the_limits(patient: Sandbox, write: Write, tmp_path: Path) -> None:
    assert len(found(patient, write("line.txt", "a" * 20_000_000))) > 20_000_000
    assert found(patient, write("lines.txt", "\n" * 5_000_000)) == Reason.EMPTY
    bomb = tmp_path / "zeros.docx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("word/document.xml", "w") as part:
        for _ in range(250):
            part.write(bytes(1_000_000))
    assert found(patient, bomb) == Reason.TOO_LARGE
    kids = b"3 0 R " * 1_000_000
    tree = b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Count 1000000/Kids["
    tree += kids + b"]>>\nendobj\n3 0 obj\n<</Type/Page/Parent 2 0 R>>\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF"
    assert isinstance(found(patient, write("kids.pdf", tree)), Reason)
    packer = zlib.compressobj(9)
    spaces = b"".join(packer.compress(b" " * 1_000_000) for _ in range(300)) + packer.flush()
    stream = b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\n"
    stream += (
        b"endobj\n3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>\nendobj\n4 0 obj\n<</Length "
    )
    stream += str(len(spaces)).encode() + b"/Filter/FlateDecode>>stream\n" + spaces
    stream += b"\nendstream\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF"
    assert isinstance(found(patient, write("spaces.pdf", stream)), Reason)

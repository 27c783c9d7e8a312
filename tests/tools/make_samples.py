"""Makes the binary sample documents from their sources: `python -m tests.tools.make_samples [FOLDER]`."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path

from ui.samples.questions import SAMPLE_DOCUMENTS

SOURCES = SAMPLE_DOCUMENTS.parent / "sources"
CHROMIUM = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-pdf-header-footer",
)


def write_docx(source: Path, target: Path) -> None:
    """Write a Word file: the first line is the title, `# ` a heading, `- ` a list item, `| a | b` a table row."""
    import docx

    document = docx.Document()
    title, *lines = source.read_text(encoding="utf-8").splitlines()
    document.core_properties.title = title
    document.core_properties.author = "Sallowdale Rivers Trust"
    document.core_properties.created = document.core_properties.modified = datetime(2024, 10, 1)  # noqa: DTZ001 naive in the file
    document.add_heading(title, level=0)
    table = None
    for line in lines:
        if line.startswith("| "):
            cells = line[2:].split(" | ")
            table = table or document.add_table(rows=0, cols=len(cells))
            for cell, text in zip(table.add_row().cells, cells, strict=True):
                cell.text = text
            continue
        table = None
        if line.startswith("# "):
            document.add_heading(line[2:], level=1)
        elif line.startswith("- "):
            document.add_paragraph(line[2:], style="List Bullet")
        else:
            document.add_paragraph(line)
    document.save(str(target))


def write_pdf(source: Path, target: Path) -> None:
    """Print an HTML source to a PDF file with a Chromium of its own profile."""
    chromium = shutil.which("chromium")
    if chromium is None:
        raise SystemExit("chromium is not installed; try: apt-get install chromium")
    with tempfile.TemporaryDirectory() as profile:
        options = (*CHROMIUM, f"--user-data-dir={profile}", f"--print-to-pdf={target}")
        subprocess.run((chromium, *options, source.as_uri()), check=True, capture_output=True, timeout=120)


def main(arguments: list[str]) -> None:
    """Write every binary document into the folder given, else among the sample documents."""
    folder = Path(arguments[0]) if arguments else SAMPLE_DOCUMENTS
    for source in sorted(SOURCES.glob("*.txt")):
        write_docx(source, folder / f"{source.stem}.docx")
    for source in sorted(SOURCES.glob("*.html")):
        write_pdf(source, folder.resolve() / f"{source.stem}.pdf")


if __name__ == "__main__":
    main(sys.argv[1:])

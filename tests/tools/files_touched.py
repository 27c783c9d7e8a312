"""Through how many files a question goes: `python -m tests.tools.files_touched`.

For one file ingested, one question asked and one evaluation run over the bundled samples: the modules of the product
that run a function, and how many functions. Sandboxed processes are not counted.
"""

from __future__ import annotations

import contextlib
import io
import sys
import tempfile
import threading
from collections import Counter
from pathlib import Path
from types import FrameType
from typing import Any

from ui.cli.main import main as graphloop
from ui.samples.questions import SAMPLE_DOCUMENTS

ROOT = Path(__file__).parents[2]
NEW = "grant-letter.docx"
PACKAGES = ("graph", "rag", "ingest", "evals", "ui")


def touched(*arguments: str) -> dict[Path, Counter[str]]:
    """The functions that a command runs, by the file they are in."""
    found: dict[Path, Counter[str]] = {}

    def look(frame: FrameType, event: str, _: Any) -> None:
        if event == "call":
            path = Path(frame.f_code.co_filename)
            if path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] in PACKAGES:
                found.setdefault(path.relative_to(ROOT), Counter())[frame.f_code.co_qualname] += 1

    threading.setprofile(look)
    sys.setprofile(look)
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            graphloop(arguments)
    except SystemExit as end:
        if end.code:
            raise
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
    return found


def main() -> None:
    """Print a line for each journey."""
    with tempfile.TemporaryDirectory() as folder:
        own = ("--data-dir", folder)
        touched(*own, "ingest", *(str(path) for path in sorted(SAMPLE_DOCUMENTS.iterdir()) if path.name != NEW))
        journeys = {
            "ingest a file": (*own, "ingest", str(SAMPLE_DOCUMENTS / NEW)),
            "ask": (*own, "ask", "Who signed the grant letter?"),
            "eval generate": (*own, "eval", "generate", "--count", "5"),
            "eval run": (*own, "eval", "run"),
        }
        for name, arguments in journeys.items():
            found = touched(*arguments)
            modules = [path for path in found if path.name != "__init__.py"]
            sys.stdout.write(f"{name:<14} {len(modules):4d} files {sum(map(len, found.values())):5d} functions\n")


if __name__ == "__main__":
    main()

"""Jupyter notebooks: their text with its structure, their code, and what it gave as text or tables."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from typing import Any

from graph.errors import Reason, Refused
from graph.text.clean import clean_line
from graph.text.counting import count_noun
from ingest.decode import decode, is_text
from ingest.hidden import append_hidden, hidden_note
from ingest.load.html import add_visible
from ingest.load.markdown import MarkdownPage
from ingest.load.spec import FormatSpec
from ingest.own_title import own_title
from ingest.types import LoadedText

SUFFIXES = (".ipynb",)
_MAX_OUTPUT_CHARS = 5_000
"""Code points that are kept of one output; a longer one is cut, and that is said."""


def looks_like(data: bytes, suffix: str) -> float:
    if data.lstrip()[:1] != b"{" or not is_text(data):
        return 0.0
    known = b'"nbformat"' in data and (b'"cells"' in data or b'"worksheets"' in data)
    return 0.97 if known else 0.9 if suffix in SUFFIXES else 0.0


def load(data: bytes, name: str) -> list[LoadedText]:
    """Load one text, titled by the notebook, else its first heading, else the file's name."""
    notebook = _read(decode(data))
    page = MarkdownPage()
    cut = pictures = 0
    for cell in notebook.cells:
        if cell.cell_type == "code":
            page.builder.add("code", str(cell.source))
            for output in cell.get("outputs", ()):
                pictures += _has_picture(output)
                cut += _add_output(page, output)
        elif cell.cell_type == "markdown":
            page.read(str(cell.source))
        else:
            page.builder.add("paragraph", str(cell.source))
    seen, blocks = page.builder.build()
    text, stretches = append_hidden(seen, page.hidden)
    title = own_title(str(notebook.metadata.get("title", ""))) or clean_line(page.heading) or name
    notes = (*hidden_note(page.hidden), *_notes(cut, pictures))
    return [LoadedText(title, text, notes=notes, hidden=stretches, blocks=blocks)]


def _read(source: str) -> Any:
    """Return the notebook in today's form; Refused if it is none."""
    import nbformat

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # old notebooks lack what newer ones must have
            return nbformat.reads(source, as_version=4)
    except (json.JSONDecodeError, nbformat.reader.NotJSONError, nbformat.ValidationError) as error:
        told = str(error).splitlines()[0] if str(error) else "it is no notebook"
        raise Refused(Reason.CORRUPT, f"not readable as a notebook: {told}"[:200], "save the notebook again")
    except (KeyError, AttributeError, TypeError, ValueError) as error:
        raise Refused(Reason.CORRUPT, f"a part of the notebook is missing: {error}"[:200], "save the notebook again")


def _add_output(page: MarkdownPage, output: Any) -> bool:
    """Add what code gave; return whether it was cut."""
    held = output.get("data", {})
    if "text/html" in held and "<table" in _joined(held["text/html"]):
        page.hidden.extend(add_visible(page.builder, _joined(held["text/html"])))
        return False
    if "text/markdown" in held:
        page.read(_joined(held["text/markdown"]))
        return False
    text = next(filter(None, (part.strip("\n") for part in _texts(output, held))), "")
    page.builder.add("code", text[:_MAX_OUTPUT_CHARS])
    return len(text) > _MAX_OUTPUT_CHARS


def _texts(output: Any, held: Any) -> Iterator[str]:
    yield _joined(held.get("text/plain", ""))
    yield _joined(output.get("text", ""))
    if output.get("output_type") == "error":
        yield f"{output.get('ename', '')}: {output.get('evalue', '')}"


def _joined(value: Any) -> str:
    return "".join(map(str, value)) if isinstance(value, list) else str(value)


def _has_picture(output: Any) -> bool:
    return any(str(kind).startswith("image/") for kind in output.get("data", {}))


def _notes(cut: int, pictures: int) -> Iterator[str]:
    if cut:
        yield f"{count_noun(cut, 'output')} longer than {_MAX_OUTPUT_CHARS:,} characters cut"
    if pictures:
        yield f"{count_noun(pictures, 'picture')} not read"


FORMAT = FormatSpec("ipynb", "Jupyter notebooks", "text, code and outputs of a notebook", SUFFIXES, looks_like, load)

"""Word files made of their parts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from ingest.load.docx import load
from ingest.types import LoadedText

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_NAMES = " ".join(
    f'xmlns:{prefix}="{name}"'
    for prefix, name in {
        "w": WORD,
        "r": RELATIONS,
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
        "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
        "v": "urn:schemas-microsoft-com:vml",
    }.items()
)


def element(name: str, inner: str) -> str:
    """The root of a part, with all names declared."""
    return f"<{name} {_NAMES}>{inner}</{name}>"


def paragraph(text: str, style: str = "", more: str = "") -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{more}</w:pPr>{run(text)}</w:p>"


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def relations(targets: Mapping[str, tuple[str, str]]) -> str:
    """A relationships part of id → kind and target; a target with a colon lies outside the file."""
    rows = (
        f'<Relationship Id="{name}" Type="{RELATIONS}/{kind}" Target="{target}"'
        + (' TargetMode="External"/>' if ":" in target else "/>")
        for name, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}">{"".join(rows)}</Relationships>'


def parts_of(body: str, targets: Mapping[str, tuple[str, str]], parts: Mapping[str, str]) -> dict[str, str]:
    """The parts of a file with this body; `parts` lie in the folder of the main part."""
    return {
        "_rels/.rels": relations({"rId1": ("officeDocument", "word/document.xml")}),
        "word/_rels/document.xml.rels": relations(targets),
        "word/document.xml": element("w:document", f"<w:body>{body}</w:body>"),
        **{f"word/{name}": text for name, text in parts.items()},
    }


def archive(parts: Mapping[str, str | bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as file:
        for name, text in parts.items():
            file.writestr(name, text)
    return target.getvalue()


def read(
    body: str, targets: Mapping[str, tuple[str, str]] | None = None, parts: Mapping[str, str] | None = None
) -> LoadedText:
    """What a file with this body becomes."""
    return load(archive(parts_of(body, targets or {}, parts or {})), "name")[0]


def lines(loaded: LoadedText) -> list[str]:
    """The blocks: kind and text."""
    return [f"{block.kind}: {loaded.text[block.start : block.end]}" for block in loaded.blocks]

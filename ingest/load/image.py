"""Pictures of text, such as photographs and scans of pages: read by OCR where it is installed."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from itertools import islice
from typing import Any

from graph.errors import Reason, Refused
from graph.text.clean import clean
from ingest.load.spec import FormatSpec
from ingest.ocr import MAX_PIXELS, RecognisedText, Recogniser, recognition_note, require_recogniser
from ingest.steps import finish_step
from ingest.text_builder import TextBuilder
from ingest.types import LoadedText

SUFFIXES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp")
_MAGIC = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"BM")
_MAX_PAGES = 300


def looks_like(data: bytes, suffix: str) -> float:
    if data.startswith(_MAGIC[:4]) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        return 1.0
    return 0.9 if data.startswith(_MAGIC) and suffix == ".bmp" else 0.0


def load(data: bytes, name: str) -> list[LoadedText]:
    """Load one text with its pages; Refused if it shows no text, or nothing here recognises text."""
    recogniser = require_recogniser()
    pages = [_recognised(recogniser, picture) for picture in _pictures(data)]
    builder = TextBuilder()
    starts: list[int] = []
    for page in pages:
        starts.append(len(builder) + 2 if len(builder) else 0)
        for paragraph in page.paragraphs:
            builder.add("paragraph", clean(paragraph))
    text, blocks = builder.build()
    if not text:
        raise Refused(Reason.EMPTY, "no text is recognised in the picture")
    confidence = sum(page.confidence * len(page.text) for page in pages) / sum(len(page.text) for page in pages)
    offsets = tuple(min(start, len(text)) for start in starts) if len(pages) > 1 else ()
    return [LoadedText(name, text, pages=offsets, notes=(recognition_note("a picture", confidence),), blocks=blocks)]


def _recognised(recogniser: Recogniser, picture: Any) -> RecognisedText:
    page = recogniser(picture)
    finish_step()
    return page


def _pictures(data: bytes) -> Iterator[Any]:
    """Yield the pages of a picture, upright and without transparency; Refused if it cannot be shown."""
    from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            opened = Image.open(io.BytesIO(data))
            for frame in islice(ImageSequence.Iterator(opened), _MAX_PAGES):
                if frame.width * frame.height > MAX_PIXELS:
                    raise Refused(Reason.TOO_LARGE, f"it has more than {MAX_PIXELS:,} pixels", "make it smaller")
                layered = ImageOps.exif_transpose(frame).convert("RGBA")
                plain = Image.new("RGB", layered.size, "white")
                plain.paste(layered, mask=layered.getchannel("A"))
                yield plain
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        raise Refused(Reason.CORRUPT, f"not readable as a picture: {error}"[:200], "save the file again")


FORMAT = FormatSpec("image", "images", "the text of pictures and scans, with OCR", SUFFIXES, looks_like, load)

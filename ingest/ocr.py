"""Recognise the text of pictures: with the user's `tesseract`, else with RapidOCR of the extra `ocr`.

Tesseract comes first: it knows the languages that were installed with it, and RapidOCR's models know few letters with
accents.
"""

from __future__ import annotations

import io
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import Any

from graph.errors import Reason, Refused
from ingest.glued_words import part_glued
from ingest.reading_order import PlacedText, group_paragraphs
from ingest.steps import finish_step

MAX_PIXELS = 60_000_000
"""Pixels of a picture; a larger one is refused before it is unpacked."""
HINT = "pip install 'graphloop[ocr]' (and the system's libgl1), or install tesseract"
_MAX_LANGUAGES = 4
_WORD_LEVEL = "5"
# Of a page sent to RapidOCR: the longer side, as it uses it, and the pixels of a page of paper at that length.
_MAX_SIDE, _RECOGNISED_PIXELS = 2000, 2_850_000
# A line below is no text; a page of text below lies on its head.
_READABLE, _UPRIGHT = 0.5, 0.6
_STEP_LINES = 12
# A page in whose tall lines RapidOCR can read: it lies on its right side.
_ASIDE = 90
# A program that is looked up without a PATH, as the reading process has none.
_PLACES = "/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin"


@dataclass(frozen=True, slots=True)
class RecognisedText:
    """The paragraphs of a picture in reading order, and the mean confidence of their characters, 0 to 1."""

    paragraphs: tuple[str, ...]
    confidence: float

    @property
    def text(self) -> str:
        return "\n\n".join(self.paragraphs)


Recogniser = Callable[[Any], RecognisedText]


@cache
def find_recogniser() -> Recogniser | None:
    """Return what recognises text here; None if nothing is installed."""
    if program := shutil.which("tesseract", path=_PLACES):
        languages = _languages(program)
        if languages:
            return lambda picture: _by_tesseract(program, languages, picture)
    return _by_rapidocr if _has_rapidocr() else None


def _has_rapidocr() -> bool:
    """Return whether RapidOCR is installed and can be loaded: its OpenCV needs a graphics library of the system."""
    if find_spec("rapidocr_onnxruntime") is None:
        return False
    try:
        import rapidocr_onnxruntime  # noqa: F401
    except ImportError:
        return False
    return True


def require_recogniser() -> Recogniser:
    """Return what recognises text here; Refused if nothing is installed."""
    recogniser = find_recogniser()
    if recogniser is None:
        raise Refused(Reason.NEEDS_OCR, "its text is a picture", HINT)
    return recogniser


def recognition_note(what: str, confidence: float) -> str:
    """Return the note on text that was recognised: what was, and how sure it is."""
    return f"{what} read by OCR, confidence {confidence:.0%}: letters and digits can be wrong"


def _languages(program: str) -> str:
    """Return the installed languages, joined as Tesseract wants them; empty if it does not run."""
    try:
        done = subprocess.run([program, "--list-langs"], capture_output=True, text=True, timeout=20)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return ""
    names = [line.strip() for line in done.stdout.splitlines()[1:]]
    return "+".join([name for name in names if name and name != "osd"][:_MAX_LANGUAGES])


def _by_tesseract(program: str, languages: str, picture: Any) -> RecognisedText:
    """Recognise with Tesseract, which gives words with their paragraphs in reading order."""
    data = io.BytesIO()
    picture.save(data, "PNG")
    command = [program, "stdin", "stdout", "-l", languages, "tsv"]
    done = subprocess.run(  # noqa: S603
        command, input=data.getvalue(), capture_output=True, env={"OMP_THREAD_LIMIT": "1"}, check=False
    )
    if done.returncode:
        raise Refused(Reason.NEEDS_OCR, f"tesseract ended with {done.returncode}", "check it with `tesseract FILE -`")
    paragraphs: defaultdict[str, list[str]] = defaultdict(list)
    sure = characters = 0.0
    for line in done.stdout.decode("utf-8", "replace").splitlines()[1:]:
        cells = line.split("\t")
        if len(cells) == 12 and cells[0] == _WORD_LEVEL and (word := cells[11].strip()):
            paragraphs["/".join(cells[1:4])].append(word)
            sure += len(word) * max(0.0, float(cells[10])) / 100
            characters += len(word)
    return RecognisedText(tuple(map(" ".join, paragraphs.values())), sure / characters if characters else 0.0)


@cache
def _engine() -> Any:
    from rapidocr_onnxruntime import RapidOCR

    # The reading process may use little memory and one core beside the embedder.
    engine = RapidOCR(intra_op_num_threads=1, inter_op_num_threads=1, rec_batch_num=1, text_score=0.0)
    engine.text_rec = _in_steps(engine.text_rec)
    return engine


def _in_steps(recognise: Callable[..., tuple[list[Any], float]]) -> Callable[..., tuple[list[Any], float]]:
    """Recognise a few lines at a time, each time a step: a page of small print takes longer than a file may."""

    def recognise_in_steps(lines: Sequence[Any], *options: Any) -> tuple[list[Any], float]:
        found: list[Any] = []
        seconds = 0.0
        for start in range(0, len(lines), _STEP_LINES):
            part, took = recognise(lines[start : start + _STEP_LINES], *options)
            found += part
            seconds += took
            finish_step()
        return found, seconds

    return recognise_in_steps


@dataclass(frozen=True, slots=True)
class _Line:
    """A recognised line: the corners of its box, its text and the confidence in it."""

    corners: Sequence[Sequence[float]]
    text: str
    confidence: float

    @property
    def is_tall(self) -> bool:
        across, down = zip(*self.corners, strict=True)
        return bool(max(down) - min(down) > max(across) - min(across))


def _by_rapidocr(picture: Any) -> RecognisedText:
    """Recognise with RapidOCR, which gives lines with the corners of their boxes; turn a page that lies on its side."""
    plain = _bounded(picture.convert("RGB"))
    lines = _lines(plain)
    if turn := _needed_turn(lines):
        turned = _lines(plain.rotate(turn, expand=True))
        if turn == _ASIDE or _confidence(turned) > _confidence(lines):
            lines = turned
    readable = [line for line in lines if line.confidence >= _READABLE]
    placed = [_placed(line.corners, part_glued(line.text)) for line in readable]
    return RecognisedText(tuple(group_paragraphs(placed)), _confidence(readable))


def _lines(picture: Any) -> list[_Line]:
    import numpy as np

    try:
        # Its test of single lines takes half of the long ones for upside down, and they are lost.
        found, _ = _engine()(np.asarray(picture)[:, :, ::-1], use_cls=False)
    # The engine has no exceptions of its own: tiny pictures and little memory end in any kind.
    except Exception as error:  # noqa: BLE001
        told = str(error).strip().rpartition("\n")[2]
        raise Refused(Reason.NEEDS_OCR, f"its text cannot be recognised: {told}"[:200], "run OCR on it first")
    return [_Line(corners, text, confidence) for corners, text, confidence in found or ()]


def _needed_turn(lines: Sequence[_Line]) -> int:
    """Return by how many degrees, counter-clockwise, a page is to be turned to be read."""
    letters = sum(len(line.text) for line in lines)
    tall = sum(len(line.text) for line in lines if line.is_tall) > letters / 2
    sure = _confidence(lines) >= _UPRIGHT
    # The recogniser reads a tall line from its head to its foot.
    if tall:
        return _ASIDE if sure else 270
    return 0 if sure or not lines else 180


def _bounded(picture: Any) -> Any:
    """Return a picture that fits the recogniser's memory; a strip, which it would enlarge many times, gets a margin."""
    from PIL import Image

    scale = min(1.0, _MAX_SIDE / max(picture.size), (_RECOGNISED_PIXELS / (picture.width * picture.height)) ** 0.5)
    if scale < 1:
        picture = picture.resize([max(1, round(side * scale)) for side in picture.size], Image.Resampling.LANCZOS)
    least = max(picture.size) // 2
    if min(picture.size) >= least:
        return picture
    widened = Image.new("RGB", (max(picture.width, least), max(picture.height, least)), picture.getpixel((0, 0)))
    widened.paste(picture)
    return widened


def _confidence(lines: Sequence[_Line]) -> float:
    return _mean((len(line.text), line.confidence) for line in lines)


def _placed(corners: Sequence[Sequence[float]], text: str) -> PlacedText:
    across, down = [x for x, _ in corners], [y for _, y in corners]
    return PlacedText(text.strip(), min(across), min(down), max(across), max(down))


def _mean(weighted: Iterable[tuple[int, float]]) -> float:
    pairs = list(weighted)
    total = sum(weight for weight, _ in pairs)
    return sum(weight * value for weight, value in pairs) / total if total else 0.0

"""Subtitles (SubRip, WebVTT): what is said, in paragraphs, without times, numbers and styles.

A paragraph ends at a pause or where another speaks; a name that is given stands before it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from graph.text.clean import clean
from ingest.decode import decode, is_text
from ingest.load.spec import FormatSpec
from ingest.text_builder import TextBuilder
from ingest.types import LoadedText

SUFFIXES = (".srt", ".vtt", ".sbv")
_TIME = r"(?:(\d{1,3}):)?([0-5]?\d):([0-5]\d)[.,](\d{1,3})"
_TIMES = re.compile(rf"^[ \t]*{_TIME}[ \t]*(?:-{{1,3}}>|,)[ \t]*{_TIME}[^\n]*$", re.MULTILINE)
_VOICE = re.compile(r"<v(?:\.[\w.]+)?[ \t]+([^>\n]{1,80})>")
_SPEAKER = re.compile(r"^(?:-[ \t]*)?([^\W\d_][\w .'’-]{0,30}):[ \t]+(?=\S)")
_STYLE = re.compile(
    r"</?(?:[ibuvc]|font|lang|ruby|rt)\b[^<>\n]{0,200}>|<\d{2}:[\d:.]{5,12}>|\{\\[^{}\n]{1,100}\}", re.IGNORECASE
)
_NUMBER = re.compile(r"\n[ \t]*\d{1,6}[ \t]*\Z")
_TAIL = re.compile(r"\n[ \t]*\n(?:NOTE|STYLE|REGION)\b.*?(?=\n[ \t]*\n|\Z)", re.DOTALL)
_PAUSE_SECONDS = 2.0
# A speaker who goes on without a pause gets a new paragraph after this many characters, at the end of a sentence.
_MOST_CHARS = 700
_SENTENCE_END = (".", "!", "?", "…", "。", "！", "？", '"', "”")


@dataclass(frozen=True, slots=True)
class Cue:
    """What is shown for a while: start and end in seconds, the speaker if one is named, and the text."""

    start: float
    end: float
    speaker: str
    text: str


def looks_like(data: bytes, suffix: str) -> float:
    if not is_text(data):
        return 0.0
    head = decode(data[:4096])
    if head.lstrip("\ufeff").startswith("WEBVTT"):
        return 0.95
    return 0.9 if _TIMES.search(head) and (suffix in SUFFIXES or re.match(r"\s*1\s*\n", head)) else 0.0


def load(data: bytes, name: str) -> list[LoadedText]:
    """Load one text, titled by the file's name."""
    source = decode(data).replace("\r\n", "\n").replace("\r", "\n")
    builder = TextBuilder()
    for paragraph in _paragraphs(sorted(_cues(source), key=lambda cue: cue.start)):
        builder.add("paragraph", paragraph)
    text, blocks = builder.build()
    return [LoadedText(name, text, blocks=blocks)]


def _cues(source: str) -> Iterator[Cue]:
    """Yield the cues; one that names several speakers is several."""
    places = list(_TIMES.finditer(source))
    for place, match in enumerate(places):
        following = places[place + 1].start() if place + 1 < len(places) else len(source)
        said = _TAIL.sub("", "\n" + source[match.end() : following].rstrip())
        if place + 1 < len(places):
            said = _without_name(said)
        times = [float(part or 0) for part in match.groups()]
        start, end = (_seconds(times[at : at + 4], match.group(at + 4) or "") for at in (0, 4))
        for speaker, text in _said(said):
            yield Cue(start, end, speaker, text)


def _seconds(parts: list[float], fraction: str) -> float:
    return parts[0] * 3600 + parts[1] * 60 + parts[2] + parts[3] / float(10 ** len(fraction))


def _without_name(said: str) -> str:
    """Return the text without the number or name of the cue that follows it."""
    found = _NUMBER.search(said)
    if found:
        return said[: found.start()]
    text, blank, last = said.rpartition("\n\n")
    return text if blank and "\n" not in last.strip() and text.strip() else said


def _said(text: str) -> Iterator[tuple[str, str]]:
    """Yield speaker and words, by voice or by the lines that begin with a name."""
    speaker, words = "", list[str]()
    for line in text.split("\n"):
        found = _VOICE.search(line)
        plain = clean(html.unescape(_STYLE.sub("", line))).strip()
        named = found.group(1).strip() if found else ""
        if not named and (match := _SPEAKER.match(plain)):
            named, plain = match.group(1), plain[match.end() :]
        if (named or plain.startswith("- ")) and words:
            yield speaker, " ".join(words)
            words = []
        speaker = named or ("" if plain.startswith("- ") else speaker)
        if plain:
            words.append(plain.removeprefix("- "))
    if words:
        yield speaker, " ".join(words)


def _paragraphs(cues: list[Cue]) -> Iterator[str]:
    """Yield what is said without a pause by one speaker; lines that a rolling caption repeats are taken once."""
    held = speaker = ""
    last: Cue | None = None
    for cue in cues:
        goes_on = (
            last is not None and cue.start - last.end < _PAUSE_SECONDS and (not cue.speaker or cue.speaker == speaker)
        )
        full = len(held) > _MOST_CHARS and held.endswith(_SENTENCE_END)
        if held and (not goes_on or full):
            yield f"{speaker}: {held}" if speaker else held
            held = ""
            speaker = cue.speaker or (speaker if goes_on else "")
        speaker = cue.speaker or speaker
        held = _appended(held, cue.text)
        last = cue
    if held:
        yield f"{speaker}: {held}" if speaker else held


def _appended(held: str, text: str) -> str:
    """Return the text with what follows; words at its end that are said to begin with are the same words."""
    if not held or held.endswith(text):
        return held or text
    for size in range(min(len(held), len(text), 200), 7, -1):
        if held.endswith(text[:size]) and (size == len(text) or not text[size].isalnum()):
            return held + text[size:]
    return f"{held} {text}"


FORMAT = FormatSpec(
    "srt", "SRT/VTT", "what is said, of subtitles in SubRip or WebVTT", SUFFIXES, looks_like, load, is_text=True
)

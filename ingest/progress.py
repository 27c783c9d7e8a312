"""Track progress and estimate the remaining time.

Time is foretold by the characters that are still to be embedded: known of documents that were read, and of the rest
estimated by the bytes of their files, at the ratio that files with the same ending have shown. The speed is measured.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import PurePath

from ingest.report import FileFinished, IngestAdvanced, IngestStarted, Outcome, Progress, TimeForecast

# With less work done than this, a forecast would be a guess; shorter work needs none.
_ENOUGH_SECONDS, _ENOUGH_STEPS, _LONG_SECONDS, _WORTH_SAYING_SECONDS = 5.0, 4, 15.0, 60.0
# Characters per byte that are usual for files with an ending, counted like so many bytes seen: files of formats that
# hold pictures differ most.
_USUAL = {
    ".pdf": (0.15, 1_000_000),
    ".docx": (0.15, 1_000_000),
    ".pptx": (0.03, 1_000_000),
    ".xlsx": (0.5, 300_000),
    ".html": (0.4, 100_000),
    ".htm": (0.4, 100_000),
}
_USUAL_OTHERWISE = (1.1, 30_000)


class ProgressMeter:
    """Tracks what is to be embedded and what is done; usable from the thread that reads and the one that writes."""

    def __init__(self, sizes: Mapping[str, int], progress: Progress, files: int | None = None) -> None:
        """Begin with the size of each source in bytes; `files` counts also those that cannot be read."""
        self._unread = dict(sizes)
        self._unread_bytes = Counter[str]()
        for source, size in sizes.items():
            self._unread_bytes[_ending(source)] += size
        self._seen_bytes, self._seen_characters = Counter[str](), Counter[str]()
        self._waiting = 0
        self._speed = _Speed()
        self._files = len(sizes) if files is None else files
        self._files_done = self._passages = 0
        self._said = False
        self._source = ""
        self._progress = progress
        self._lock = threading.Lock()
        self.began = time.monotonic()
        progress(IngestStarted(self._files, sum(sizes.values())))

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    def skip(self, source: str) -> None:
        """Record that nothing more is to be read of a source."""
        with self._lock:
            self._take(source, float("inf"))

    def planned(self, source: str, size: float, characters: int, known: int) -> None:
        """Record that bytes of a source were read as so many characters, `known` of which need no embedding."""
        ending = _ending(source)
        with self._lock:
            self._source = source
            self._take(source, size)
            self._seen_bytes[ending] += int(size)
            self._seen_characters[ending] += characters
            self._waiting += characters - known
            self._speed.begin()

    def embedded(self, characters: int) -> None:
        """Record that characters were embedded."""
        with self._lock:
            self._waiting = max(0, self._waiting - characters)
            self._speed.add(characters)
        self._advance()

    def worked(self, passages: int) -> None:
        """Record that passages were stored."""
        self._passages += passages
        self._advance()

    def finished(self, outcome: Outcome) -> None:
        """Record that a file is done."""
        self.skip(outcome.source)
        self._files_done += 1
        if self._source == outcome.source:
            self._source = ""
        self._progress(FileFinished(outcome))
        self._advance()

    def _take(self, source: str, size: float) -> None:
        taken = int(min(size, self._unread.get(source, 0)))
        if taken:
            self._unread[source] -= taken
            self._unread_bytes[_ending(source)] -= taken

    def _seconds_left(self) -> float | None:
        with self._lock:
            rate = self._speed.seconds_per_character
            if rate is None:
                return None
            unread = sum(size * self._characters_per_byte(ending) for ending, size in self._unread_bytes.items())
            return (self._waiting + unread) * rate

    def _characters_per_byte(self, ending: str) -> float:
        usual, size = _USUAL.get(ending, _USUAL_OTHERWISE)
        return (self._seen_characters[ending] + usual * size) / (self._seen_bytes[ending] + size)

    def _advance(self) -> None:
        left = self._seconds_left()
        if not self._said and left is not None:
            self._said = True
            if left > _WORTH_SAYING_SECONDS:
                self._progress(TimeForecast(left))
        rate = self._passages / self.seconds if self.seconds > 0 else 0.0
        self._progress(IngestAdvanced(self._files_done, self._files, self._passages, rate, left, self._source))


class _Speed:
    """Seconds per character, of all that happens between two steps; the first step, with its start, counts least."""

    def __init__(self) -> None:
        self._began: float | None = None
        self._first: tuple[float, int] | None = None
        self._last = 0.0
        self._steps = self._characters = 0

    def begin(self) -> None:
        """Start the clock, once there is something to embed."""
        if self._began is None:
            self._began = time.monotonic()

    def add(self, characters: int) -> None:
        self._last = time.monotonic()
        self._steps += 1
        self._characters += characters
        if self._first is None:
            self._first = self._last, self._characters

    @property
    def seconds_per_character(self) -> float | None:
        """Return the rate so far; None while it would be a guess."""
        if self._began is None or self._first is None or self._characters <= 0:
            return None
        seconds = self._last - self._began
        if seconds < _ENOUGH_SECONDS or (self._steps < _ENOUGH_STEPS and seconds < _LONG_SECONDS):
            return None
        since, characters = self._first
        if self._characters > 2 * characters:
            return (self._last - since) / (self._characters - characters)
        return seconds / self._characters


def _ending(source: str) -> str:
    return PurePath(source).suffix.lower()

"""Track progress and estimate the remaining time."""

from __future__ import annotations

import time

from ingest.report import FileFinished, IngestAdvanced, IngestStarted, Outcome, Progress, TimeForecast

# With less work done than this, a forecast would be a guess; shorter work needs none.
_ENOUGH_SECONDS, _WORTH_SAYING_SECONDS = 3.0, 60.0


class ProgressMeter:
    """Tracks progress in bytes of files; skipped bytes do not count towards the rate."""

    def __init__(self, sizes: list[int], progress: Progress) -> None:
        self._left = sum(sizes)
        self._done = 0.0
        self._files = len(sizes)
        self._files_done = 0
        self._passages = 0
        self._said = False
        self._progress = progress
        self.began = time.monotonic()
        progress(IngestStarted(self._files, self._left))

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    def worked(self, size: float, passages: int) -> None:
        """Record that some bytes of a file became stored passages."""
        self._left -= int(size)
        self._done += size
        self._passages += passages
        left = self._seconds_left()
        if not self._said and left is not None:
            self._said = True
            if left > _WORTH_SAYING_SECONDS:
                self._progress(TimeForecast(left))
        self._advance()

    def finished(self, outcome: Outcome, skipped: int = 0) -> None:
        """Record that a file is done; `skipped` bytes of it took no work."""
        self._left -= skipped
        self._files_done += 1
        self._progress(FileFinished(outcome))
        self._advance()

    def _seconds_left(self) -> float | None:
        if self._done <= 0 or self.seconds < _ENOUGH_SECONDS:
            return None
        return max(0.0, self._left * self.seconds / self._done)

    def _advance(self) -> None:
        rate = self._passages / self.seconds if self.seconds > 0 else 0.0
        self._progress(IngestAdvanced(self._files_done, self._files, self._passages, rate, self._seconds_left()))

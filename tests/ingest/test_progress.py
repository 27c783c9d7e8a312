"""The remaining time by what is left to embed and the measured speed."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.progress import ProgressMeter
from ingest.report import Event, FileFinished, IngestAdvanced, Outcome, TimeForecast
from tests.ingest.conftest import Place, Write


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr("ingest.progress.time.monotonic", made)
    return made


def left(events: list[Event]) -> float | None:
    return [event for event in events if isinstance(event, IngestAdvanced)][-1].seconds_left


def embed(meter: ProgressMeter, clock: Clock, steps: int, seconds: float) -> None:
    for _ in range(steps):
        clock.now += seconds
        meter.embedded(10_000)


def test_the_time_is_that_of_the_characters_left(clock: Clock) -> None:
    events: list[Event] = []
    meter = ProgressMeter({"a.txt": 1_000_000}, events.append)
    clock.now += 50  # the model is loaded
    meter.planned("a.txt", 1_000_000, 1_000_000, 0)
    embed(meter, clock, 1, 10)
    assert left(events) is None
    embed(meter, clock, 9, 2)
    # Nine steps of two seconds: the first, with its start, does not count.
    assert left(events) == pytest.approx(90 * 2)
    assert len([event for event in events if isinstance(event, TimeForecast)]) == 1


def test_compressed_formats_are_foretold_by_what_they_were_seen_to_hold(clock: Clock) -> None:
    events: list[Event] = []
    meter = ProgressMeter({"a.pdf": 50_000_000, "b.pdf": 50_000_000}, events.append)
    meter.planned("a.pdf", 50_000_000, 50_000, 0)
    embed(meter, clock, 5, 2)
    # The usual for a megabyte of the format is mixed in.
    assert 5 * 2 < (left(events) or 0) < 5 * 2 * 5


def test_what_needs_no_work_is_not_foretold(clock: Clock) -> None:
    events: list[Event] = []
    meter = ProgressMeter({"a.txt": 100_000, "b.txt": 10**9, "c.txt": 10**9}, events.append)
    meter.skip("c.txt")
    meter.skip("c.txt")
    meter.planned("a.txt", 100_000, 100_000, 40_000)
    meter.finished(Outcome("b.txt", "refused"))
    embed(meter, clock, 5, 2)
    assert left(events) == pytest.approx(2, rel=0.1)
    assert [event.outcome.source for event in events if isinstance(event, FileFinished)] == ["b.txt"]


def test_the_file_that_is_being_read_is_named(clock: Clock) -> None:
    events: list[Event] = []
    meter = ProgressMeter({"a.txt": 100, "b.txt": 100}, events.append)
    meter.planned("a.txt", 100, 100, 0)
    meter.embedded(50)
    meter.planned("b.txt", 100, 100, 0)
    meter.finished(Outcome("a.txt", "indexed"))
    meter.finished(Outcome("b.txt", "indexed"))
    assert [event.source for event in events if isinstance(event, IngestAdvanced)] == ["a.txt", "b.txt", ""]


class StoppedError(Exception):
    pass


def test_an_ingest_can_be_stopped_by_its_listener_and_goes_on_later(place: Place, folder: Path, write: Write) -> None:
    for number in range(4):
        write(f"{number}.txt", f"The mill number {number} stands on the river.")

    def stop(event: Event) -> None:
        if isinstance(event, FileFinished):
            raise StoppedError

    with pytest.raises(StoppedError):
        place.take(folder, progress=stop)
    assert place.store.check() == []
    assert "0" in place.titles()
    report = place.take(folder)
    assert place.titles() == ["0", "1", "2", "3"]
    assert report.counts.get("unchanged", 0) >= 1

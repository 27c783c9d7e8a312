"""How far the foretold time of an ingest is from its real time: `python -m tests.bench.forecast [--hashed] PATH...`.

A line for each path: seconds it took, then what was foretold as the whole time with the first forecast, after a tenth
and after half of the time, each with its ratio to the real time. The sample documents without a path.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from platformdirs import user_cache_path

from graph.sqlite.store import SqliteStore
from ingest.ledger import Ledger
from ingest.pipeline import ingest
from ingest.report import Event, IngestAdvanced
from rag.embed.minilm import MiniLM
from rag.embed.protocol import Embedder
from tests.bench.corpus import extractor
from tests.support.hashed import Hashed
from ui.samples.questions import SAMPLE_DOCUMENTS


@dataclass
class Forecasts:
    """What was foretold, as seconds since the start and the whole time by it."""

    began: float = field(default_factory=time.monotonic)
    foretold: list[tuple[float, float]] = field(default_factory=list)

    def listen(self, event: Event) -> None:
        if isinstance(event, IngestAdvanced) and event.seconds_left is not None:
            now = time.monotonic() - self.began
            self.foretold.append((now, now + event.seconds_left))

    def after(self, seconds: float) -> float | None:
        """The first forecast made after so many seconds."""
        return next((whole for when, whole in self.foretold if when >= seconds), None)


def measure(path: Path, embedder: Embedder) -> tuple[float, list[float | None]]:
    """Ingest into an empty store; return the seconds it took, and the forecasts at the start, a tenth and half."""
    with tempfile.TemporaryDirectory() as folder:
        store, ledger = SqliteStore(Path(folder, "graph.db")), Ledger(Path(folder, "journal.db"))
        forecasts = Forecasts()
        ingest([path], store, embedder, extractor(), ledger, progress=forecasts.listen)
        took = time.monotonic() - forecasts.began
        store.close()
        ledger.close()
    return took, [forecasts.after(share * took) for share in (0.0, 0.1, 0.5)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hashed", action="store_true", help="an embedder that costs next to nothing")
    parser.add_argument("paths", nargs="*", type=Path, default=[SAMPLE_DOCUMENTS])
    chosen = parser.parse_args()
    minilm = MiniLM(user_cache_path("graphloop-tests", appauthor=False))
    print(f"{'took':>7} {'at start':>16} {'after 10 %':>16} {'after 50 %':>16}")
    for path in chosen.paths:
        took, foretold = measure(path, Hashed() if chosen.hashed else minilm)
        cells = (f"{whole:.1f} ({whole / took:.2f})" if whole else "–" for whole in foretold)
        print(f"{took:7.1f}", *(f"{cell:>16}" for cell in cells), f" {path.name}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

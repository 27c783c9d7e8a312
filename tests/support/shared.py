"""Where the public data sets lie; tests that need them are skipped, loudly, where they are absent."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

DATA = Path(os.environ.get("GRAPHLOOP_SHARED_DATA") or Path(__file__).resolve().parents[3] / "shared" / "data")

needs_data = pytest.mark.skipif(not DATA.is_dir(), reason=f"SKIPPED: the public data sets are not at {DATA}")

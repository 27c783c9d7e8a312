"""Writes documents of a made-up corpus into a store, telling each one on standard output as soon as it is stored.

python -m tests.graph.sqlite.writer DATABASE SEED FIRST STEP COUNT
"""

from __future__ import annotations

import sys
from pathlib import Path

from graph.sqlite.store import SqliteStore
from tests.contract.corpus import document
from tests.contract.parts import name_of


def main(path: Path, seed: int, first: int, step: int, count: int) -> None:
    store = SqliteStore(path)
    for number in range(first, first + step * count, step):
        part = document(seed, number)
        store.replace(name_of(part), part)
        print(name_of(part), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))

"""An ingest of one long document that is killed goes on inside it, and ends where an undisturbed one ends."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from graph.errors import ModelError
from graph.sqlite.store import SqliteStore
from graph.types import Matrix
from ingest.embed import BATCH_PASSAGES, EmbeddedRow
from ingest.extract.rules import Extractor
from ingest.ledger import Ledger
from ingest.unfinished import UnfinishedVectors
from rag.embed.protocol import Bounds
from rag.ner.rules import RuleTagger
from tests.bench.kill import dump
from tests.ingest.conftest import Counting, Place, Write
from tests.support.hashed import Hashed

TAKE = """
import sys, time
from pathlib import Path
from graph.sqlite.store import SqliteStore
from ingest.extract.rules import Extractor
from ingest.ledger import Ledger
from ingest.pipeline import ingest
from rag.ner.rules import RuleTagger
from tests.support.hashed import Hashed

class Slow(Hashed):
    def embed_spans(self, texts, spans):
        print(len(texts), flush=True)
        time.sleep(0.05)
        return super().embed_spans(texts, spans)

folder, file = map(Path, sys.argv[1:])
store, ledger = SqliteStore(folder / "graph.db"), Ledger(folder / "journal.db")
ingest([file], store, Slow(), Extractor(RuleTagger()), ledger)
store.close()
ledger.close()
"""


def table(rows: int) -> str:
    row = "{0},Ruth Calder mapped mile {0} of the Alder River,The mill at mile {0} was built in stone and oak\n"
    return "number,event,remark\n" + "".join(row.format(number) for number in range(rows))


def start(data: Path, file: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", TAKE, str(data), str(file)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[3])


def finish(data: Path, file: Path) -> int:
    """Run an ingest to its end; return how many texts it embedded."""
    process = start(data, file)
    said, _ = process.communicate(timeout=300)
    assert process.returncode == 0
    return sum(map(int, said.split()))


def test_a_killed_ingest_of_one_table_keeps_its_finished_batches(tmp_path: Path, write: Write) -> None:
    file = write("rows.csv", table(5000))
    whole = finish(tmp_path / "whole", file)
    process = start(tmp_path / "killed", file)
    assert process.stdout is not None
    begun = [int(next(process.stdout)) for _ in range(6)]
    process.kill()
    process.communicate()
    store = SqliteStore(tmp_path / "killed" / "graph.db")
    assert (store.about().passages, store.check()) == (0, [])
    store.close()
    again = finish(tmp_path / "killed", file)
    # The batch that was begun when it was killed is made again.
    assert whole - sum(begun) <= again <= whole - sum(begun[:-1])
    assert dump(tmp_path / "killed") == dump(tmp_path / "whole")
    store = SqliteStore(tmp_path / "killed" / "graph.db")
    ids = [document.id for document in store.documents()]
    store.close()
    kept = UnfinishedVectors(tmp_path / "killed" / "cache" / "unfinished.db")
    assert [kept.read(name) for name in ids] == [{}]
    kept.close()


class Breaking(Hashed):
    """Fails after four batches, until it is mended."""

    batches_left = 4

    def embed_spans(self, texts: Sequence[str], spans: Sequence[Sequence[Bounds]]) -> list[Matrix]:
        if not self.batches_left:
            raise ModelError("the model is gone")
        self.batches_left -= 1
        return super().embed_spans(texts, spans)


def test_changed_rows_are_embedded_anew_after_a_failure(tmp_path: Path, write: Write) -> None:
    store, ledger = SqliteStore(tmp_path / "data" / "graph.db"), Ledger(tmp_path / "data" / "journal.db")
    embedder = Breaking()
    place = Place(store, ledger, Counting(embedder), Extractor(RuleTagger()))
    file = write("rows.csv", table(3000))
    with pytest.raises(ModelError):
        place.take(file)
    write("rows.csv", table(3000).replace("Ruth Calder mapped mile 1 of", "Tom Calder mapped mile 1 of"))
    place.embedder.texts.clear()
    embedder.batches_left = 1000
    assert place.take(file).counts == {"indexed": 1}
    embedded = len(place.embedder.texts)
    assert store.about().passages - 4 * BATCH_PASSAGES < embedded < store.about().passages
    assert any("Tom Calder mapped mile 1 of" in text for text in place.embedder.texts)
    assert store.check() == []
    store.close()
    ledger.close()


def test_a_cache_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "unfinished.db").write_bytes(b"no database" * 1000)
    kept = UnfinishedVectors(tmp_path / "unfinished.db")
    assert kept.read("a") == {}
    kept.write([EmbeddedRow("a", "b", Hashed().embed(["text"]))])
    kept.forget("a")
    kept.close()

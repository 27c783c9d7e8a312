"""The other libraries' retrievers answer with our records."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.types import LoadedText
from tests.bench.corpus import Corpus, Given, embedder, put_in
from tests.bench.others import bm25s, ensemble

TEXTS = (
    LoadedText("Kestrel", "A small falcon that hovers over fields.", "falcon"),
    LoadedText("Sourdough", "Bread raised by wild yeast.", "bread"),
    LoadedText("", "The harbour of Piraeus serves Athens.", "harbour"),
)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    folder: Path = tmp_path_factory.mktemp("others")
    stored = put_in(Given("three", TEXTS, ()), folder, embedder())
    yield stored
    stored.store.close()


def test_bm25s_finds_by_words_of_title_and_text(corpus: Corpus) -> None:
    rank = bm25s(corpus)
    assert rank("kestrel", 10) == ["falcon"]
    assert rank("the yeast", 10) == ["bread"]
    assert rank("the of", 10) == []
    assert rank("zeppelin", 10) == []


def test_the_ensemble_finds_by_words_and_by_meaning(corpus: Corpus) -> None:
    rank = ensemble(corpus, embedder(), 10)
    assert rank("Piraeus", 3)[0] == "harbour"
    assert rank("a bird of prey", 3)[0] == "falcon"
    assert len(rank("yeast", 1)) == 1

"""What every embedder promises; a class of tests for each implementation inherits from it."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from graph.types import Matrix
from rag.embed.protocol import Embedder

TEXTS = (
    "The river floods the lower meadows in March.",
    "Lima is the capital of Peru. It lies on the coast. Its port is Callao.",
    "x",
    "Über die Brücke — 東京タワー 😀 naïve café",
)
ODD = ("a\x00b", "\ud800 half a pair", "\u200b", "e" + "\u0301" * 60, "word" * 60, "\ufffe", "<s></s>[CLS][SEP]")


class EmbedderContract:
    """Needs a fixture `embedder`; `tolerance` is how far bits may differ between calls."""

    tolerance = 0.0

    def same(self, left: Matrix, right: Matrix) -> None:
        if self.tolerance:
            np.testing.assert_allclose(left, right, atol=self.tolerance)
        else:
            np.testing.assert_array_equal(left, right)

    def test_rows_are_unit_vectors(self, embedder: Embedder) -> None:
        rows = embedder.embed(TEXTS)
        assert rows.dtype == np.float32
        assert rows.shape == (len(TEXTS), embedder.dimensions)
        np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
        assert len({row.tobytes() for row in rows}) == len(TEXTS)

    def test_nothing_gives_no_rows(self, embedder: Embedder) -> None:
        assert embedder.embed([]).shape == (0, embedder.dimensions)
        assert embedder.embed_spans([], []) == []
        (none,) = embedder.embed_spans(["words"], [[]])
        assert none.shape == (0, embedder.dimensions)

    @pytest.mark.parametrize("text", ["", " ", "\n\t\u00a0"])
    def test_blank_is_zeros(self, embedder: Embedder, text: str) -> None:
        assert not embedder.embed([text]).any()
        (rows,) = embedder.embed_spans([text], [[(0, len(text))]])
        assert rows.shape == (1, embedder.dimensions)
        assert not rows.any()

    def test_a_text_has_the_same_bits_in_any_company(self, embedder: Embedder) -> None:
        together = embedder.embed(TEXTS)
        self.same(embedder.embed(TEXTS[::-1])[::-1], together)
        for text, row in zip(TEXTS, together, strict=True):
            self.same(embedder.embed([text])[0], row)

    def test_a_text_has_the_same_bits_in_any_thread(self, embedder: Embedder) -> None:
        expected = embedder.embed(TEXTS)
        with ThreadPoolExecutor(4) as pool:
            for rows in pool.map(lambda _: embedder.embed(TEXTS), range(4)):
                self.same(rows, expected)

    def test_a_query_has_the_dimensions_of_a_passage(self, embedder: Embedder) -> None:
        assert embedder.embed(["where is Lima?"], "query").shape == (1, embedder.dimensions)

    def test_the_span_of_all_is_the_text(self, embedder: Embedder) -> None:
        rows = embedder.embed_spans(TEXTS, [[(0, len(text))] for text in TEXTS])
        self.same(np.concatenate(rows), embedder.embed(TEXTS))

    def test_spans_keep_their_order(self, embedder: Embedder) -> None:
        text = TEXTS[1]
        spans = [(0, 28), (29, 50), (51, len(text)), (28, 29), (5, 5)]
        (rows,) = embedder.embed_spans([text], [spans])
        (turned,) = embedder.embed_spans([text], [spans[::-1]])
        self.same(turned[::-1], rows)
        np.testing.assert_allclose(np.linalg.norm(rows, axis=1), [1, 1, 1, 0, 0], atol=1e-5)

    @pytest.mark.parametrize(
        "text", ODD, ids=["nul", "half pair", "zero width", "marks", "long word", "no character", "special"]
    )
    def test_odd_texts_get_a_row(self, embedder: Embedder, text: str) -> None:
        rows = embedder.embed([text])
        (spans,) = embedder.embed_spans([text], [[(0, 1), (0, len(text))]])
        assert np.isfinite(rows).all()
        assert np.isfinite(spans).all()
        assert rows.any()

    def test_a_huge_text_takes_no_longer_than_a_long_one(self, embedder: Embedder) -> None:
        huge = "several words " * 700_000
        started = time.perf_counter()
        rows = embedder.embed([huge])
        (spans,) = embedder.embed_spans([huge], [[(0, 13), (len(huge) - 14, len(huge))]])
        assert time.perf_counter() - started < 60
        np.testing.assert_allclose(np.linalg.norm(np.concatenate([rows, spans]), axis=1), 1, atol=1e-5)

    def test_the_name_is_stable(self, embedder: Embedder) -> None:
        assert embedder.name == embedder.name.strip() != ""

    def test_english_is_known(self, embedder: Embedder) -> None:
        assert embedder.knows(TEXTS[0])
        assert isinstance(embedder.knows(""), bool)

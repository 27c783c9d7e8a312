from __future__ import annotations

import math

import numpy as np
import pytest

from graph.idf import bm25_idf, idf


def test_idf_is_the_logarithm_of_how_few_texts_contain_it() -> None:
    assert idf(8, [1, 2, 8]).tolist() == pytest.approx([math.log(9), math.log(5), math.log(2)])
    assert float(idf(8, 0)) == pytest.approx(math.log(9))
    assert float(idf(8, 0, least=0.5)) == pytest.approx(math.log(17))


def test_single_precision_stays() -> None:
    assert idf(8, np.ones(2, np.float32)).dtype == np.float32


def test_bm25_idf_falls_faster_and_is_never_negative() -> None:
    common, rare = bm25_idf(8, [8, 1]).tolist()
    assert common == pytest.approx(math.log(1 + 0.5 / 8.5))
    assert rare == pytest.approx(math.log(1 + 7.5 / 1.5))
    assert idf(8, 1) / idf(8, 8) < rare / common

"""STS-B: the embedder's likeness of two sentences against people's, beside word overlap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from scipy.stats import pearsonr, spearmanr

from evals.benchmarks.sets import find_benchmark
from evals.benchmarks.types import BenchmarkResult, Measurement
from evals.judges.matching import token_f1
from graph.errors import ModelError, UsageError
from graph.types import Matrix
from rag.embed.protocol import Embedder, Role
from tests.evals.benchmarks.published import figure, measured, system, write
from tests.support.servers import scripted

COLUMNS = "index genre filename year old_index source1 source2 sentence1 sentence2 score".split()
PAIRS = (
    ("A boy feeds the ducks.", "A child gives bread to some ducks.", 4.2),
    ("A ferry leaves the harbour.", "The boat is leaving port.", 3.8),
    ("The council raised the fee.", "The council did not raise the fee.", 1.5),
    ('A woman tunes a "piano".', "Snow fell in the mountains.", 0.0),
    ("He paints the old door.", "He paints the old fence.", 2.2),
    ("The train was late.", "The train was late.", 5.0),
)


def tsv(pairs: Sequence[tuple[str, str, object]] = PAIRS) -> str:
    rows = (
        (number, "main-news", "file", "2014", number, "none", "none", first, second, score)
        for number, (first, second, score) in enumerate(pairs)
    )
    return "".join("\t".join(map(str, row)) + "\n" for row in (COLUMNS, *rows))


def whole(outcome: BenchmarkResult, measure: str) -> Measurement:
    (found,) = [one for one in outcome.figures if one.measure == measure]
    return found


def width(found: Measurement) -> float:
    assert found.low is not None
    assert found.high is not None
    return found.high - found.low


def test_cosines_and_word_overlap_stand_against_people(minilm: Embedder, tmp_path: Path) -> None:
    found = measured("stsb", write(tmp_path / "dev.tsv", tsv()), system(minilm))
    gold = [score for *_, score in PAIRS]
    vectors = [minilm.embed([first, second]) for first, second, _ in PAIRS]
    cosines = [float(one[0] @ one[1]) for one in vectors]
    overlaps = [token_f1(first, second) for first, second, _ in PAIRS]
    assert figure(found, "Pearson") == pytest.approx(pearsonr(gold, cosines)[0])
    assert figure(found, "Spearman") == pytest.approx(spearmanr(gold, cosines)[0])
    assert figure(found, "Pearson of word overlap") == pytest.approx(pearsonr(gold, overlaps)[0])
    assert figure(found, "Spearman of word overlap") == pytest.approx(spearmanr(gold, overlaps)[0])
    told = whole(found, "Pearson")
    assert width(told) > 0
    assert (told.low or 0) < (told.value or 0) <= (told.high or 0)
    assert {one.items for one in found.figures} == {len(PAIRS)}
    assert found.replies[3].question == 'A woman tunes a "piano". / Snow fell in the mountains.'
    assert [(one.expected, one.right) for one in found.replies[:2]] == [("4.2", None), ("3.8", None)]
    assert found.replies[5].said == "1.0000"


def test_the_embedder_is_said_to_judge_where_a_model_is_set(minilm: Embedder, tmp_path: Path) -> None:
    file = write(tmp_path / "dev.tsv", tsv())
    with scripted(lambda request: pytest.fail("a language model is asked")) as server:
        found = measured("stsb", file, system(minilm, url=server.url))
    assert (found.how, found.system) == ("likeness", minilm.name)
    assert minilm.name in found.notes[0]
    assert found.figures == measured("stsb", file, system(minilm)).figures


def test_scores_that_are_all_the_same_correlate_with_nothing(minilm: Embedder, tmp_path: Path) -> None:
    same = [(first, second, 3) for first, second, _ in PAIRS]
    found = measured("stsb", write(tmp_path / "dev.tsv", tsv(same)), system(minilm))
    assert [one.value for one in found.figures] == [None] * 4
    assert [one.low for one in found.figures] == [None] * 4


class Fails:
    """An embedder that fails for one text."""

    def __init__(self, inner: Embedder) -> None:
        self.inner, self.name, self.dimensions = inner, inner.name, inner.dimensions

    def knows(self, text: str) -> bool:
        return True

    def embed(self, texts: Sequence[str], role: Role = "passage") -> Matrix:
        if PAIRS[0][0] in texts:
            raise ModelError("no vector")
        return self.inner.embed(texts, role)

    def embed_spans(self, texts: Sequence[str], spans: Sequence[Sequence[tuple[int, int]]]) -> list[Matrix]:
        raise NotImplementedError


def test_a_pair_without_vectors_is_left_out_and_told(minilm: Embedder, tmp_path: Path) -> None:
    file = write(tmp_path / "dev.tsv", tsv())
    found = measured("stsb", file, replace(system(minilm), embedder=Fails(minilm)))
    rest = measured("stsb", write(tmp_path / "rest.tsv", tsv(PAIRS[1:])), system(minilm))
    assert found.faults == 1
    assert "no vector" in found.replies[0].fault
    assert found.figures == rest.figures


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (tsv([("It rains.", "It pours.", "much")]), "line 2: score is 'much', which is not a number"),
        (tsv([("It rains.", "It pours.", "nan")]), "line 2: score is 'nan', which is not from 0 to 5"),
        (tsv([("It rains.", "It pours.", -0.1)]), "line 2: score is '-0.1', which is not from 0 to 5"),
        ("\t".join(COLUMNS[:-1]) + "\n0\n", "no column 'score'"),
        (tsv() + "6\tmain-news\n", "line 8: there is no 'sentence1'"),
    ],
)
def test_what_is_no_score_is_told(data: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as fault:
        find_benchmark("stsb").read(write(tmp_path / "dev.tsv", data))
    assert told in fault.value.message
    assert fault.value.hint


def test_intervals_are_narrower_over_more_pairs(minilm: Embedder, tmp_path: Path) -> None:
    few = whole(measured("stsb", write(tmp_path / "few.tsv", tsv()), system(minilm)), "Pearson")
    many = whole(measured("stsb", write(tmp_path / "many.tsv", tsv(PAIRS * 8)), system(minilm)), "Pearson")
    assert many.value == pytest.approx(few.value)
    assert width(many) < width(few)

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import evals.metrics
from evals.metric import Metric
from evals.metrics import build_metrics, metric_specs, select_metrics
from evals.types import Case
from graph.errors import UsageError
from graph.types import digest
from rag.embed.protocol import Embedder
from rag.types import Answer
from tests.distributions import install_plugin
from tests.evals.parts import BAKERY, HARBOUR, answered, case, value

WHEN = case("When was the lighthouse at Skerry Point finished?", "1874", HARBOUR)
NAMES = """abstention answer_completeness answer_correctness answer_precision answer_relevancy bias bleu chrf
citation_validity context_precision context_recall context_utilisation contextual_relevancy cost exact_match
faithfulness hallucination latency noise_sensitivity perplexity retrieval_recall rouge_1 rouge_2 rouge_l selfcheck
selfcheck_ngram semantic_similarity style_risk summarisation token_f1 tokens toxicity""".split()


@pytest.fixture(scope="module")
def metrics(minilm: Embedder) -> dict[str, Metric]:
    return {metric.name: metric for metric in build_metrics(minilm)}


def test_every_file_of_the_folder_is_a_metric(metrics: dict[str, Metric]) -> None:
    files = {path.stem for path in Path(evals.metrics.__path__[0]).glob("*.py")} - {"__init__"}
    assert {"rouge" if name.startswith("rouge_") else name for name in metrics} == files
    assert set(metrics) == set(NAMES)


def test_a_metric_is_built_under_the_name_it_declares(minilm: Embedder) -> None:
    assert tuple(metric_specs()) == tuple(metric.name for metric in build_metrics(minilm))
    assert all(spec.summary for spec in metric_specs().values())


def test_a_metric_without_its_package_is_left_out_and_tells_what_to_install(
    minilm: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    built = build_metrics(minilm)
    assert {"bleu", "chrf", "rouge_1", "rouge_2", "rouge_l"} == set(NAMES) - {metric.name for metric in built}
    with pytest.raises(UsageError, match="rouge_l is not installed") as caught:
        select_metrics(built, ("rouge_l",))
    assert caught.value.hint == "pip install 'graphloop[metrics]'"


BREVITY = """
from evals.metric import Metric, MetricSpec

class Brevity(Metric):
    name = "brevity"

    def __call__(self, case, answer):
        return self.value(1 / max(1, len(answer.text.split())))

METRIC = MetricSpec("brevity", "how few words the answer has", lambda models: Brevity())
"""


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    install_plugin(tmp_path, monkeypatch, "graphloop.metrics", "brevity = measure_brevity:METRIC", BREVITY)
    metric_specs.cache_clear()
    yield tmp_path
    sys.modules.pop("measure_brevity", None)
    metric_specs.cache_clear()


def test_an_installed_package_brings_a_metric(minilm: Embedder, installed: Path) -> None:
    (metric,) = select_metrics(build_metrics(minilm), ("brevity",))
    score = metric(case("Who?", "Anna"), answered("Anna Brodie lit it."))
    assert (score.metric, score.value) == ("brevity", 0.25)


def test_two_metrics_of_one_name_are_told(installed: Path) -> None:
    (installed / "measure_brevity.py").write_text(BREVITY.replace('"brevity"', '"latency"'))
    with pytest.raises(UsageError, match="there are two metrics 'latency'"):
        metric_specs()


def test_metrics_are_chosen_by_name(metrics: dict[str, Metric]) -> None:
    everything = tuple(metrics.values())
    assert [metric.name for metric in select_metrics(everything, ("latency",))] == ["latency"]
    with pytest.raises(UsageError, match="no metric 'speed'"):
        select_metrics(everything, ("speed",))
    assert select_metrics(everything) == select_metrics(everything, ("all",)) == everything
    with pytest.raises(UsageError, match="needs a language model"):
        select_metrics(everything, ("faithfulness:model",))


@pytest.mark.parametrize(
    ("question", "supported", "unsupported"),
    [
        ("Who lit the lamp?", "Anna Brodie lit the lamp for 31 years.", "Anna Brodie lit the lamp for 45 years."),
        ("Who lit the lamp?", "The lamp was lit by Anna Brodie.", "The lamp was lit by Morag Lamont."),
        ("May ships enter?", "Ships may not enter the inner harbour at night.", "Ships may enter the inner harbour."),
        ("When?", "The lighthouse was finished in 1874.", "The harbour was dredged by prisoners of war."),
    ],
)
def test_what_the_passages_say_scores_above_what_they_do_not(
    metrics: dict[str, Metric], question: str, supported: str, unsupported: str
) -> None:
    asked = case(question, "x", HARBOUR)
    faithful = [metrics["faithfulness"](asked, answered(text, BAKERY, HARBOUR)) for text in (supported, unsupported)]
    assert value(faithful[0]) > 0.6 > value(faithful[1])
    assert unsupported in faithful[1].reason


def test_faithfulness_is_a_mean_over_sentences(metrics: dict[str, Metric]) -> None:
    good, bad = "The lighthouse was finished in 1874.", "It cost 90,000 crowns."
    parts = [value(metrics["faithfulness"](WHEN, answered(text, HARBOUR))) for text in (good, bad)]
    both = value(metrics["faithfulness"](WHEN, answered(f"{good} {bad}", HARBOUR)))
    assert both == pytest.approx(sum(parts) / 2, abs=1e-6)


@pytest.mark.parametrize(
    ("reference", "right", "wrong"),
    [
        ("1874", "It was finished in 1874 [1].", "It was finished in 1784 [1]."),
        ("Anna Brodie", "That was Anna Brodie.", "That was Morag Lamont."),
        ("Anna Brodie", "Anna Brodie lit it.", "It was not Anna Brodie."),
        (
            "Ships are kept out of the inner harbour during the hours of darkness",
            "At night no ship may enter the inner harbour.",
            "The bakery sells rye bread from Tuesday to Saturday.",
        ),
    ],
)
def test_a_right_answer_scores_above_a_wrong_one(
    metrics: dict[str, Metric], reference: str, right: str, wrong: str
) -> None:
    asked = case("?", reference)
    scores = [value(metrics["answer_correctness"](asked, answered(text))) for text in (right, wrong)]
    assert scores[0] > scores[1] + 0.2


def test_an_alias_is_as_right_as_the_reference(metrics: dict[str, Metric]) -> None:
    asked = replace(case("Who?", "Anna Brodie"), aliases=("Mrs Brodie the elder",))
    for name in ("answer_correctness", "exact_match", "token_f1"):
        assert value(metrics[name](asked, answered("Mrs Brodie the elder"))) == 1.0


def test_relevant_passages_first_score_higher(metrics: dict[str, Metric]) -> None:
    relevancy = metrics["contextual_relevancy"]
    first = value(relevancy(WHEN, answered("x", HARBOUR, BAKERY)))
    last = value(relevancy(WHEN, answered("x", BAKERY, HARBOUR)))
    assert value(relevancy(WHEN, answered("x", HARBOUR))) > first > last > value(relevancy(WHEN, answered("x", BAKERY)))


def test_recall_counts_gold_by_id_or_by_quote(metrics: dict[str, Metric]) -> None:
    recall = metrics["retrieval_recall"]
    both = case("?", "x", HARBOUR, BAKERY)
    assert value(recall(both, answered("x", HARBOUR, BAKERY))) == 1.0
    assert value(recall(both, answered("x", HARBOUR))) == 0.5
    assert value(recall(both, answered("x"))) == 0.0
    split_anew = replace(HARBOUR, id=digest("another split"), text=HARBOUR.text.replace(" ", "\n", 1))
    assert value(recall(both, answered("x", split_anew))) == 0.5


def test_citations_latency_and_abstention(metrics: dict[str, Metric]) -> None:
    assert value(metrics["citation_validity"](WHEN, answered("x", HARBOUR, cites="finished in 1874"))) == 1.0
    assert value(metrics["citation_validity"](WHEN, answered("x", HARBOUR, cites="finished in 1900"))) == 0.0
    latency = metrics["latency"](WHEN, answered("x", seconds=2.5))
    assert (latency.value, latency.unit, latency.better) == (2.5, "s", "lower")
    unknowable = case("?", "")
    cells = {
        (asked.reference, silent): metrics["abstention"](asked, replace(answered("x"), abstained=silent)).value
        for asked in (WHEN, unknowable)
        for silent in (True, False)
    }
    assert cells == {("1874", True): 0.0, ("1874", False): 1.0, ("", True): 1.0, ("", False): 0.0}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "answer",
    [Answer(""), answered(""), answered("[1]", HARBOUR), replace(answered("I do not know."), abstained=True)],
    ids=["empty", "no evidence", "only a marker", "abstained"],
)
@pytest.mark.parametrize("asked", [WHEN, case("?", ""), Case.make("", "")], ids=["known", "unknown", "blank"])
def test_a_score_is_a_value_or_a_reason(metrics: dict[str, Metric], name: str, answer: Answer, asked: Case) -> None:
    score = metrics[name](asked, answer)
    assert not score.failed
    assert score.metric == name
    if score.value is None:
        assert score.reason
    else:
        assert 0.0 <= score.value <= 1.0 or score.unit


def test_abstaining_from_an_answerable_question_is_wrong_but_not_unfaithful(metrics: dict[str, Metric]) -> None:
    silent = replace(answered("I do not know.", HARBOUR), abstained=True)
    assert metrics["answer_correctness"](WHEN, silent).value == 0.0
    assert metrics["faithfulness"](WHEN, silent).value is None


def test_a_metric_that_gives_no_number_says_so(metrics: dict[str, Metric]) -> None:
    score = metrics["latency"](WHEN, answered("x", seconds=float("nan")))
    assert score.failed
    assert score.value is None

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.error_analysis import CAUSES, FIXES, ErrorAnalysis, analyse_errors
from evals.evidence_location import DocumentLibrary
from evals.human.sample import SampledAnswer
from evals.metric import Metric
from evals.metrics import build_metrics
from evals.runner import judge
from evals.types import Case, Gold, Result, Run
from graph.sqlite.store import SqliteStore
from graph.types import Document, Passage, Subgraph
from rag.embed.protocol import Embedder
from rag.types import Answer, Citation, Hit

TEXTS = {
    "light": "The lighthouse at Skerry Point was finished in 1874. Ships may not enter the inner harbour at night.",
    "ferry": "The ferry Osprey leaves Portmellin for the islands at 9 each morning in summer.",
    "ferry-2019": "The ferry Osprey left Portmellin for the islands at 7 each morning in summer of 2019.",
    "bakery": "The bakery on Mill Lane sells rye bread from Tuesday to Saturday.",
    "keeper": "Anna Brodie kept the lamp for 31 years and never married.",
    "market": "The market on the quay opens when the boats come in.",
}
DOCUMENTS = {name: Document.make(f"{name}.txt", name, text) for name, text in TEXTS.items()}
PASSAGES = {
    name: Passage(Passage.name(one.id, one.text, 0), one.id, one.text, 0, title="", source=one.source)
    for name, one in DOCUMENTS.items()
}
FINISHED = ("When was the lighthouse at Skerry Point finished?", "1874", "light")
LEAVES = ("When does the ferry Osprey leave Portmellin?", "at 9 each morning", "ferry")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DocumentLibrary]:
    """The documents in a real store."""
    store = SqliteStore(tmp_path_factory.mktemp("causes") / "graph.db")
    for name, document in DOCUMENTS.items():
        store.replace(document.id, Subgraph(documents=(document,), passages=(PASSAGES[name],)))
    yield DocumentLibrary(store)
    store.close()


@pytest.fixture(scope="module")
def metrics(minilm: Embedder) -> tuple[Metric, ...]:
    return tuple(one for one in build_metrics(minilm) if one.name in ("answer_correctness", "faithfulness"))


def case(question: str, reference: str, *gold: str) -> Case:
    kept = tuple(Gold(PASSAGES[name].id, TEXTS[name].split(". ")[0], f"{name}.txt") for name in gold)
    return Case.make(question, reference, kept, "single" if gold else "imported")


def said(text: str, found: Sequence[str], cites: str = "", abstained: bool = False) -> Answer:
    """An answer over these passages that cites one of them as a whole."""
    citations = (Citation(1, PASSAGES[cites].id, TEXTS[cites], 0, len(TEXTS[cites]), True),) if cites else ()
    hits = tuple(Hit(PASSAGES[name], 1 / place) for place, name in enumerate(found, 1))
    return Answer(text, citations, hits, abstained, "by hand")


def run(metrics: Sequence[Metric], *pairs: tuple[Case, Answer]) -> Run:
    results = [Result(one, answer, tuple(judge(metric, one, answer) for metric in metrics)) for one, answer in pairs]
    return Run("r", "2026-01-01T00:00:00+00:00", "r", (), tuple(results))


def only(found: ErrorAnalysis) -> tuple[str, str]:
    (group,) = found.groups
    (wrong,) = group.wrong
    assert group.fix == FIXES[group.cause]
    return wrong.cause, wrong.why


def search(question: str, k: int) -> list[Hit]:
    """Everything, in one order."""
    return [Hit(passage, 1 / place) for place, passage in enumerate(PASSAGES.values(), 1)][:k]


STRICT = 0.95
"""Above what answer_correctness gives the opposite of a reference in the reference's own words."""
OTHERS = ("bakery", "keeper", "market")
WRONG = {
    "answered where nothing answers": (
        case("Who painted the harbour master's door?", ""),
        said("Anna Brodie painted it.", OTHERS),
        "should have abstained",
        "nothing in the documents",
    ),
    "the evidence says what the answer says": (
        case(FINISHED[0], "in the spring of the war year", FINISHED[2]),
        said("It was finished in 1874.", ["light", *OTHERS], "light"),
        "reference wrong",
        "supports the answer",
    ),
    "the document has changed": (
        replace(case(*LEAVES), gold=(Gold("gone", "The ferry leaves at noon.", "ferry.txt"),)),
        said("It leaves on Saturday.", OTHERS),
        "reference wrong",
        "ferry.txt no longer says",
    ),
    "the document is not there": (
        replace(
            case("Who is the pilot?", "Silas Drew"), gold=(Gold("gone", "Silas Drew is the pilot.", "pilots.txt"),)
        ),
        said("Anna Brodie is the pilot.", OTHERS),
        "not ingested",
        "pilots.txt is not in the documents",
    ),
    "no document holds the reference": (
        case("Who is the pilot?", "Silas Drew"),
        said("Anna Brodie is the pilot.", OTHERS),
        "not ingested",
        "no document contains",
    ),
    "the passage was not found": (
        case(*FINISHED),
        said("It was sold on Saturday.", OTHERS),
        "not retrieved",
        "not among the 3 retrieved",
    ),
    "no gold is named and the passage was not found": (
        case(*FINISHED[:2]),
        said("It was sold on Saturday.", OTHERS),
        "not retrieved",
        "not among the 3 retrieved",
    ),
    "the answer draws on what stands above": (
        case(*FINISHED),
        said("The bakery sells rye bread from Tuesday.", ["bakery", "keeper", "market", "light"], "bakery"),
        "retrieved but ranked low",
        "evidence at rank 4, but the answer cites rank 1",
    ),
    "the answer denies it": (
        case("Who kept the lamp?", "Anna Brodie", "keeper"),
        said("It was not Anna Brodie.", ["keeper", "market"], "keeper"),
        "contradicted",
        "denies",
    ),
    "the answer says the opposite": (
        case("May ships enter the inner harbour at night?", "They may not enter it", "light"),
        said("Ships may enter the inner harbour at night.", ["light", "market"], "light"),
        "contradicted",
        "is the opposite of",
    ),
    "the answer makes up a number": (
        case(*FINISHED),
        said("It was finished in 1921.", ["light", "market"], "light"),
        "contradicted",
        "no passage contains 1921",
    ),
    "another passage tells it otherwise": (
        case(*LEAVES),
        said("It leaves Portmellin at 7.", ["ferry-2019", "ferry"], "ferry-2019"),
        "contradicted",
        "says otherwise",
    ),
    "abstained with the evidence at hand": (
        case(*FINISHED),
        said("The documents do not say.", ["market", "light"], abstained=True),
        "in evidence but not used",
        "abstained with the evidence at rank 2",
    ),
    "abstained without gold": (
        case(*FINISHED[:2]),
        said("The documents do not say.", ["market", "light"], abstained=True),
        "in evidence but not used",
        "abstained with the evidence at rank 2",
    ),
    "the answer says something else": (
        case(*FINISHED),
        said("Ships may not enter the inner harbour at night.", ["light", "market"], "light"),
        "in evidence but not used",
        "cites it but does not say this",
    ),
    "a yes that stands nowhere": (
        case("Is the bakery open on Sunday?", "No"),
        said("The market opens when the boats come in.", OTHERS, "market"),
        "in evidence but not used",
        "no passage contains its reference",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_each_way_to_be_wrong(name: str, library: DocumentLibrary, metrics: tuple[Metric, ...]) -> None:
    asked, answer, cause, why = WRONG[name]
    found = analyse_errors(run(metrics, (asked, answer)), library, STRICT)
    told = only(found)
    assert told[0] == cause
    assert why in told[1]
    assert (found.judged, found.wrong, found.unjudged, found.faults) == (1, 1, 0, 0)


def test_every_cause_is_met() -> None:
    assert {cause for _, _, cause, _ in WRONG.values()} == set(CAUSES) == FIXES.keys()


def test_a_deeper_search_tells_low_from_lost(library: DocumentLibrary, metrics: tuple[Metric, ...]) -> None:
    lost = run(
        metrics, (case("What does the market open with?", "the boats", "market"), said("Rye bread.", ["bakery"]))
    )
    assert only(analyse_errors(lost, library))[0] == "not retrieved"
    assert only(analyse_errors(lost, library, search=search))[0] == "not retrieved", "the sixth is past five times one"
    deeper = run(metrics, (case(*FINISHED), said("Rye bread.", OTHERS, "bakery")))
    assert only(analyse_errors(deeper, library, search=lambda question, k: search(question, k)[::-1])) == (
        "retrieved but ranked low",
        "at rank 6 of a deeper search; the answer used the first 3",
    )


def test_all_passages_of_a_bridge_are_needed(library: DocumentLibrary, metrics: tuple[Metric, ...]) -> None:
    both = case("How long did the keeper of the light of 1874 keep it?", "31 years", "light", "keeper")
    cause, why = only(
        analyse_errors(run(metrics, (both, said("It was finished in 1874.", ["light", "market"]))), library)
    )
    assert cause == "not retrieved"
    assert "1 of the 2 passages" in why


def test_without_documents_to_look_in_nothing_is_called_absent(metrics: tuple[Metric, ...]) -> None:
    pairs = [WRONG[name][:2] for name in ("the document is not there", "no document holds the reference")]
    found = analyse_errors(run(metrics, *pairs), DocumentLibrary(None))
    assert [group.cause for group in found.groups] == ["not retrieved"]


def test_people_overrule_the_metric(library: DocumentLibrary, metrics: tuple[Metric, ...]) -> None:
    asked, answer, _, _ = WRONG["the answer says something else"]
    made = run(metrics, (asked, answer))
    cause, why = only(analyse_errors(made, library, right=frozenset({SampledAnswer.make(made.results[0]).id})))
    assert cause == "reference wrong"
    assert "raters judged the answer right" in why


def test_right_answers_faults_and_unjudged_ones_have_no_cause(
    library: DocumentLibrary, metrics: tuple[Metric, ...]
) -> None:
    right = run(metrics, (case(*FINISHED), said("1874", ["light"])), (case("Who?", ""), said("", [], abstained=True)))
    unjudged = replace(right.results[0], scores=())
    fault = Result(case("Down?", "x"), None, (), "nobody listens")
    found = analyse_errors(replace(right, results=(*right.results, unjudged, fault)), library)
    assert (found.judged, found.wrong, found.unjudged, found.faults, found.groups) == (2, 0, 1, 1, ())
    strict = analyse_errors(right, library, 1.01)
    assert strict.wrong == 1


@given(names=st.lists(st.sampled_from(sorted(WRONG)), max_size=12), data=st.data())
def test_each_wrong_answer_has_exactly_one_cause(
    names: list[str], data: st.DataObject, library: DocumentLibrary, metrics: tuple[Metric, ...]
) -> None:
    pairs = []
    for name in names:
        asked, answer, _, _ = WRONG[name]
        hits = data.draw(st.permutations(answer.hits))
        pairs.append((asked, replace(answer, hits=tuple(hits))))
    found = analyse_errors(run(metrics, *pairs), library, STRICT, search if data.draw(st.booleans()) else None)
    sizes = [len(group.wrong) for group in found.groups]
    assert sum(sizes) == found.wrong == len(names)
    assert sizes == sorted(sizes, reverse=True)
    assert all(one.cause == group.cause and one.why for group in found.groups for one in group.wrong)

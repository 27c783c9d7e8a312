"""Tries other setups on a workspace's cases before anything is trained, and advises by what they answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import UsageError
from graph.text.counting import count_noun
from rag.answer.pipeline import ask as answered
from rag.retrieve import build_retriever, retriever_names
from rag.retrieve.spec import RetrieverParts
from rag.types import Answer, Answerer, Question, Retriever, Turn
from ui.models import is_asked_briefly, open_answerer, open_embedder, open_offline_answerer
from ui.stores import open_graph
from ui.trained_questions import read_trained
from ui.tuned_language_models import TunedLanguageModels
from ui.tuned_models import TunedModels
from ui.tuned_rerankers import WEIGHTS_FILE, TunedRerankers

if TYPE_CHECKING:
    from evals.tuning.advice import Advice, SetupTrial
    from evals.types import Case
    from ui.progress import Watch
    from ui.settings import Settings
    from ui.workspace import Workspace

CURRENT = "as set"
CAUTIONS = (0.7, 0.95)
MORE_CASES = "graphloop eval generate makes cases, graphloop eval cases --import takes yours"
LEARN_ANSWERS = "graphloop tune data --out data, then graphloop tune model NAME --data data"
RETRIEVER_WITH_WEIGHTS = "graph"
"""The retriever that a tuned reranker is for."""


@dataclass(frozen=True, slots=True, eq=False)
class Setup:
    """One way to answer: its name, the command that takes it up, and its parts.

    `data` are the folders of training data that tuned parts of it have learned from.
    """

    name: str
    command: str
    retrieve: Retriever
    k: int
    answerer: Callable[[str], Answerer]
    data: tuple[Path, ...] = ()


def advise_training(workspace: Workspace, limit: int | None, watch: Watch) -> Advice:
    """Ask the cases of the settings as they are and of every other setup at hand; nothing is kept.

    UsageError if there are fewer than ten cases or no documents. A tuned embedder is first brought up to date.
    """
    from evals.review import usable_cases
    from evals.tuning.advice import MIN_CASES, give_advice, weigh_trials
    from evals.types import Run
    from ui.bench import sample_items
    from ui.errors import find_error_causes

    workspace.need_documents()
    cases = sample_items(usable_cases(workspace.archive.cases()), limit=limit)
    if len(cases) < MIN_CASES:
        few = f"{count_noun(len(cases), 'case')} cannot tell setups apart: at least {MIN_CASES} are needed"
        raise UsageError(few, MORE_CASES)
    with ExitStack() as stack:
        setups = list(_setups(workspace, cases, stack, watch))
        current, *others = [_try(workspace, setup, cases, watch) for setup in setups]
    row, rows = weigh_trials(current, others)
    chosen = (("retriever", workspace.settings.retrieval.retriever),)
    run = Run("advice", datetime.now(UTC).isoformat(timespec="seconds"), CURRENT, chosen, current.results)
    return give_advice(row, rows, find_error_causes(workspace, run), workspace.model() is not None)


def _try(workspace: Workspace, setup: Setup, cases: Sequence[Case], watch: Watch) -> SetupTrial:
    from evals.error_analysis import LEADING_METRIC
    from evals.metrics import select_metrics
    from evals.runner import evaluate_cases
    from evals.tuning.advice import FOUND_METRIC, SetupTrial

    learned = [(folder, read_trained(folder)) for folder in setup.data]
    gone = ", ".join(str(folder) for folder, questions in learned if questions is None)
    if gone and setup.command:
        return SetupTrial(setup.name, setup.command, (), refused=f"{gone} is gone: no case is known to be new to it")
    speller = workspace.speller()

    def ask(question: str, history: tuple[Turn, ...] = ()) -> Answer:
        asked, answerer = Question(question, history), setup.answerer(question)
        return answered(asked, setup.retrieve, answerer, setup.k, workspace.where, speller=speller)

    metrics = select_metrics(workspace.metrics, (LEADING_METRIC, FOUND_METRIC))
    results = evaluate_cases(cases, ask, metrics, progress=watch(setup.name, "cases"))
    trained = frozenset(question for _, questions in learned for question in questions or ())
    return SetupTrial(setup.name, setup.command, tuple(results), trained)


def _setups(workspace: Workspace, cases: Sequence[Case], stack: ExitStack, watch: Watch) -> Iterator[Setup]:
    """Yield the settings as they are, and what differs from them in one thing each."""
    own = workspace.settings.retrieval
    answerer = workspace.answerer()
    base = Setup(CURRENT, "", workspace.retriever(), own.k, lambda _: answerer)
    yield replace(base, data=_learned_now(workspace.settings))
    for name in retriever_names():
        if name != own.retriever:
            command = f"graphloop config set retrieval.retriever {name}"
            yield replace(base, name=f"retriever {name}", command=command, retrieve=workspace.retriever(name))
    for k in (max(1, own.k // 2), min(100, 2 * own.k)):
        if k != own.k:
            yield replace(
                base, name=f"{count_noun(k, 'passage')}", command=f"graphloop config set retrieval.k {k}", k=k
            )
    yield from _offline_setups(workspace, base) if workspace.model() is None else _model_setups(workspace, base, cases)
    yield from _tuned_setups(workspace, base, stack, watch)


def _learned_now(settings: Settings) -> tuple[Path, ...]:
    """Return the training data of the tuned parts in use."""
    models, rerankers, language = TunedModels(settings), TunedRerankers(settings), TunedLanguageModels(settings)
    folders = [record.data for record in models.records() if record.name == models.current()]
    folders += [ranked.data for ranked in rerankers.records() if ranked.name == rerankers.current()]
    folders += [written.data for written in language.records() if written.name == language.current()]
    return tuple(Path(folder) for folder in folders)


def _offline_setups(workspace: Workspace, base: Setup) -> Iterator[Setup]:
    settings = workspace.settings
    for caution in CAUTIONS:
        if caution != settings.answer.caution:
            command = f"graphloop config set answer.caution {caution}"
            yield _answered_by(base, f"caution {caution}", command, _offline(workspace, caution))


def _model_setups(workspace: Workspace, base: Setup, cases: Sequence[Case]) -> Iterator[Setup]:
    from evals.tuning.few_shot import FewShotModel, choose_shots, render_shots

    settings, model = workspace.settings, workspace.model()
    assert model is not None
    offline = _offline(workspace, settings.answer.caution)
    yield _answered_by(base, "no language model", "graphloop config unset llm.model", offline)
    brief = is_asked_briefly(model, settings)
    other = "full" if brief else "brief"
    asked = _with_llm(settings, prompt=other)
    rewritten = open_answerer(model, workspace.local_embedder, workspace.cache, asked)
    yield _answered_by(base, f"{other} prompt", f"graphloop config set llm.prompt {other}", rewritten)

    def with_examples(question: str) -> Answerer:
        shown = render_shots(choose_shots(question, cases), workspace.store, brief)
        return open_answerer(FewShotModel(model, shown), workspace.local_embedder, workspace.cache, settings)

    yield replace(base, name="few-shot prompt", command=LEARN_ANSWERS, answerer=with_examples)
    yield from _tuned_writers(workspace, base)


def _tuned_writers(workspace: Workspace, base: Setup) -> Iterator[Setup]:
    from ui.models import open_model

    models = TunedLanguageModels(workspace.settings)
    for record in models.records():
        if record.verdict.passed and record.file and record.name != models.current():
            settings = _with_llm(workspace.settings, provider="local", base_url="", model=str(models.file_of(record)))
            written = open_answerer(open_model(settings), workspace.local_embedder, workspace.cache, settings)
            setup = _answered_by(base, f"tuned model {record.name}", f"graphloop tune use {record.name}", written)
            yield replace(setup, data=(Path(record.data),))


def _tuned_setups(workspace: Workspace, base: Setup, stack: ExitStack, watch: Watch) -> Iterator[Setup]:
    """Yield the tuned embedders and rerankers whose gate passed and that are not in use."""
    from ui.tuning import switch_to

    settings, name = workspace.settings, workspace.settings.retrieval.retriever
    models, rerankers = TunedModels(settings), TunedRerankers(settings)
    for record in models.records():
        if record.verdict.passed and record.base == settings.embedder.name and record.name != models.current():
            switch_to(workspace, record.name, watch("embedding", "documents"))
            store = stack.enter_context(closing(open_graph(settings, record.name)))
            embedder = open_embedder(settings, workspace.cache, record.name)
            parts = RetrieverParts(store, embedder, workspace.tagger, workspace.cache)
            yield _found_by(
                base, f"tuned embedder {record.name}", record.name, build_retriever(name, parts), record.data
            )
    for ranked in rerankers.records() if name == RETRIEVER_WITH_WEIGHTS else ():
        fits = ranked.embedder == rerankers.embedder and ranked.name != rerankers.current()
        if ranked.verdict.passed and fits:
            parts = replace(workspace.retriever_parts, reranker=rerankers.folder_of(ranked.name) / WEIGHTS_FILE)
            yield _found_by(
                base, f"tuned reranker {ranked.name}", ranked.name, build_retriever(name, parts), ranked.data
            )


def _found_by(base: Setup, name: str, version: str, retrieve: Retriever, data: str) -> Setup:
    return replace(base, name=name, command=f"graphloop tune use {version}", retrieve=retrieve, data=(Path(data),))


def _answered_by(base: Setup, name: str, command: str, answerer: Answerer) -> Setup:
    return replace(base, name=name, command=command, answerer=lambda _: answerer)


def _offline(workspace: Workspace, caution: float) -> Answerer:
    settings = workspace.settings
    changed = settings.model_copy(update={"answer": settings.answer.model_copy(update={"caution": caution})})
    return open_offline_answerer(workspace.local_embedder, workspace.cache, changed)


def _with_llm(settings: Settings, **changes: str) -> Settings:
    return settings.model_copy(update={"llm": settings.llm.model_copy(update=dict(changes))})

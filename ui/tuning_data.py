"""Makes training data from a workspace's cases and feedback with its models."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evals.tuning.dataset import DataOptions, TuningData
    from evals.types import Case, Feedback
    from rag.llm.map_concurrent import Progress
    from ui.workspace import Workspace

GENERATED = "generated"
"""How the origin of a generated case begins."""
SHOWN_QUESTIONS = 4
"""Questions of people that a model is shown."""


@dataclass(frozen=True, slots=True)
class GeneratedData:
    """Training data of generated questions, and how many there were; the data says what was rejected and why."""

    data: TuningData
    questions: int


def make_data(workspace: Workspace, options: DataOptions, mask: bool, reviewed: bool, progress: Progress) -> TuningData:
    """Make the data of the collection; with `reviewed`, only of accepted cases. Raises UsageError."""
    workspace.need_documents()
    cases = [case for case in workspace.archive.cases() if not reviewed or case.status == "accepted"]
    return _build(workspace, cases, workspace.feedback.list(), _saved_cases(workspace), options, mask, progress)


def generate_data(
    workspace: Workspace, count: int, options: DataOptions, mask: bool, by_model: bool, progress: Progress
) -> GeneratedData:
    """Make data of up to `count` questions from the passages, and with `by_model` as many written by the model.

    What asks the same as a case of the collection is left out: all of them only measure. Raises UsageError, ModelError.
    """
    from ui.generation import make_cases

    own = workspace.archive.cases()
    generated = sum(case.origin.startswith(GENERATED) for case in own)
    made = [make_cases(workspace, count + generated, options.seed)]  # the first ones may be cases of the collection
    if by_model:
        asked = [case.question for case in own if not case.origin.startswith(GENERATED) and not case.history]
        made.append(make_cases(workspace, count, options.seed, by_model=True, asked=asked[:SHOWN_QUESTIONS]))
    known = {case.id for case in own}
    chosen = [[case for case in result.cases if case.id not in known][:count] for result in made]
    cases = [case for part in chosen for case in part]
    rejected = Counter(dict(made[0].rejected))
    for result in made[1:]:
        rejected.update(dict(result.rejected))
    measured = [*_saved_cases(workspace), *own]
    data = _build(workspace, cases, [], measured, replace(options, drop_leaks=True), mask, progress)
    drafts = [(f"draft: {reason}", number) for reason, number in rejected.most_common()]
    return GeneratedData(replace(data, left_out=(*data.left_out, *drafts)), len(cases))


def _saved_cases(workspace: Workspace) -> list[Case]:
    versions = workspace.versions
    return [case for version in versions.all() for case in versions.cases(version.name)]


def _build(
    workspace: Workspace,
    cases: Sequence[Case],
    feedback: Sequence[Feedback],
    measured: Sequence[Case],
    options: DataOptions,
    mask: bool,
    progress: Progress,
) -> TuningData:
    from evals.tuning.dataset import DataSources, build_data
    from evals.tuning.personal_data import make_mask
    from rag.embed.minilm import open_tokenizer

    parts = workspace.retriever_parts
    sources = DataSources(cases, feedback, measured, parts, workspace.retriever(), workspace.where)
    tokenizer = open_tokenizer(limit=0)
    return build_data(
        sources,
        options,
        lambda text: len(tokenizer.encode(text).ids),
        make_mask(workspace.tagger) if mask else None,
        progress,
    )

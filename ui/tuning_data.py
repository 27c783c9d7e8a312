"""Makes training data from a workspace's cases and feedback with its models."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evals.tuning.dataset import DataOptions, TuningData
    from rag.llm.map_concurrent import Progress
    from ui.workspace import Workspace


def make_data(workspace: Workspace, options: DataOptions, mask: bool, reviewed: bool, progress: Progress) -> TuningData:
    """Make the data of the collection; with `reviewed`, only of accepted cases. Raises UsageError."""
    from evals.tuning.dataset import DataSources, build_data
    from evals.tuning.personal_data import make_mask
    from rag.embed.minilm import open_tokenizer

    workspace.need_documents()
    cases = [case for case in workspace.archive.cases() if not reviewed or case.status == "accepted"]
    versions = workspace.versions
    measured = [case for version in versions.all() for case in versions.cases(version.name)]
    parts = workspace.retriever_parts
    sources = DataSources(cases, workspace.feedback.list(), measured, parts, workspace.retriever(), workspace.where)
    tokenizer = open_tokenizer(limit=0)
    return build_data(
        sources,
        options,
        lambda text: len(tokenizer.encode(text).ids),
        make_mask(workspace.tagger) if mask else None,
        progress,
    )

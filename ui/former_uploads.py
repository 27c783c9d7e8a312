"""Cleans up uploads after an ingest: removes earlier uploads of the same name and the files of pruned ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from graph.types import Document, Filter
from ui import uploads
from ui.removal import compact_databases, forget_copy, remove

if TYPE_CHECKING:
    from ingest.report import Outcome, Report
    from ui.workspace import Workspace

REPLACED_NOTE = "replaced the earlier upload with this name"


def tidy_uploads(workspace: Workspace, report: Report) -> Report:
    """Clean up and return the report, with uploads that replaced an earlier one reported as updated."""
    folder = workspace.settings.data_dir
    remaining = (
        {document.source for document in workspace.store.documents(Filter(sources=report.pruned))}
        if report.pruned
        else set()
    )
    for source in set(report.pruned) - remaining:
        uploads.delete_upload(folder, source)
    new = [
        outcome.source
        for outcome in report.outcomes
        if outcome.state in ("indexed", "copy", "moved") and uploads.is_upload(folder, outcome.source)
    ]
    former = _former(workspace, new) if new else []
    _pass_on_labels(workspace, former, new)
    remove(workspace, former)
    if report.pruned and not former:
        compact_databases(workspace)
    names = {uploads.upload_name(document.source) for document in former} | _forget_copies(workspace, new)
    outcomes = (
        _replacing(outcome) if outcome.source in new and uploads.upload_name(outcome.source) in names else outcome
        for outcome in report.outcomes
    )
    return replace(report, outcomes=tuple(outcomes)) if names else report


def _replacing(outcome: Outcome) -> Outcome:
    """Return the outcome of an upload that took the place of an earlier one."""
    state = "updated" if outcome.state == "indexed" else outcome.state
    return replace(outcome, state=state, notes=(REPLACED_NOTE, *outcome.notes))


def _former(workspace: Workspace, new: Sequence[str]) -> list[Document]:
    """Return the documents of earlier uploads in the collection that share a file name with a new one."""
    labels = {uploads.upload_name(source) for source in new}
    return [
        document
        for document in workspace.store.documents(workspace.where)
        if document.source not in new
        and uploads.upload_name(document.source) in labels
        and uploads.is_upload(workspace.settings.data_dir, document.source)
    ]


def _pass_on_labels(workspace: Workspace, former: Sequence[Document], new: Sequence[str]) -> None:
    """Label the documents of new uploads as those were labelled whose place they take."""
    from ingest.labels import FileLabels, Labels, find_shared_labels, write_labels

    labelled = [document for document in former if Labels.of(document.meta) != Labels()]
    if not labelled:
        return
    entries = workspace.ledger.entries(workspace.settings.collection)
    for document in list(workspace.store.documents(replace(workspace.where, sources=tuple(new)))):
        name = uploads.upload_name(document.source)
        theirs = [one for one in labelled if uploads.upload_name(one.source) == name]
        given = tuple(tag for one in theirs if one.source in entries for tag in entries[one.source].tags)
        rule = FileLabels(Labels(access=document.meta.access), given, find_shared_labels(one.meta for one in theirs))
        labels = rule.merge(None, document.meta.tags)
        if labels != Labels.of(document.meta):
            write_labels(workspace.store, document.id, labels)


def _forget_copies(workspace: Workspace, new: Sequence[str]) -> set[str]:
    """Remove earlier uploads that share a file name with a new one and were copies of other files; return the names."""
    if not new:
        return set()
    labels = {uploads.upload_name(source) for source in new}
    folder, collection = workspace.settings.data_dir, workspace.settings.collection
    gone = set()
    for others in workspace.ledger.copies(collection).values():
        for source in others:
            if source not in new and uploads.upload_name(source) in labels and uploads.is_upload(folder, source):
                forget_copy(workspace, source)
                gone.add(uploads.upload_name(source))
    return gone

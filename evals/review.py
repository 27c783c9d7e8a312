"""Human review of draft cases: accept, reject, or edit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from evals.archive import Archive
from evals.types import Case, Status
from graph.errors import UsageError


def find_case(archive: Archive, start: str) -> Case:
    """Find the case by an id prefix; UsageError if none or several match."""
    matches = [case for case in archive.cases() if start and case.id.startswith(start)]
    if len(matches) == 1:
        return matches[0]
    if matches:
        raise UsageError(f"{start!r} matches {len(matches)} cases", "give a longer part of the id")
    raise UsageError(f"there is no case {start!r}", "list them: graphloop eval review")


def set_status(archive: Archive, starts: Sequence[str], status: Status) -> list[Case]:
    """Set the status of cases; if one is not found, none is changed."""
    marked = [replace(find_case(archive, start), status=status) for start in starts]
    archive.add(marked)
    return marked


def edit_case(archive: Archive, start: str, question: str = "", answer: str | None = None) -> Case:
    """Edit and accept a case; the draft stays as rejected, so that regenerating it does not revive it."""
    old = find_case(archive, start)
    revised = revise_case(old, question, answer)
    if revised.id != old.id:
        archive.add([replace(old, status="rejected")])
    archive.add([revised])
    return revised


def revise_case(case: Case, question: str = "", answer: str | None = None) -> Case:
    """Return the case with a new question or answer, accepted; an empty question or a None answer keeps the old one."""
    new = Case.make(
        question.strip() or case.question,
        case.reference if answer is None else answer.strip(),
        case.gold,
        case.kind,
        case.origin,
        case.bridge,
        case.aliases if answer is None else (),
        case.history,
    )
    return replace(new, path=case.path, difficulty=case.difficulty, status="accepted")


def store_drafts(archive: Archive, cases: Iterable[Case]) -> int:
    """Store drafts and return how many were new; reviewed cases are left unchanged."""
    looked_at = {case.id for case in archive.cases() if case.status != "unreviewed"}
    return archive.add(case for case in cases if case.id not in looked_at)


def usable_cases(cases: Iterable[Case]) -> list[Case]:
    """Return the cases that were not rejected."""
    return [case for case in cases if case.status != "rejected"]

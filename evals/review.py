"""What people say of drafts: accepted, rejected, or put in other words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from evals.archive import Archive
from evals.types import Case, Status
from graph.errors import UsageError


def find(archive: Archive, start: str) -> Case:
    """The case whose id starts so; UsageError when there is none or more than one."""
    found = [case for case in archive.cases() if start and case.id.startswith(start)]
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(f"{start!r} is the start of {len(found)} cases", "give more of the id")
    raise UsageError(f"there is no case {start!r}", "list them: graphloop eval review")


def mark(archive: Archive, starts: Sequence[str], status: Status) -> list[Case]:
    """Give cases a status, all or, when one is not found, none."""
    marked = [replace(find(archive, start), status=status) for start in starts]
    archive.add(marked)
    return marked


def edit(archive: Archive, start: str, question: str = "", answer: str | None = None) -> Case:
    """An accepted case in other words; the draft stays as rejected, so that generating it again does not revive it."""
    old = find(archive, start)
    made = changed(old, question, answer)
    if made.id != old.id:
        archive.add([replace(old, status="rejected")])
    archive.add([made])
    return made


def changed(case: Case, question: str = "", answer: str | None = None) -> Case:
    """The case with another question or answer, accepted; empty words keep the question, None keeps the answer."""
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


def keep(archive: Archive, cases: Iterable[Case]) -> int:
    """Keep drafts and say how many were new; one that somebody has looked at stays as it is."""
    looked_at = {case.id for case in archive.cases() if case.status != "unreviewed"}
    return archive.add(case for case in cases if case.id not in looked_at)


def usable(cases: Iterable[Case]) -> list[Case]:
    """Those that were not rejected."""
    return [case for case in cases if case.status != "rejected"]

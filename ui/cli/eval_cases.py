"""`graphloop eval cases`: the stored test questions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph.text.counting import count_noun
from ui import terminal
from ui.cli.choosing import select_by_id, warn_unclean
from ui.cli.context import Json, open_workspace

if TYPE_CHECKING:
    from evals.types import Case
    from ui.workspace import Workspace


def keep_cases(
    context: typer.Context,
    take: Annotated[Path | None, typer.Option("--import", help="Add the cases of a JSONL or CSV file.")] = None,
    export: Annotated[
        Path | None, typer.Option(help="Write the cases to a file: CSV if its name ends in .csv, else JSONL.")
    ] = None,
    remove: Annotated[
        list[str] | None, typer.Option(help="Remove the case with this id or the start of it; may be repeated.")
    ] = None,
    anchor: Annotated[
        bool, typer.Option("--anchor", help="Find the gold passages again after documents were split again.")
    ] = False,
    save: Annotated[str, typer.Option(help="Save the cases that are not rejected as a version with this name.")] = "",
    version: Annotated[str, typer.Option(help="List or export this version instead of the current cases.")] = "",
    versions: Annotated[bool, typer.Option("--versions", help="List the versions.")] = False,
    remove_version: Annotated[
        list[str] | None, typer.Option(help="Remove the version with this name; may be repeated.")
    ] = None,
    json: Json = False,
) -> None:
    """List, import, export, remove, re-anchor and version cases."""
    from ui.removal import compact_databases

    with open_workspace(context) as opened:
        if take is not None:
            terminal.print_note(f"{count_noun(opened.archive.add(_read(take)), 'new case')} from {take}")
        if remove:
            selected = select_by_id(
                opened.archive.cases(), remove, lambda case: case.id, "case", "graphloop eval cases"
            )
            terminal.print_note(f"{count_noun(opened.archive.remove(case.id for case in selected), 'case')} removed")
        for name in remove_version or ():
            opened.versions.remove(name)
            terminal.print_note(f"version {name} removed")
        if remove or remove_version:
            warn_unclean(compact_databases(opened, graph=False))
        if anchor:
            _anchor(opened)
        if save:
            _save(opened, save)
        if versions:
            _list_versions(opened, json)
            return
        known = opened.versions.cases(version) if version else opened.archive.cases()
    if export is not None:
        terminal.print_note(f"{count_noun(_write(export, known), 'case')} written to {export}")
    elif json:
        terminal.print_json(known)
    else:
        rows = ((case.id[:8], case.kind, case.status, case.question, case.reference) for case in known)
        terminal.print_table(("id", "kind", "status", "question", "answer"), rows)
        terminal.print_note(count_noun(len(known), "case"))


def _is_table(path: Path) -> bool:
    return path.suffix.lower() == ".csv"


def _read(path: Path) -> list[Case]:
    from evals.casefile import read_cases
    from evals.casetable import read_table

    return read_table(path) if _is_table(path) else read_cases(path)


def _write(path: Path, cases: list[Case]) -> int:
    from evals.casefile import write_cases
    from evals.casetable import write_table

    return write_table(path, cases) if _is_table(path) else write_cases(path, cases)


def _anchor(opened: Workspace) -> None:
    from evals.anchor import reanchor_cases

    anchored = reanchor_cases(opened.archive.cases(), opened.store.passages(where=opened.where))
    opened.archive.add(anchored.cases)
    terminal.print_note(
        f"gold passages: {anchored.stayed} in place, {anchored.moved} found again, {len(anchored.lost)} lost"
    )
    for case, gold in anchored.lost:
        terminal.print_note(
            f"  lost {case.id[:8]} {terminal.one_line(case.question)}: "
            f"{gold.source} {terminal.one_line(gold.quote, 80)}"
        )


def _save(opened: Workspace, name: str) -> None:
    from evals.review import usable_cases

    saved = opened.versions.save(name, usable_cases(opened.archive.cases()))
    terminal.print_note(f"version {saved.name}: {count_noun(saved.cases, 'case')}, digest {saved.digest[:12]}")


def _list_versions(opened: Workspace, json: bool) -> None:
    versions = opened.versions.all()
    if json:
        terminal.print_json(versions)
        return
    rows = (
        (version.name, version.created, version.cases, version.withdrawn or "", version.digest[:12])
        for version in versions
    )
    terminal.print_table(("version", "created", "cases", "removed with documents", "digest"), rows)
    terminal.print_note(count_noun(len(versions), "version"))

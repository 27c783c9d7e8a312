"""`graphloop model`: download models, choose one, and compare them on the user's own cases."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import unquote, urlsplit

import typer

from graph.errors import UsageError
from ui import terminal
from ui.cli.context import Json, open_settings, open_workspace

if TYPE_CHECKING:
    from ui.settings import Settings

app = typer.Typer(help="Download, choose and compare language models that run in this process.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The name of a model, as `graphloop model list` shows it.")]


@app.command("list")
def list_models(context: typer.Context, json: Json = False) -> None:
    """List the installed models and those of the catalogue, and what fits this machine's memory."""
    from ui.model_list import list_model_rows

    rows = list_model_rows(open_settings(context))
    if json:
        terminal.print_json(rows)
        return
    terminal.print_table(
        ("model", "state", "parameters", "GB", "memory GB", "fits", "licence", "SHA-256"),
        (
            (
                row.name,
                row.state,
                row.parameters or "–",
                f"{row.gigabytes:.1f}",
                f"{row.memory:.1f}",
                "yes" if row.fits else "no",
                row.licence or "–",
                row.sha256[:12] or "–",
            )
            for row in rows
        ),
    )


@app.command("pull")
def pull(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="A model of the catalogue, or a name for the file.")] = "",
    url: Annotated[str, typer.Option(help="Download this GGUF file.")] = "",
    file: Annotated[Path | None, typer.Option(help="Copy this GGUF file; needs no network.")] = None,
    sha256: Annotated[str, typer.Option(help="The SHA-256 that the file must have.")] = "",
) -> None:
    """Download a model once, or take it from a file; a download that broke off is resumed."""
    from ui.model_catalogue import find_model
    from ui.model_download import copy_file, download_file, normalize_sha256
    from ui.model_files import FileNote, ModelFolder
    from ui.progress import show_progress

    if url and file:
        raise UsageError("--url and --file exclude each other", "give one of them")
    digest = normalize_sha256(sha256)
    if not url and file is None:
        entry = find_model(name)
        url, digest = entry.url, digest or entry.sha256
    folder = ModelFolder(open_settings(context).data_dir)
    target = folder.file_of(name or (file.name if file else unquote(urlsplit(url).path).rpartition("/")[2]))
    with show_progress(target.stem, "bytes") as bar:
        found = (
            copy_file(file, target, digest, bar.advance) if file else download_file(url, target, digest, bar.advance)
        )
    folder.note(target, FileNote(found, str(file.absolute()) if file else _plain(url)))
    terminal.print_line(f"{target.stem}: {target.stat().st_size / 1e6:.1f} MB, SHA-256 {found}")
    terminal.print_note(f"use it: graphloop model use {target.stem}")


def _plain(url: str) -> str:
    from rag.llm.address import redact_address

    return redact_address(url)


@app.command("use")
def use(context: typer.Context, name: Name) -> None:
    """Let an installed model write the answers: no server, key or network."""
    from ui.model_files import ModelFolder
    from ui.settings import save_settings

    current = open_settings(context)
    model = ModelFolder(current.data_dir).find(name)
    saved = save_settings(current, {"llm.provider": "local", "llm.base_url": "", "llm.model": str(model.path)})
    terminal.print_line(f"{model.name} writes the answers from now on: no server, key or network")
    for key in ("llm.provider", "llm.base_url", "llm.model"):
        if saved.origin(key) not in (str(saved.file), "default"):
            terminal.print_note(f"note: {saved.origin(key)} also sets {key} and takes precedence")


@app.command("remove")
def remove(context: typer.Context, name: Name) -> None:
    """Delete an installed model; if it is in use, answers are quoted from the documents again."""
    from ui.model_files import ModelFolder

    current = open_settings(context)
    model = ModelFolder(current.data_dir).remove(name)
    terminal.print_line(f"{model.name} was removed, {model.size / 1e6:.1f} MB")
    if current.llm.model == str(model.path):
        _unset(current)


def _unset(current: Settings) -> None:
    from ui.settings import save_settings

    save_settings(current, dict.fromkeys(("llm.provider", "llm.base_url", "llm.model")))
    terminal.print_note("it was in use; answers are quoted from the documents again")


@app.command("bench")
def bench(
    context: typer.Context,
    count: Annotated[int, typer.Option(min=1, help="How many of your cases to ask.")] = 20,
    json: Json = False,
) -> None:
    """Ask some of your own cases of each installed model and of the offline answerer."""
    from ui.model_bench import bench_models
    from ui.progress import show_progress

    with open_workspace(context) as opened, show_progress("asking", "answers") as bar:
        rows = bench_models(opened, count, bar.advance)
    if json:
        terminal.print_json(rows)
        return
    terminal.print_table(
        ("model", "cases", "failed", "correctness", "seconds", "memory MB"),
        (
            (
                row.model,
                row.cases,
                row.failed,
                "–" if row.correctness is None else row.correctness,
                row.seconds,
                row.memory,
            )
            for row in rows
        ),
    )

"""`graphloop config`: show settings and their sources, change them, and test the model's endpoint."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from graph.text.counting import count_noun
from ui import streams, terminal
from ui.cli.context import Json, open_settings

app = typer.Typer(help="Show, change and test the settings.")

Key = Annotated[str, typer.Argument(help="The setting, for example llm.base_url.")]


@app.callback(invoke_without_command=True)
def config(context: typer.Context) -> None:
    """Show, change and test the settings."""
    if context.invoked_subcommand is None:
        show_settings(context)


@app.command("show")
def show_settings(context: typer.Context, json: Json = False) -> None:
    """List every setting with its value and its source; keys are masked."""
    current = open_settings(context)
    rows = current.rows()
    if json:
        terminal.print_json(
            {"file": current.file, "read": current.files, "not_trusted": current.ignored, "settings": rows}
        )
        return
    terminal.print_table(("setting", "value", "from"), ((row.key, row.value, row.origin) for row in rows))
    terminal.print_line(f"settings file: {current.file}" + ("" if current.file.exists() else " (does not exist yet)"))
    for file in current.files:
        terminal.print_line(f"read: {file}")
    for ignored in current.ignored:
        terminal.print_line(f"not trusted: {ignored.file} ({', '.join(ignored.keys)} ignored)")


@app.command("set")
def set_value(
    context: typer.Context,
    key: Key,
    value: Annotated[
        str | None, typer.Argument(help="The value; without one, it is read from the terminal and not shown.")
    ] = None,
) -> None:
    """Write a setting to the settings file; comments are kept."""
    from ui.access.audit import JOURNAL, record_command
    from ui.layers import find_orphaned_secrets
    from ui.settings import save_settings

    current = open_settings(context)
    changes = {key: _ask_value(key) if value is None else value}
    orphans = find_orphaned_secrets(current.file, changes)
    saved = save_settings(current, changes)
    record_command(current.data_dir / JOURNAL, context.obj.reader, "changed settings", key)
    row = next(row for row in saved.rows() if row.key == key)
    terminal.print_line(f"{row.key} = {row.value or '(empty)'} in {saved.file}")
    if row.origin != str(saved.file):
        terminal.print_note(f"note: {row.origin} also sets {key} and takes precedence")
    _note_orphans(orphans)


@app.command("unset")
def unset(context: typer.Context, key: Key) -> None:
    """Remove a setting from the settings file, so that its default applies."""
    from ui.access.audit import JOURNAL, record_command
    from ui.layers import find_orphaned_secrets
    from ui.settings import save_settings

    current = open_settings(context)
    orphans = find_orphaned_secrets(current.file, {key: None})
    saved = save_settings(current, {key: None})
    record_command(current.data_dir / JOURNAL, context.obj.reader, "changed settings", key)
    row = next(row for row in saved.rows() if row.key == key)
    terminal.print_line(f"{row.key} = {row.value or '(empty)'} from {row.origin}")
    _note_orphans(orphans)


def _note_orphans(keys: list[str]) -> None:
    for key in keys:
        terminal.print_note(
            f"note: {key} belonged to the previous address and was removed; set it again: graphloop config set {key}"
        )


@app.command("trust")
def trust(
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask for confirmation.")] = False,
) -> None:
    """Allow the settings files in the current folder to decide where keys and passages are sent, until they change."""
    from graph.errors import UsageError
    from ui.settings import list_untrusted_settings
    from ui.trust import is_trusted, list_settings_files, trust_folder

    folder = Path.cwd()
    if not list_settings_files(folder):
        raise UsageError(f"there is no settings file in {folder}", "there is nothing to trust")
    if is_trusted(folder):
        terminal.print_line(f"{folder} is already trusted")
        return
    terminal.print_table(
        ("setting", "value", "file"), ((row.key, row.value, row.origin) for row in list_untrusted_settings())
    )
    if not yes:
        if not sys.stdin.isatty():
            raise UsageError(f"trusting {folder} needs confirmation", "graphloop config trust --yes")
        if not typer.confirm(f"Trust {folder} with these settings?", err=True):
            raise typer.Exit(1)
    trust_folder(folder)
    terminal.print_line(f"{folder} is trusted until its files change")


@app.command("untrust")
def untrust() -> None:
    """Stop trusting the current folder."""
    from ui.trust import distrust_folder

    was_trusted = distrust_folder(Path.cwd())
    terminal.print_line(f"{Path.cwd()} is no longer trusted" if was_trusted else f"{Path.cwd()} was not trusted")


@app.command("path")
def path(context: typer.Context, json: Json = False) -> None:
    """Show where the settings file and the data folder are."""
    current = open_settings(context)
    if json:
        terminal.print_json({"file": current.file, "data_dir": current.data_dir})
        return
    terminal.print_line(str(current.file))
    terminal.print_line(str(current.data_dir))


@app.command("test")
def try_endpoint(context: typer.Context, json: Json = False) -> None:
    """Test the model's provider: list its models if it can, and ask the chosen one for a word."""
    from graph.errors import ModelError, UsageError
    from rag.llm.probe import probe_model
    from rag.llm.providers import require_provider
    from ui.models import describe_endpoint, llm_options

    llm = open_settings(context).llm
    provider = require_provider(llm.provider)
    if provider.needs_address and not llm.base_url:
        raise UsageError("no endpoint is set", "graphloop config set llm.base_url http://127.0.0.1:11434/v1")
    options, place = llm_options(llm), describe_endpoint(llm)
    models = provider.list_models(options) if provider.list_models else ()
    if not llm.model:
        raise UsageError(
            "no model is set", f"graphloop config set llm.model NAME; the endpoint offers {', '.join(models) or 'none'}"
        )
    probe = probe_model(provider, options)
    if not probe.works:
        raise ModelError(probe.message, probe.hint)
    if json:
        address = place if llm.base_url else ""
        terminal.print_json({"base_url": address, "model": llm.model, "models": models, "seconds": probe.seconds})
        return
    if provider.list_models:
        terminal.print_line(f"{place} offers {count_noun(len(models), 'model')}: {', '.join(models)}")
    terminal.print_line(f"{llm.model} answered {terminal.one_line(probe.message, 60)!r} in {probe.seconds:.1f} s")


def _ask_value(key: str) -> str:
    if sys.stdin.isatty():
        answer: str = typer.prompt(key, hide_input=True, err=True)
        return answer
    return streams.decode_utf8(streams.read_line()).strip()

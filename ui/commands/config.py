"""`graphloop config`: the settings and where each comes from, changing them, and trying the model's endpoint."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from ui import show, streams
from ui.commands.opening import Json, settings

app = typer.Typer(help="Show, change and test the settings.")

Key = Annotated[str, typer.Argument(help="The setting, for example llm.base_url.")]


@app.callback(invoke_without_command=True)
def config(context: typer.Context) -> None:
    """Show, change and test the settings."""
    if context.invoked_subcommand is None:
        show_settings(context)


@app.command("show")
def show_settings(context: typer.Context, json: Json = False) -> None:
    """Every setting with its value and where it comes from; keys are masked."""
    current = settings(context)
    rows = current.rows()
    if json:
        show.as_json({"file": current.file, "settings": rows})
        return
    show.table(("setting", "value", "from"), ((row.key, row.value, row.origin) for row in rows))
    show.say(f"settings file: {current.file}" + ("" if current.file.exists() else " (not there yet)"))


@app.command("set")
def set_value(
    context: typer.Context,
    key: Key,
    value: Annotated[str | None, typer.Argument(help="Its value; left out, it is asked for and not echoed.")] = None,
) -> None:
    """Write a setting to the settings file, comments kept."""
    from ui.settings import save

    current = settings(context)
    saved = save(current, {key: _asked(key) if value is None else value})
    row = next(row for row in saved.rows() if row.key == key)
    show.say(f"{row.key} = {row.value or '(empty)'} in {saved.file}")
    if row.origin != str(saved.file):
        show.note(f"note: {row.origin} sets {key} as well, and is the stronger")


@app.command("unset")
def unset(context: typer.Context, key: Key) -> None:
    """Take a setting out of the settings file, so that its default holds."""
    from ui.settings import save

    saved = save(settings(context), {key: None})
    row = next(row for row in saved.rows() if row.key == key)
    show.say(f"{row.key} = {row.value or '(empty)'} from {row.origin}")


@app.command("path")
def path(context: typer.Context, json: Json = False) -> None:
    """Where the settings file and the data folder are."""
    current = settings(context)
    if json:
        show.as_json({"file": current.file, "data_dir": current.data_dir})
        return
    show.say(str(current.file))
    show.say(str(current.data_dir))


@app.command("test")
def try_endpoint(context: typer.Context, json: Json = False) -> None:
    """Ask the model's endpoint for its models and for one word."""
    from graph.errors import ModelError, UsageError
    from rag.models.llm.openai import list_models, probe, shown

    llm = settings(context).llm
    if not llm.base_url:
        raise UsageError("no endpoint is set", "graphloop config set llm.base_url http://127.0.0.1:11434/v1")
    key = llm.api_key.get_secret_value()
    models = list_models(llm.base_url, key)
    if not llm.model:
        raise UsageError(
            "no model is set", f"graphloop config set llm.model NAME; there: {', '.join(models) or 'none'}"
        )
    found = probe(llm.base_url, llm.model, key)
    if not found.works:
        raise ModelError(found.message, found.hint)
    if json:
        show.as_json({"base_url": shown(llm.base_url), "model": llm.model, "models": models, "seconds": found.seconds})
        return
    show.say(f"{shown(llm.base_url)} offers {len(models)} model(s): {', '.join(models)}")
    show.say(f"{llm.model} answered {show.line(found.message, 60)!r} in {found.seconds:.1f} s")


def _asked(key: str) -> str:
    if sys.stdin.isatty():
        answer: str = typer.prompt(key, hide_input=True, err=True)
        return answer
    return streams.decoded(streams.read_line()).strip()

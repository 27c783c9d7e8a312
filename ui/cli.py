"""The command line: what `graphloop` does, and how what goes wrong is told."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from graph.errors import GraphloopError
from ui.commands import chat, config, documents, evaluate, feedback, graph, store
from ui.commands.ask import ask
from ui.commands.backup import backup, restore
from ui.commands.demo import demo
from ui.commands.doctor import doctor
from ui.commands.ingest import ingest
from ui.commands.opening import Flags
from ui.commands.page import ui
from ui.show import plain

INTERRUPTED = 130
ISSUES = "please report it with the output of the same command and --debug"

ORDER = "demo ingest documents ask chat eval feedback graph ui store backup restore config doctor".split()


class InOrder(TyperGroup):
    """Lists the commands as one comes to need them."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The names in order, any others behind."""
        names = super().list_commands(ctx)
        return sorted(names, key=lambda name: ORDER.index(name) if name in ORDER else len(ORDER))


app = typer.Typer(
    name="graphloop",
    cls=InOrder,
    help="Chat with private documents through a knowledge graph, and know how far to trust the answers.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("demo")(demo)
app.command("ingest")(ingest)
app.add_typer(documents.app, name="documents")
app.command("ask")(ask)
app.add_typer(chat.app, name="chat")
app.add_typer(evaluate.app, name="eval")
app.add_typer(feedback.app, name="feedback")
app.add_typer(graph.app, name="graph")
app.command("ui")(ui)
app.add_typer(store.app, name="store")
app.command("backup")(backup)
app.command("restore")(restore)
app.add_typer(config.app, name="config")
app.command("doctor")(doctor)


@app.callback()
def graphloop(
    context: typer.Context,
    data_dir: Annotated[Path | None, typer.Option(help="The folder that holds everything the program keeps.")] = None,
    collection: Annotated[str | None, typer.Option(help="The partition of documents to work in.")] = None,
    version: Annotated[bool, typer.Option("--version", is_eager=True, help="Print the version.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show where a fault came from.")] = False,  # noqa: ARG001
) -> None:
    """Chat with private documents through a knowledge graph, and know how far to trust the answers."""
    if version:
        from importlib.metadata import version as installed

        typer.echo(f"graphloop {installed('graphloop')}")
        raise typer.Exit
    context.obj = Flags(data_dir, collection)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and leave with its exit code; a fault is one line and a hint on standard error."""
    given = hoisted(list(sys.argv[1:] if arguments is None else arguments))
    for stream in (sys.stdout, sys.stderr):
        # Documents may hold what the terminal's encoding has no letter for.
        getattr(stream, "reconfigure", lambda **_: None)(errors="backslashreplace")
    code = _run(given)
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _silence()
        code = code or 1
    sys.exit(code)


def _run(arguments: list[str]) -> int:
    debug = "--debug" in arguments
    try:
        result = app(args=arguments, prog_name="graphloop", standalone_mode=False)
        code = result if isinstance(result, int) else 0
        return code if code != INTERRUPTED else _fault("interrupted", "", INTERRUPTED, debug=False)
    except GraphloopError as error:
        return _fault(error.message, error.hint, error.exit_code, debug)
    except TyperException as error:
        path = getattr(getattr(error, "ctx", None), "command_path", "graphloop")
        return _fault(error.format_message().rstrip("."), f"{path} --help", error.exit_code, debug)
    except BrokenPipeError:
        _silence()
        return 1
    except (KeyboardInterrupt, typer.Abort):
        return _fault("interrupted", "", INTERRUPTED, debug=False)
    except Exception as error:  # noqa: BLE001 - the last stop: a fault of ours becomes a line and an exit code
        return _fault(f"unexpected {type(error).__name__}: {error}", ISSUES, 1, debug)


def hoisted(arguments: list[str]) -> list[str]:
    """The arguments with the flags that hold for every command in front, wherever they stood."""
    front: list[str] = []
    rest: list[str] = []
    left = iter(arguments)
    for argument in left:
        if argument == "--":
            rest += [argument, *left]
        elif argument in ("--data-dir", "--collection"):
            front += [argument, *(value for value in [next(left, None)] if value is not None)]
        elif argument == "--debug" or argument.startswith(("--data-dir=", "--collection=")):
            front.append(argument)
        else:
            rest.append(argument)
    return front + rest


def _fault(message: str, hint: str, code: int, debug: bool) -> int:
    if debug:
        traceback.print_exc()
    told = f"error: {' '.join(message.split())}\n"
    if hint:
        told += f"  hint: {' '.join(hint.split())}\n"
    sys.stderr.write("".join(plain(part) + "\n" for part in told.splitlines()))
    return code


def _silence() -> None:
    # What is still buffered has no reader; without this the interpreter complains while it ends.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()

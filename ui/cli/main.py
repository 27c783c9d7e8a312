"""The command line `graphloop`: its commands and its error reporting."""

from __future__ import annotations

import signal
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from graph.errors import GraphloopError
from ui import streams
from ui.cli import chat, config, documents, evaluate, feedback, graph, model, readers, store, tune
from ui.cli.ask import ask
from ui.cli.audit import audit
from ui.cli.backup import backup, restore
from ui.cli.context import Flags
from ui.cli.demo import demo
from ui.cli.doctor import doctor
from ui.cli.ingest import ingest
from ui.cli.options import RetrieverCommand
from ui.cli.page import ui
from ui.faults import Fault, explain_error
from ui.terminal import print_line, print_note

EXIT_INTERRUPTED = 130
GLOBAL_OPTIONS = ("--data-dir", "--collection", "--as")
"""The options with a value that stand before or after any command."""

COMMAND_ORDER = (
    *"demo ingest documents ask chat eval feedback tune graph ui readers audit".split(),
    *"model store backup restore config doctor".split(),
)


class OrderedGroup(TyperGroup):
    """Lists the commands in the order in which users need them."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the command names in that order, any others last."""
        names = super().list_commands(ctx)
        return sorted(
            names, key=lambda name: COMMAND_ORDER.index(name) if name in COMMAND_ORDER else len(COMMAND_ORDER)
        )


app = typer.Typer(
    name="graphloop",
    cls=OrderedGroup,
    help="Chat with private documents through a knowledge graph, and know how far to trust the answers.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("demo")(demo)
app.command("ingest")(ingest)
app.add_typer(documents.app, name="documents")
app.command("ask", cls=RetrieverCommand)(ask)
app.add_typer(chat.app, name="chat")
app.add_typer(evaluate.app, name="eval")
app.add_typer(feedback.app, name="feedback")
app.add_typer(tune.app, name="tune")
app.add_typer(graph.app, name="graph")
app.command("ui")(ui)
app.add_typer(readers.app, name="readers")
app.command("audit")(audit)
app.add_typer(model.app, name="model")
app.add_typer(store.app, name="store")
app.command("backup")(backup)
app.command("restore")(restore)
app.add_typer(config.app, name="config")
app.command("doctor")(doctor)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print_line(f"graphloop {version('graphloop')}")
        raise typer.Exit


@app.callback()
def graphloop(
    context: typer.Context,
    data_dir: Annotated[Path | None, typer.Option(help="The folder that holds all data.")] = None,
    collection: Annotated[str | None, typer.Option(help="The collection of documents to work in.")] = None,
    reader: Annotated[
        str | None, typer.Option("--as", metavar="NAME", help="Show and do only what this reader may.")
    ] = None,
    version: Annotated[  # noqa: ARG001
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Print the version.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,  # noqa: ARG001
) -> None:
    """Chat with private documents through a knowledge graph, and know how far to trust the answers."""
    context.obj = Flags(data_dir, collection, reader)


class Terminated(BaseException):
    """Raised when SIGTERM or SIGHUP ends the program."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit with its code; an error is one line and a hint on standard error."""
    streams.prepare_streams()
    _handle_signals()
    words = hoist_flags(list(sys.argv[1:] if arguments is None else arguments))
    if "--help" in words:
        _set_help_width()
    code = _run(words)
    output_error = streams.output_fault()
    if output_error is not None:
        streams.silence_stream(sys.stdout)
        code = code or _exit_with(explain_error(output_error), debug=False)
    sys.exit(code)


@cache
def build_command() -> Callable[..., Any]:
    """Return the whole command line in the form that runs; making it takes as long as a short command."""
    return typer.main.get_command(app)


def _run(arguments: list[str]) -> int:
    debug = "--debug" in arguments
    try:
        result = build_command()(args=arguments, prog_name="graphloop", standalone_mode=False)
        sys.stdout.flush()
        code = result if isinstance(result, int) else 0
        return code if code != EXIT_INTERRUPTED else _fault("interrupted", "", EXIT_INTERRUPTED, debug=False)
    except GraphloopError as error:
        return _fault(error.message, error.hint, error.exit_code, debug)
    except TyperException as error:
        path = getattr(getattr(error, "ctx", None), "command_path", "graphloop")
        return _fault(error.format_message().rstrip("."), f"{path} --help", error.exit_code, debug)
    except BrokenPipeError:
        streams.silence_stream(sys.stdout)
        return 1
    except (KeyboardInterrupt, typer.Abort):
        return _fault("interrupted", "", EXIT_INTERRUPTED, debug=False)
    except Terminated as end:
        number = end.args[0]
        return _fault(f"ended by {signal.Signals(number).name}", "", 128 + number, debug=False)
    except Exception as error:  # noqa: BLE001 - last resort: an error becomes a line and an exit code
        return _exit_with(explain_error(error), debug)


def _set_help_width() -> None:
    from typer import rich_utils

    rich_utils.MAX_WIDTH = streams.width()


def _handle_signals() -> None:
    """Make SIGTERM and SIGHUP raise Terminated, so that the stack unwinds; signals the caller ignores stay ignored."""

    def end(number: int, _: object) -> None:
        raise Terminated(number)

    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) == signal.SIG_DFL:
                signal.signal(number, end)


def hoist_flags(arguments: list[str]) -> list[str]:
    """Return the arguments with the global flags moved to the front."""
    front: list[str] = []
    rest: list[str] = []
    remaining = iter(arguments)
    for argument in remaining:
        if argument == "--":
            rest += [argument, *remaining]
        elif argument in GLOBAL_OPTIONS:
            front += [argument, *(value for value in [next(remaining, None)] if value is not None)]
        elif argument == "--debug" or argument.startswith(tuple(f"{name}=" for name in GLOBAL_OPTIONS)):
            front.append(argument)
        else:
            rest.append(argument)
    return front + rest


def _exit_with(fault: Fault, debug: bool) -> int:
    return _fault(fault.message, fault.hint, fault.code, debug)


def _fault(message: str, hint: str, code: int, debug: bool) -> int:
    try:
        if debug:
            traceback.print_exc()
        print_note(f"error: {' '.join(message.split())}")
        if hint:
            print_note(f"  hint: {' '.join(hint.split())}")
        sys.stderr.flush()
    except OSError:  # nobody reads standard error; the exit code remains
        streams.silence_stream(sys.stderr)
    return code


if __name__ == "__main__":
    main()

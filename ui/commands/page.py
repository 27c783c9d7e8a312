"""`graphloop ui`: opens the pages in a browser."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path
from typing import Annotated

import typer

from graph.errors import UsageError
from ui import show
from ui.commands.opening import settings

PAGE = Path(__file__).parents[1] / "app.py"


def ui(
    context: typer.Context,
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port on 127.0.0.1.")] = 8501,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the browser.")] = True,
) -> None:
    """Open the pages: upload, chat, documents, graph, evaluations, feedback, settings."""
    from ui.settings import child_environment

    current = settings(context)
    if _taken(port):
        raise UsageError(f"port {port} of 127.0.0.1 is in use", f"graphloop ui --port {port % 65535 + 1}")
    flags = {
        "server.address": "127.0.0.1",
        "server.port": str(port),
        "server.showEmailPrompt": "false",
        "server.headless": str(not browser).lower(),
        "server.fileWatcherType": "none",
        "client.toolbarMode": "minimal",
        "theme.light.primaryColor": "#3b6fb6",
        "theme.dark.primaryColor": "#7aa5e0",
        "logger.hideWelcomeMessage": "true",  # with it goes Streamlit's offer to install things of its own
        "browser.serverAddress": "127.0.0.1",
        "browser.gatherUsageStats": "false",
        "global.developmentMode": "false",
    }
    command = [sys.executable, "-m", "streamlit", "run", str(PAGE)]
    command += [part for name, value in flags.items() for part in (f"--{name}", value)]
    show.say(f"graphloop is at http://127.0.0.1:{port} until Ctrl-C")
    sys.stdout.flush()
    # The page takes this process over, so that signals reach it and nothing is left behind.
    os.execve(command[0], command, child_environment(current))  # noqa: S606


def _taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1.0)
        return probe.connect_ex(("127.0.0.1", port)) == 0

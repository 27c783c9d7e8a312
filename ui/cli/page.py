"""`graphloop ui`: serves the pages and opens them in a browser."""

from __future__ import annotations

import re
import secrets
import sys
from pathlib import Path
from typing import Annotated

import typer

from graph.errors import SettingsError
from ui import terminal
from ui.cli.context import Flags, open_settings

MIN_TOKEN_CHARS = 16


def ui(
    context: typer.Context,
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")] = 8501,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the browser.")] = True,
    folder: Annotated[
        list[Path] | None, typer.Option(help="A folder that the pages may read without asking; may be repeated.")
    ] = None,
    address: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    allow_host: Annotated[
        list[str] | None,
        typer.Option(help="Another HOST:PORT under which browsers reach the pages; may be repeated."),
    ] = None,
) -> None:
    """Open the pages: chat, documents, graph, quality, settings."""
    from ui.web import readable, session
    from ui.web.page_server import PageAddress, check_hosts, open_browser, open_listener, serve_pages

    current = open_settings(context)
    listening = PageAddress(address, port, page_token(), check_hosts(allow_host or ()))
    readable.allow_folders(folder or (), current.data_dir)
    flags: Flags = context.obj
    session.set_flags(flags.data_dir, flags.collection)
    with open_listener(address, port) as listener, open_browser(listening, current.data_dir, browser):
        terminal.print_line(f"graphloop is at {listening.url} until Ctrl-C")
        sys.stdout.flush()
        serve_pages(listening, listener)


def page_token() -> str:
    """Return the token of this start: the one in the environment, else a new one. Raises SettingsError."""
    from ui.settings import environment_token

    token = environment_token()
    if token and not re.fullmatch(rf"[A-Za-z0-9._~-]{{{MIN_TOKEN_CHARS},}}", token):
        raise SettingsError(
            f"GRAPHLOOP_UI_TOKEN must be at least {MIN_TOKEN_CHARS} letters, digits or . _ ~ -",
            "leave it empty to get a new token at each start",
        )
    return token or secrets.token_urlsafe(32)

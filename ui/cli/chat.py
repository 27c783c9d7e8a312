"""`graphloop chat`: a conversation in the terminal, stored like those of the pages."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from graph.errors import GraphloopError, ModelError, UsageError
from graph.text.counting import count_noun
from ui import streams, terminal
from ui.access.reader import Role
from ui.cli.ask import create_writer, finish_writing
from ui.cli.choosing import Yes, confirm_deletion, select_by_id, warn_unclean
from ui.cli.context import Json, open_workspace
from ui.cli.options import Inside, Retriever, RetrieverGroup, Since, Tags, Until, read_selection

if TYPE_CHECKING:
    from rag.conversations import Thread
    from rag.types import Answer, Question
    from ui.selection import Selection
    from ui.workspace import Workspace

PROMPT = "› "

app = typer.Typer(cls=RetrieverGroup, help="Chat with the documents; list and delete conversations.")


@app.callback(invoke_without_command=True)
def chat(
    context: typer.Context,
    again: Annotated[bool, typer.Option("--continue", "-c", help="Continue the latest conversation.")] = False,
    thread: Annotated[str, typer.Option(help="Continue the conversation with this id or the start of it.")] = "",
    retriever: Retriever = None,
    k: Annotated[int | None, typer.Option("-k", min=1, max=100, help="How many passages to answer from.")] = None,
    inside: Inside = None,
    tag: Tags = None,
    since: Since = "",
    until: Until = "",
) -> None:
    """Ask one question after another; each can refer to earlier ones. End with /quit or the end of the input."""
    if context.invoked_subcommand is not None:
        return
    with open_workspace(context, Role.READER) as opened:
        opened.need_documents()
        selection = read_selection(opened, inside, tag, since, until)
        ask = partial(_ask, opened, selection, retriever, k)
        opened.retriever(retriever)
        identity = _choose_thread(opened, again, thread)
        for question in _read_questions():
            identity = identity or opened.threads.create(question)
            try:
                _answer(opened, identity, question, ask)
            except (ModelError, UsageError) as error:
                _print_error(error)
        if identity:
            terminal.print_note(f"saved as {identity[:8]}; continue with: graphloop chat --thread {identity[:8]}")


@app.command("list")
def list_conversations(context: typer.Context, json: Json = False) -> None:
    """List conversations, the latest first."""
    with open_workspace(context, Role.READER) as opened:
        threads = opened.threads.list()
    if json:
        terminal.print_json(threads)
        return
    terminal.print_table(
        ("id", "title", "updated"), ((thread.id[:8], thread.title, thread.updated[:16]) for thread in threads)
    )
    terminal.print_note(count_noun(len(threads), "conversation"))


@app.command("delete")
def delete(
    context: typer.Context,
    ids: Annotated[list[str] | None, typer.Argument(help="Conversation ids, or the start of each.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Delete every conversation.")] = False,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Delete conversations with all their questions and answers; feedback on the answers is kept."""
    from ui.removal import delete_threads

    if everything == bool(ids):
        raise UsageError("give the ids of conversations, or --all", "graphloop chat list shows the ids")
    with open_workspace(context, Role.READER) as opened:
        known = opened.threads.list()
        threads = (
            known if everything else select_by_id(known, ids or (), _thread_id, "conversation", "graphloop chat list")
        )
        if not confirm_deletion(f"Delete {len(threads)} conversations?", len(threads), yes):
            return
        clean = delete_threads(opened, [thread.id for thread in threads])
    if json:
        terminal.print_json(threads)
    for thread in () if json else threads:
        terminal.print_line(f"deleted {thread.id[:8]} {terminal.one_line(thread.title)}")
    warn_unclean(clean)


def _thread_id(thread: Thread) -> str:
    return thread.id


def _ask(
    opened: Workspace,
    selection: Selection,
    retriever: str | None,
    k: int | None,
    question: Question,
    write: Callable[[str], None],
) -> Answer:
    answer = opened.ask(question, k, retriever, selection.where, write)
    return replace(answer, selection=selection.description)


def _answer(
    opened: Workspace, identity: str, question: str, ask: Callable[[Question, Callable[[str], None]], Answer]
) -> None:
    from rag.types import Question
    from ui import answers
    from ui.file_states import read_file_states

    write = create_writer(opened)
    asked = Question(question, opened.threads.history(identity))
    answer = ask(asked, write)
    try:
        opened.threads.append(identity, question, answer)
    finally:  # print the answer even if it cannot be stored
        finish_writing(write, answer)
        answers.print_evidence(answer, read_file_states(opened))


def _choose_thread(opened: Workspace, again: bool, start: str) -> str:
    from rag.conversations import group_versions, latest_version

    if not again and not start:
        return ""
    known = opened.threads.list()
    matches = [thread for thread in known if thread.id.startswith(start)] if start else known[:1]
    if len(matches) != 1:
        message = (
            f"{len(matches)} conversations have an id that starts with {start!r}"
            if matches
            else "there is no such conversation"
        )
        raise UsageError(
            message, "; ".join(f"{thread.id[:8]} {thread.title}" for thread in known[:5]) or "graphloop chat starts one"
        )
    for versions in group_versions(opened.threads.turns(matches[0].id)):
        exchange = latest_version(versions)
        terminal.print_line(f"{PROMPT}{exchange.question}\n{exchange.answer.text}\n")
    return matches[0].id


def _read_questions() -> Iterator[str]:
    if sys.stdin.isatty():
        import readline  # noqa: F401 - its import gives input() editing and history
    while (line := _read_line()) is not None:
        if line.strip() in ("/quit", "/exit"):
            return
        if line.strip():
            yield line.strip()


def _read_line() -> str | None:
    """Read the next line; empty after reporting input that is not valid text, None at the end of input."""
    try:
        typed = os.fsencode(input(PROMPT)) if sys.stdin.isatty() else streams.read_line()
    except EOFError:
        return None
    try:
        return streams.decode_utf8(typed) if typed or sys.stdin.isatty() else None
    except UsageError as error:
        _print_error(error)
        return ""


def _print_error(error: GraphloopError) -> None:
    terminal.print_note(f"error: {error.message}\n  hint: {error.hint}")

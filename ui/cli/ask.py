"""`graphloop ask`: one question, its answer, and the supporting passages."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from ui import streams, terminal
from ui.access.reader import Role
from ui.cli.context import Json, open_workspace
from ui.cli.options import Inside, Retriever, Since, Tags, Until, read_selection

if TYPE_CHECKING:
    from collections.abc import Callable

    from rag.types import Answer
    from ui.workspace import Workspace


def ask(
    context: typer.Context,
    question: Annotated[str, typer.Argument(help="The question; - reads it from standard input.")],
    retriever: Retriever = None,
    k: Annotated[int | None, typer.Option("-k", min=1, max=100, help="How many passages to answer from.")] = None,
    inside: Inside = None,
    tag: Tags = None,
    since: Since = "",
    until: Until = "",
    why: Annotated[bool, typer.Option("--why", help="Explain why each passage was retrieved.")] = False,
    json: Json = False,
) -> None:
    """Answer a question from the documents, with checked citations."""
    from rag.types import Question, discard_text
    from ui import answers
    from ui.file_states import read_file_states

    text = streams.read_text().strip() if question == "-" else streams.decode_argument(question)
    with open_workspace(context, Role.READER) as opened:
        selection = read_selection(opened, inside, tag, since, until)
        write = discard_text if json else create_writer(opened)
        answer = opened.ask(Question(text), k, retriever, selection.where, write)
        answer = replace(answer, selection=selection.description)
        states = read_file_states(opened)
    if json:
        terminal.print_json(answers.to_answer_data(answer, states))
        return
    finish_writing(write, answer)
    answers.print_evidence(answer, states)
    if why:
        answers.print_provenance(answer)


class StreamingWriter:
    """Streams an answer to the terminal as it is generated."""

    def __init__(self) -> None:
        self._pieces: list[str] = []

    @property
    def text(self) -> str:
        """The text written so far."""
        return "".join(self._pieces)

    def __call__(self, piece: str) -> None:
        self._pieces.append(piece)
        sys.stdout.write(terminal.strip_controls(piece))
        sys.stdout.flush()


def create_writer(opened: Workspace) -> Callable[[str], None]:
    """Return a streaming writer if a model writes to a terminal, else one that ignores its input."""
    from rag.types import discard_text

    return StreamingWriter() if sys.stdout.isatty() and opened.model() is not None else discard_text


def finish_writing(write: Callable[[str], None], answer: Answer) -> None:
    """End a streamed answer; print it in full if it was not streamed or its final text differs."""
    if isinstance(write, StreamingWriter) and write.text:
        sys.stdout.write("\n")
        if write.text.strip() == answer.text.strip():
            return
    terminal.print_line(answer.text)

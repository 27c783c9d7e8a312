"""What an embedder declares so that it is found by its name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from rag.embed.protocol import Embedder
from rag.llm.call import CALL_DEADLINE


@dataclass(frozen=True, slots=True)
class EmbedderOptions:
    """What an embedder is opened with; models that it compiles may be kept under `cache`.

    `deadline` is the longest time of a call to a server with its retries, in seconds.
    """

    cache: Path
    base_url: str = ""
    model: str = ""
    api_key: str = field(default="", repr=False)
    deadline: float = CALL_DEADLINE


@dataclass(frozen=True, slots=True)
class EmbedderSpec:
    """An embedder by name: `summary` is one line for people, and `open` loads nothing before the first text.

    One that `asks_server` sends the texts to other machines, or to another program of this one.
    """

    name: str
    summary: str
    open: Callable[[EmbedderOptions], Embedder]
    asks_server: bool = False

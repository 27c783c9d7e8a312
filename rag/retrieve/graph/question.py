"""What is known of a question before the graph is searched."""

from __future__ import annotations

from dataclasses import dataclass

from graph.types import Vector
from rag.embed.protocol import Embedder


@dataclass(frozen=True, slots=True, eq=False)
class QuestionFeatures:
    """A question's text, its unit vector, and whether the embedder supports its script."""

    text: str
    vector: Vector
    supported: bool = True


def read_question(text: str, embedder: Embedder) -> QuestionFeatures:
    """Embed a question."""
    return QuestionFeatures(text, embedder.embed([text], "query")[0], embedder.knows(text))


@dataclass(frozen=True, slots=True, eq=False)
class FocusedQuestion:
    """The part of a question that asks, and the clause that names where to look; see `focus`."""

    asked: QuestionFeatures
    scope: str = ""

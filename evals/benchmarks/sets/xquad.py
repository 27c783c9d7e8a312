"""XQuAD (M. Artetxe et al., 2020): the same questions and paragraphs in several languages."""

from __future__ import annotations

from pathlib import Path

from evals.benchmarks.files import found, some
from evals.benchmarks.reading import measure
from evals.benchmarks.sets import squad
from evals.benchmarks.types import Published, Reading
from graph.errors import UsageError

ENGLISH = "en"


def read(path: Path) -> list[Reading]:
    """Read each question with its own and the English paragraph, and the English question with each language's.

    Variants of one question are adjacent, so that any contiguous part covers the same questions in every setting.
    """
    files = {file.stem.rpartition(".")[2]: file for file in found(path, (".json",)) if file.stem.startswith("xquad.")}
    if ENGLISH not in files:
        raise UsageError(f"{path} holds no xquad.en.json", "give the folder of the published files xquad.LANGUAGE.json")
    parts = {language: {item.id: item for item in squad.read(file)} for language, file in files.items()}
    english = parts.pop(ENGLISH)
    items = []
    for name, own in english.items():
        items.append(_of(own, own, ENGLISH, ENGLISH))
        for language, part in sorted(parts.items()):
            if name in part:
                other = part[name]
                items.append(_of(other, other, language, language))
                items.append(_of(other, own, language, ENGLISH))
                items.append(_of(own, other, ENGLISH, language))
    return some(path, items)


def _of(asked: Reading, over: Reading, question: str, context: str) -> Reading:
    group = question if question == context else f"{question} question, {context} text"
    return Reading(f"{asked.id} {question}-{context}", asked.question, over.context, over.answers, group)


SETS = (
    Published(
        "xquad",
        "parallel questions: in one language, over a paragraph in the same or another",
        "a folder of xquad.LANGUAGE.json, English among them",
        "https://github.com/google-deepmind/xquad",
        read,
        measure,
    ),
)

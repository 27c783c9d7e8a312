"""XQuAD (M. Artetxe et al., 2020): the same questions and paragraphs in several languages."""

from __future__ import annotations

from pathlib import Path

from evals.benchmarks.reading import measure_reading
from evals.benchmarks.sets import squad
from evals.benchmarks.types import Benchmark, ReadingItem
from evals.files import find_files, require_items
from graph.errors import UsageError

ENGLISH = "en"


def read_xquad(path: Path) -> list[ReadingItem]:
    """Read each question with its own and the English paragraph, and the English question with each language's.

    Variants of one question are adjacent, so that any contiguous part covers the same questions in every setting.
    """
    files = {
        file.stem.rpartition(".")[2]: file for file in find_files(path, (".json",)) if file.stem.startswith("xquad.")
    }
    if ENGLISH not in files:
        raise UsageError(f"{path} has no xquad.en.json", "use the folder of the published files xquad.LANGUAGE.json")
    parts = {language: {item.id: item for item in squad.read_squad(file)} for language, file in files.items()}
    english = parts.pop(ENGLISH)
    items = []
    for name, english_item in english.items():
        items.append(_of(english_item, english_item, ENGLISH, ENGLISH))
        for language, part in sorted(parts.items()):
            if name in part:
                other = part[name]
                items.append(_of(other, other, language, language))
                items.append(_of(other, english_item, language, ENGLISH))
                items.append(_of(english_item, other, ENGLISH, language))
    return require_items(path, items)


def _of(asked: ReadingItem, over: ReadingItem, question: str, context: str) -> ReadingItem:
    group = question if question == context else f"{question} question, {context} text"
    return ReadingItem(f"{asked.id} {question}-{context}", asked.question, over.context, over.answers, group)


SETS = (
    Benchmark(
        "xquad",
        "parallel questions: in one language, over a paragraph in the same or another",
        "a folder of xquad.LANGUAGE.json, English among them",
        "https://github.com/google-deepmind/xquad",
        read_xquad,
        measure_reading,
    ),
)

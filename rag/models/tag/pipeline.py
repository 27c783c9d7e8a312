"""Finds names with the user's own spaCy pipeline, and by rules where that finds none."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from graph.errors import ModelError
from rag.models.tag.protocol import Span
from rag.models.tag.rules import RuleTagger

if TYPE_CHECKING:
    from spacy.language import Language

KINDS = {
    "PERSON": "person",
    "PER": "person",
    "ORG": "organisation",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    "WORK_OF_ART": "work",
    "DATE": "date",
}
COUNTED = frozenset({"CARDINAL", "ORDINAL", "QUANTITY", "PERCENT", "MONEY", "TIME", "DATE"})
LONGEST = 100_000


def installed() -> str | None:
    """The name of an installed English spaCy pipeline, the largest first; None when there is none."""
    from importlib.metadata import distributions

    names = {str(found.metadata["Name"]).replace("-", "_") for found in distributions() if found.metadata["Name"]}
    order = ("en_core_web_trf", "en_core_web_lg", "en_core_web_md", "en_core_web_sm")
    return next((name for name in order if name in names), None)


class PipelineTagger:
    """Names from a spaCy pipeline given by package name or path, joined with those found by rules.

    Dates come from the rules alone, as only whole dates are names; ModelError when the pipeline cannot be loaded.
    """

    def __init__(self, pipeline: str) -> None:
        self._pipeline = pipeline
        self._rules = RuleTagger()
        self._lock = threading.Lock()
        self._language: Language | None = None

    @property
    def name(self) -> str:
        meta = self._loaded().meta
        return f"spacy/{meta['lang']}_{meta['name']}/{meta['version']}+{self._rules.name}"

    def mentions(self, text: str) -> list[Span]:
        """Names in order of place, none overlapping."""
        language = self._loaded()
        with self._lock:  # a spaCy pipeline is not made for several threads at once
            found = language(text[:LONGEST]).ents
        spans = [
            Span(entity.start_char, entity.end_char, KINDS.get(entity.label_, ""))
            for entity in found
            if entity.label_ not in COUNTED
        ]
        spans += [
            span
            for span in self._rules.mentions(text)
            if not any(span.start < other.end and other.start < span.end for other in spans)
        ]
        return sorted(spans, key=lambda span: span.start)

    def _loaded(self) -> Language:
        with self._lock:
            if self._language is None:
                import spacy

                try:
                    self._language = spacy.load(self._pipeline, exclude=["lemmatizer", "attribute_ruler"])
                except (OSError, ValueError) as error:
                    raise ModelError(
                        f"cannot load the spaCy pipeline {self._pipeline!r}: {str(error).splitlines()[0]}",
                        f"pip install the package {self._pipeline}, or give the path of a pipeline",
                    )
            return self._language

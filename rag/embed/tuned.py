"""An embedder that was tuned: a folder with an int8 graph, or with a model for sentence-transformers."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import ModelError
from graph.private_files import write_file
from rag.embed.onnx_encoder import OnnxEncoder, read_tokenizer
from rag.embed.protocol import Embedder
from rag.embed.weights import open_session

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

GRAPH_FILE = "embedder.onnx"
TOKENIZER_FILE = "tokenizer.json"
MODEL_FOLDER = "model"
_NOTE_FILE = "embedder.json"


@dataclass(frozen=True, slots=True)
class EncoderNote:
    """What is noted beside an int8 graph; its name identifies its weights."""

    name: str
    dimensions: int
    max_tokens: int
    latin_only: bool


class TunedEncoder(OnnxEncoder):
    """A tuned embedder as an int8 graph. Raises `ModelError`."""

    def __init__(self, folder: Path, note: EncoderNote, threads: int = 2) -> None:
        super().__init__(threads)
        self._folder = folder
        self.name, self.dimensions = note.name, note.dimensions
        self.max_tokens, self.latin_only = note.max_tokens, note.latin_only

    def _open(self) -> tuple[Tokenizer, InferenceSession]:
        for file in (GRAPH_FILE, TOKENIZER_FILE):
            if not (self._folder / file).is_file():
                raise ModelError(f"the tuned embedder lacks its file {self._folder / file}", "graphloop tune rollback")
        return read_tokenizer(self._folder / TOKENIZER_FILE, self.max_tokens), open_session(self._folder / GRAPH_FILE)


def write_note(folder: Path, note: EncoderNote) -> None:
    """Note what a folder's int8 graph is."""
    write_file(folder / _NOTE_FILE, json.dumps(asdict(note)).encode())


def open_tuned(folder: Path) -> Embedder:
    """Open the embedder of a folder. Raises `ModelError`."""
    try:
        note = EncoderNote(**json.loads((folder / _NOTE_FILE).read_text(encoding="utf-8")))
    except FileNotFoundError:
        note = None
    except (OSError, ValueError, TypeError) as error:
        raise ModelError(f"the tuned embedder in {folder} is damaged: {error}", "graphloop tune rollback") from error
    if note is not None:
        return TunedEncoder(folder, note)
    from rag.embed.transformers import SentenceTransformerEmbedder

    if not (folder / MODEL_FOLDER).is_dir():
        raise ModelError(f"there is no tuned embedder in {folder}", "graphloop tune rollback")
    return SentenceTransformerEmbedder(str(folder / MODEL_FOLDER))

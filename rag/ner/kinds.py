"""What kind of thing a name stands for, and whether it is a name: a linear model of its words and surroundings.

Words are known by the word vectors of the default embedder, before any attention; `tests/tools/train_kinds.py` fits the
weights. As the model is linear, each word's share is looked up: a name costs some forty additions.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from graph.errors import ModelError
from rag.embed.weights import weights_folder
from rag.embed.word_vectors import WordPieces, read_word_vectors
from rag.ner.name_features import BLOCKS, describe_form, split_blocks
from rag.ner.protocol import Span

Floats = npt.NDArray[np.float32]

KINDS_FILE = Path(__file__).with_name("kinds.safetensors")
NO_NAMES = ("none", "part")
"""What is no name of its own: a word that is capitalized for another reason, and a piece of a longer name."""

NAME_CHANCE = 0.3
"""The least chance of being a name that one is kept with."""
KIND_CHANCE = 0.5
"""The least chance that a kind is given with."""
TERM_CHANCE = 0.75
"""The same for a term, which is also what a name is taken for that says little."""

_KNOWN_WORDS = 50_000
_READ_CHARS = 20_000
_LONG_WORD = re.compile(r"[^\W\d_]{3,}")
# The vocabulary has most English words whole: of a paragraph .74 and more, of a German or Spanish one .53 at most.
_SHARE_OF_WHOLE_WORDS = 0.6


@dataclass(frozen=True, slots=True)
class NameVerdict:
    """The likeliest kind of a name with its chance, given that it is a name, and the chance that it is one."""

    kind: str
    chance: float
    name_chance: float

    @property
    def is_name(self) -> bool:
        """Whether the name is kept."""
        return self.name_chance >= NAME_CHANCE

    @property
    def sure_kind(self) -> str:
        """The kind, empty if it is not sure enough to be given."""
        least = TERM_CHANCE if self.kind == "term" else KIND_CHANCE
        return self.kind if self.chance >= least else ""


def open_kinds() -> KindModel | None:
    """Return the model; None where the default embedder's weights, which it needs, are not installed."""
    try:
        weights_folder()
    except ModelError:
        return None
    return KindModel()


class KindModel:
    """Judges names of a text; loaded when first used. Raises `ModelError` without the default embedder's weights."""

    name = "kinds/1"

    def __init__(self, file: Path = KINDS_FILE) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._loaded: _Weights | None = None

    def reads(self, text: str) -> bool:
        """Whether the text is written in English, the language of what the model was fitted on."""
        return self._weights().reads(text[:_READ_CHARS])

    def judge(self, text: str, spans: Sequence[Span]) -> list[NameVerdict]:
        """Return a verdict for each name, in order."""
        return self._weights().judge(text, spans) if spans else []

    def _weights(self) -> _Weights:
        with self._lock:
            if self._loaded is None:
                self._loaded = _Weights(self._file)
            return self._loaded


class _Weights:
    """The scores of each kind: by word piece and block, by form, and for any name."""

    def __init__(self, file: Path) -> None:
        from safetensors import safe_open

        with safe_open(file, "np") as held:
            kinds = held.metadata()["kinds"].split()
            words, forms, bias = (held.get_tensor(name).astype(np.float32) for name in ("words", "forms", "bias"))
        self._forms, self._bias = forms, bias
        self._split = lru_cache(_KNOWN_WORDS)(WordPieces().split)
        by_column = words.transpose(1, 0, 2).reshape(words.shape[1], -1)
        self._scores = (read_word_vectors() @ by_column).reshape(-1, len(BLOCKS), len(kinds))
        self._word = lru_cache(_KNOWN_WORDS)(self._score_word)
        self._kinds = [kind for kind in kinds if kind not in NO_NAMES]
        self._is_name = np.array([kind not in NO_NAMES for kind in kinds])

    def reads(self, text: str) -> bool:
        words = {word.casefold() for word in _LONG_WORD.findall(text)}
        whole = sum(len(self._split(word)) == 1 for word in words)
        return whole >= _SHARE_OF_WHOLE_WORDS * len(words)

    def judge(self, text: str, spans: Sequence[Span]) -> list[NameVerdict]:
        scores = self._score(text, spans)
        chances = np.exp(scores - scores.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        of_names = chances[:, self._is_name]
        name_chances = of_names.sum(axis=1)
        best = of_names.argmax(axis=1)
        top = of_names[np.arange(len(spans)), best] / np.maximum(name_chances, np.float32(1e-9))
        rows = zip(best.tolist(), top.tolist(), name_chances.tolist(), strict=True)
        return [NameVerdict(self._kinds[row], chance, name_chance) for row, chance, name_chance in rows]

    def _score(self, text: str, spans: Sequence[Span]) -> Floats:
        """Return the scores of all kinds for each name: those of its form, and of each block the mean of its words'."""
        forms = np.array([describe_form(text, span.start, span.end) for span in spans], np.float32)
        blocks = [words for span in spans for words in split_blocks(text, span.start, span.end)]
        rows = [self._word(word)[place % len(BLOCKS)] for place, words in enumerate(blocks) for word in words]
        sizes = np.array([len(words) for words in blocks])
        is_filled = sizes > 0
        starts = (np.cumsum(sizes) - sizes)[is_filled]
        means = np.zeros((len(blocks), len(self._bias)), np.float32)
        means[is_filled] = np.add.reduceat(np.array(rows), starts) / sizes[is_filled, None].astype(np.float32)
        return np.asarray(self._bias + forms @ self._forms + means.reshape(len(spans), len(BLOCKS), -1).sum(axis=1))

    def _score_word(self, word: str) -> Floats:
        """Return the scores of a word, a row for each block; zeros if no piece of it is known."""
        ids = self._split(word)
        return np.asarray(self._scores[ids].mean(axis=0) if ids else np.zeros_like(self._scores[0]), np.float32)

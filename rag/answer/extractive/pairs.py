"""Encode a question and a text as one token sequence for the reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from graph.text.stemming import stem, stems
from graph.text.words import WORD_PATTERN, words
from graph.types import Integers

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

MAX_PAIR_TOKENS = 256
"""The longest sequence, special tokens included; the rest of a text is truncated."""

MAX_QUESTION_TOKENS = 60
"""Maximum tokens of a question."""

MAX_TEXT_CHARS = 8000
"""Code points of a text passed to the tokenizer."""

CLS_TOKEN, SEP_TOKEN = 101, 102
"""BERT's [CLS] and [SEP]."""

QUESTION_SEGMENT, TEXT_SEGMENT, SHARED_SEGMENT = 0, 1, 2
"""Segments: the question, the text, and words of the text whose stem occurs in the question.

The segment of shared words is the exact match feature of D. Chen et al., "Reading Wikipedia to Answer Open-Domain
Questions", 2017.
"""

_SURROGATES = dict.fromkeys(range(55296, 57344), "�")


@dataclass(frozen=True, slots=True, eq=False)
class TokenPair:
    """[CLS] question [SEP] text [SEP]; `first` is the index of the text's first token.

    `bounds` holds each text token's offsets, one row (start, end) per token.
    """

    tokens: Integers
    segments: Integers
    first: int
    bounds: Integers


def count_tokens(tokenizer: Tokenizer, text: str) -> int:
    """Return the number of tokens of a text, special ones aside."""
    return len(_encode(tokenizer, text).ids)


def encode_pair(tokenizer: Tokenizer, question: str, text: str) -> TokenPair:
    """Encode a question and a text; `tokenizer` must neither pad nor truncate."""
    question_tokens = _encode(tokenizer, question).ids[:MAX_QUESTION_TOKENS]
    encoding = _encode(tokenizer, text)
    max_text_tokens = MAX_PAIR_TOKENS - 3 - len(question_tokens)
    bounds = np.array(encoding.offsets[:max_text_tokens], np.int64).reshape(-1, 2)
    shared = _shared(question, text[:MAX_TEXT_CHARS])
    marks = np.where(shared[bounds[:, 0]], SHARED_SEGMENT, TEXT_SEGMENT)
    return TokenPair(
        tokens=np.array([CLS_TOKEN, *question_tokens, SEP_TOKEN, *encoding.ids[:max_text_tokens], SEP_TOKEN], np.int64),
        segments=np.concatenate([np.full(len(question_tokens) + 2, QUESTION_SEGMENT), marks, [TEXT_SEGMENT]]).astype(
            np.int64
        ),
        first=len(question_tokens) + 2,
        bounds=bounds,
    )


def _encode(tokenizer: Tokenizer, text: str) -> Encoding:
    return tokenizer.encode(text[:MAX_TEXT_CHARS].translate(_SURROGATES), add_special_tokens=False)


def _shared(question: str, text: str) -> npt.NDArray[np.bool_]:
    """Return, for each character of the text, whether its word shares a stem with the question."""
    question_stems = set(stems(question))
    shared = np.zeros(len(text) + 1, np.bool_)
    for match in WORD_PATTERN.finditer(text):
        if any(stem(word) in question_stems for word in words(match.group())):
            shared[match.start() : match.end()] = True
    return shared

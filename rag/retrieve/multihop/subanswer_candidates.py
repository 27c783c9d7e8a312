"""Names that may stand for what a question only describes, each guessed from the sentences that a reader reads for it.

"Who covers for the colleague who found the leak?" is read as "Who covers for Ada?" where a sentence of the first
passages says who found it. Asking step by step is self-ask's idea (O. Press et al., arXiv 2210.03350); here rules
find the steps, and a small reader and a weighted sum answer them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from graph.sentence_id import taken_apart
from graph.store import GraphStore
from graph.text.sentences import sentence_bounds
from graph.types import EVERYTHING, Filter, Integers, Passage, Vector
from rag.answer.extractive.reader import Reader
from rag.embed.protocol import Embedder
from rag.retrieve.graph.paths import Pool
from rag.retrieve.graph.rerank import CandidatePool, Sought
from rag.retrieve.graph.term_coverage import stems
from rag.retrieve.multihop.decomposition import Phrase, phrases

FEATURES = ("words", "first", "behind", "margin", "read", "rare", "elsewhere", "passages", "lead")
"""Of a name in a sentence: the share of the phrase's words that the sentence holds; whether it is the first read for
the phrase, and how far its cosine lies behind the greatest; the reader's margin, and whether its words are the name;
1 / the root of the passages that mention the name; whether others of the pool do, and ln(1 + how many); ln of its
passage's lead."""

READ = 2
"""Sentences a phrase that are read, of as many passages."""

NAMES = 8
"""Names a sentence, at most."""

AT_ONCE = 8
"""Sentences a phrase whose names are looked up together; most often those that are read are among them."""

WORDS_SHARE = 0.5
"""What the share of a phrase's words counts against the cosine when sentences are chosen to be read."""

LEAST_MARGIN = -15.0

AS_LIKELY = 0.3
"""The share of the likeliest wording from which on a longer one is taken: it keeps more of the question."""


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """A name in a sentence of a passage that may stand for a phrase: the question with it, and its FEATURES."""

    question: str
    name: str
    passage_id: str
    features: Vector
    read: float


@dataclass(frozen=True, slots=True, eq=False)
class Guess:
    """The question with a name in the place of a phrase; how likely that is (0 to 1), how surely a reader reads the
    name (0 to 1), and what each passage that says so has of the likelihood."""

    question: str
    name: str
    likely: float
    read: float
    sources: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class _Place:
    """A sentence that is read for a phrase, by its row in the pool."""

    phrase: Phrase
    sentence: int
    words: float
    first: bool
    behind: float


class Proposer:
    """Proposes names for the phrases of a question; `ModelError` where the reader's weights are missing."""

    def __init__(self, store: GraphStore, embedder: Embedder, reader: Reader) -> None:
        self._store = store
        self._embedder = embedder
        self._reader = reader

    def __call__(
        self, sought: Sought, weighed: CandidatePool, holding: str = "", where: Filter = EVERYTHING
    ) -> list[Proposal]:
        """Proposals from a question's first passages, for its phrases that hold a text."""
        asked = phrases(sought.question, holding)
        if not asked:
            return []
        names = _Names(self._store, sought, weighed.pool, where)
        places = self._places(asked, sought, weighed, names)
        texts = self._texts(sought, weighed, [place.sentence for place in places], where)
        found: list[Proposal] = []
        for phrase in asked:
            own = [place for place in places if place.phrase is phrase and place.sentence in texts]
            readings = self._reader.read(phrase.asked, [(texts[place.sentence], 0) for place in own])
            for place, reading in zip(own, readings, strict=True):
                span = texts[place.sentence][reading.start : reading.end]
                margin = max(LEAST_MARGIN, reading.margin)
                found += _proposed(place, span.casefold(), margin, names, sought, weighed)
        return found

    def _places(self, asked: Sequence[Phrase], sought: Sought, weighed: CandidatePool, names: _Names) -> list[_Place]:
        """The best sentence of each of the best passages for every phrase, of those that name something new."""
        pool = weighed.pool
        matrix = self._store.vectors([sought.local.sentences[i] for i in pool.sentences], "sentence")
        likeness = self._embedder.embed([phrase.asked for phrase in asked], "query") @ matrix.T
        words = [weighed.cover.of(phrase.asked) for phrase in asked]
        orders = np.argsort(-(likeness + WORDS_SHARE * np.stack(words)), axis=1, kind="stable")
        names.learn(orders[:, :AT_ONCE].ravel())
        return [
            _Place(phrase, sentence, float(held[sentence]), rank == 0, float(alike.max() - alike[sentence]))
            for phrase, alike, held, order in zip(asked, likeness, words, orders, strict=True)
            for rank, sentence in enumerate(_first(order, pool, names))
        ]

    def _texts(self, sought: Sought, weighed: CandidatePool, sentences: Iterable[int], where: Filter) -> dict[int, str]:
        """The text of each sentence, after its passage's title."""
        rows = dict.fromkeys(sentences)
        ids = {row: taken_apart(sought.local.sentences[weighed.pool.sentences[row]]) for row in rows}
        passages = {one.id: one for one in self._store.passages(sorted({id_ for id_, _ in ids.values()}), where)}
        return {row: _titled(passages[id_], ordinal) for row, (id_, ordinal) in ids.items() if id_ in passages}


class _Names:
    """The names of a pool's entities that the question does not say already, looked up when they are first needed."""

    def __init__(self, store: GraphStore, sought: Sought, pool: Pool, where: Filter) -> None:
        self._store = store
        self._sought = sought
        self._pool = pool
        self._where = where
        self._told: dict[int, str] = {}

    def learn(self, sentences: Integers) -> None:
        """Look up what these sentences name."""
        columns = np.flatnonzero(self._pool.named[sentences].any(axis=0)).tolist()
        ids = {c: self._sought.local.entities[self._pool.entities[c]] for c in columns if c not in self._told}
        if not ids:
            return
        names = {view.entity.id: view.name for view in self._store.entities(list(ids.values()), self._where)}
        said, low = stems(self._sought.question), self._sought.question.casefold()
        for column, id_ in ids.items():
            name = names.get(id_, "")
            self._told[column] = name if name.casefold() not in low and stems(name) - said else ""

    def of(self, sentence: int) -> dict[int, str]:
        """The names in a sentence, by column; where one is not known yet, all that are left are looked up."""
        columns = np.flatnonzero(self._pool.named[sentence]).tolist()
        if not self._told.keys() >= set(columns):
            self.learn(np.arange(len(self._pool.owner)))
        return {column: self._told[column] for column in columns if self._told[column]}


def _first(order: Integers, pool: Pool, names: _Names) -> list[int]:
    """The first sentence that names something new in each of the first passages that have one."""
    found: dict[int, int] = {}
    for sentence in order.tolist():
        owner = int(pool.owner[sentence])
        if owner not in found and names.of(sentence):
            found[owner] = sentence
        if len(found) == READ:
            break
    return list(found.values())


def _titled(passage: Passage, ordinal: int) -> str:
    bounds = sentence_bounds(passage.text)
    text = passage.text[slice(*bounds[ordinal])] if 0 <= ordinal < len(bounds) else passage.text
    return f"{passage.title}. {text}" if passage.title else text


def _proposed(
    place: _Place, span: str, margin: float, names: _Names, sought: Sought, weighed: CandidatePool
) -> list[Proposal]:
    pool = weighed.pool
    own = int(pool.owner[place.sentence])
    found = []
    for column, name in list(names.of(place.sentence).items())[:NAMES]:
        low = name.casefold()
        read = float(bool(span) and (span in low or low in span))
        naming = np.unique(pool.owner[pool.named[:, column] > 0])
        others = int((naming != own).sum())
        frequency = max(1.0, float(sought.local.frequency[pool.entities[column]]))
        values = (
            place.words,
            float(place.first),
            place.behind,
            margin,
            read,
            frequency**-0.5,
            float(others > 0),
            float(np.log1p(others)),
            float(weighed.features[own, 0]),
        )
        passage_id = sought.local.passages[pool.passages[own]]
        sure = read / (1.0 + float(np.exp(-margin)))
        found.append(Proposal(place.phrase.named(name), name, passage_id, np.array(values, np.float32), sure))
    return found


def likelihoods(proposals: Sequence[Proposal], weights: Mapping[str, float]) -> list[float]:
    """How likely each proposal is; together at most 1, the rest being that none of them is right."""
    if not proposals:
        return []
    weight = np.array([weights[name] for name in FEATURES])
    scores = np.stack([one.features for one in proposals]) @ weight + weights["any"]
    top = max(0.0, float(scores.max()))
    shares = np.exp(scores - top)
    likely: list[float] = (shares / (shares.sum() + np.exp(-top))).tolist()
    return likely


def guesses(proposals: Sequence[Proposal], likely: Sequence[float], most: int) -> list[Guess]:
    """The likeliest names, each with its likelihoods added up, in the longest of its likelier wordings."""
    by_name: dict[str, list[tuple[Proposal, float]]] = defaultdict(list)
    for one, share in zip(proposals, likely, strict=True):
        by_name[one.name].append((one, share))
    found = [_guess(name, rows) for name, rows in by_name.items()]
    return sorted(found, key=lambda guess: (-guess.likely, guess.name))[:most]


def _guess(name: str, rows: Sequence[tuple[Proposal, float]]) -> Guess:
    wordings: dict[str, float] = defaultdict(float)
    sources: dict[str, float] = defaultdict(float)
    for one, share in rows:
        wordings[one.question] += share
        sources[one.passage_id] += share
    least = AS_LIKELY * max(wordings.values())
    question = max((text for text, share in wordings.items() if share >= least), key=lambda text: len(text.split()))
    return Guess(question, name, sum(share for _, share in rows), max(one.read for one, _ in rows), dict(sources))

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

from graph.model import EVERYTHING, Passage, Vector, Where
from graph.sentence_id import taken_apart
from graph.sentences import sentence_bounds
from graph.store import GraphStore
from rag.models.embed.protocol import Embedder
from rag.models.read.reader import Reader
from rag.retrieve.cover import stems
from rag.retrieve.order import Sought, Weighed
from rag.retrieve.phrases import Phrase, phrases

FEATURES = ("words", "first", "behind", "margin", "read", "rare", "elsewhere", "passages", "lead")
"""Of a name in a sentence: the share of the phrase's words that the sentence holds; whether it is the first read for
the phrase, and how far its cosine lies behind the greatest; the reader's margin, and whether its words are the name;
1 / the root of the passages that mention the name; whether others of the pool do, and ln(1 + how many); ln of its
passage's lead."""

READ = 3
"""Sentences a phrase that are read, of as many passages."""

NAMES = 8
"""Names a sentence, at most."""

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
        self, sought: Sought, weighed: Weighed, holding: str = "", where: Where = EVERYTHING
    ) -> list[Proposal]:
        """Proposals from a question's first passages, for its phrases that hold a text."""
        asked = phrases(sought.question, holding)
        if not asked:
            return []
        names = self._names(sought, weighed, where)
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

    def _names(self, sought: Sought, weighed: Weighed, where: Where) -> dict[int, str]:
        """The name of each entity of the pool, by its column, that the question does not say already."""
        local, columns = sought.local, weighed.pool.entities.tolist()
        views = {
            view.entity.id: view.name for view in self._store.entities([local.entities[e] for e in columns], where)
        }
        told = {column: views.get(local.entities[entity], "") for column, entity in enumerate(columns)}
        said, low = stems(sought.question), sought.question.casefold()
        return {
            column: name for column, name in told.items() if name and name.casefold() not in low and stems(name) - said
        }

    def _places(
        self, asked: Sequence[Phrase], sought: Sought, weighed: Weighed, names: Mapping[int, str]
    ) -> list[_Place]:
        """The best sentence of each of the best passages for every phrase, of those that name something new."""
        pool = weighed.pool
        matrix = self._store.vectors([sought.local.sentences[i] for i in pool.sentences], "sentence")
        likeness = matrix @ self._embedder.embed([phrase.asked for phrase in asked], "query").T
        naming = pool.named[:, sorted(names)].sum(axis=1) > 0
        found = []
        for phrase, alike in zip(asked, likeness.T, strict=True):
            words = weighed.cover.of(phrase.asked)
            order = np.argsort(-(alike + WORDS_SHARE * words), kind="stable")
            best: dict[int, int] = {}
            for sentence in order[naming[order]].tolist():
                best.setdefault(int(pool.owner[sentence]), sentence)
            top = float(alike.max(initial=0.0))
            found += [
                _Place(phrase, sentence, float(words[sentence]), rank == 0, top - float(alike[sentence]))
                for rank, sentence in enumerate(list(best.values())[:READ])
            ]
        return found

    def _texts(self, sought: Sought, weighed: Weighed, sentences: Iterable[int], where: Where) -> dict[int, str]:
        """The text of each sentence, after its passage's title."""
        rows = dict.fromkeys(sentences)
        ids = {row: taken_apart(sought.local.sentences[weighed.pool.sentences[row]]) for row in rows}
        passages = {one.id: one for one in self._store.passages(sorted({id_ for id_, _ in ids.values()}), where)}
        return {row: _titled(passages[id_], ordinal) for row, (id_, ordinal) in ids.items() if id_ in passages}


def _titled(passage: Passage, ordinal: int) -> str:
    bounds = sentence_bounds(passage.text)
    text = passage.text[slice(*bounds[ordinal])] if 0 <= ordinal < len(bounds) else passage.text
    return f"{passage.title}. {text}" if passage.title else text


def _proposed(
    place: _Place, span: str, margin: float, names: Mapping[int, str], sought: Sought, weighed: Weighed
) -> list[Proposal]:
    pool = weighed.pool
    own = int(pool.owner[place.sentence])
    found = []
    for column in [c for c in np.flatnonzero(pool.named[place.sentence]).tolist() if c in names][:NAMES]:
        name = names[column]
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

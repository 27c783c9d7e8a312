"""Candidate names for what a question only describes, from the sentences a reader reads for it.

"Who covers for the colleague who found the leak?" becomes "Who covers for Ada?" if a sentence of the first passages
says who found it. Asking step by step is the idea of self-ask (O. Press et al., arXiv 2210.03350); here rules find the
steps, and a small reader and a linear model answer them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from graph.sentence_id import split_sentence_id
from graph.store import GraphReader
from graph.text.sentences import sentence_bounds
from graph.text.stemming import prefix_stems
from graph.types import EVERYTHING, Filter, Integers, Passage, Vector
from rag.answer.extractive.reader import Reader
from rag.embed.protocol import Embedder
from rag.linear_model import LinearModel
from rag.retrieve.graph.paths import PassagePool
from rag.retrieve.graph.question_graph import QuestionGraph
from rag.retrieve.graph.search import Search
from rag.retrieve.multihop.decomposition import Phrase, find_phrases

PROPOSAL_FEATURES = ("words", "first", "behind", "margin", "read", "rare", "elsewhere", "passages", "lead")
"""Per name in a sentence: `words`, the share of the phrase's words in the sentence; `first`, whether the sentence ranks
first for the phrase; `behind`, its cosine gap to the greatest; `margin`, the reader's margin; `read`, whether the
reader's span matches the name; `rare`, 1 / root of the number of passages that mention the name; `elsewhere`,
whether other passages of the pool do; `passages`, ln(1 + how many); `lead`, ln of its passage's relative score."""

MAX_READ_PER_PHRASE = 2
"""Sentences read per phrase, each of another passage."""

MAX_NAMES_PER_SENTENCE = 8
"""Most names taken from a sentence."""

AT_ONCE = 8
"""Sentences per phrase whose names are looked up in one query; usually those to be read are among them."""

WORDS_SHARE = 0.5
"""Weight of the share of a phrase's words, added to the cosine, when choosing the sentences to read."""

MIN_MARGIN = -15.0

MIN_WORDING_SHARE = 0.3
"""A longer wording is preferred if it has at least this share of the likeliest one's likelihood: it keeps more of the
question."""


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """A name in a sentence that may replace a phrase: the resulting question, the name, its passage and features."""

    question: str
    name: str
    passage_id: str
    features: Vector
    read: float


@dataclass(frozen=True, slots=True, eq=False)
class SubanswerCandidate:
    """The question with a name in place of a phrase; the likelihood of that (0 to 1), how certain the reader is of the
    name (0 to 1), and the share of the likelihood that each source passage contributes."""

    question: str
    name: str
    likely: float
    read: float
    sources: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class _Place:
    """A sentence to be read for a phrase, by its row in the pool."""

    phrase: Phrase
    sentence: int
    words: float
    first: bool
    behind: float


class Proposer:
    """Proposes names for the phrases of a question; `ModelError` if the reader's weights are missing."""

    def __init__(self, store: GraphReader, embedder: Embedder, reader: Reader) -> None:
        self._store = store
        self._embedder = embedder
        self._reader = reader

    def __call__(self, search: Search, holding: str = "", where: Filter = EVERYTHING) -> list[Proposal]:
        """Return proposals from a search's candidate passages, for the question's phrases that contain `holding`."""
        phrases = find_phrases(search.graph.question.text, holding)
        if not phrases:
            return []
        names = _Names(self._store, search.graph, search.candidates.pool, where)
        places = self._places(phrases, search, names)
        texts = self._texts(search, [place.sentence for place in places], where)
        proposals: list[Proposal] = []
        for phrase in phrases:
            own = [place for place in places if place.phrase is phrase and place.sentence in texts]
            readings = self._reader.read(phrase.asked, [(texts[place.sentence], 0) for place in own])
            for place, reading in zip(own, readings, strict=True):
                span = texts[place.sentence][reading.start : reading.end]
                margin = max(MIN_MARGIN, reading.margin)
                proposals += _proposals_from(place, span.casefold(), margin, names, search)
        return proposals

    def _places(self, phrases: Sequence[Phrase], search: Search, names: _Names) -> list[_Place]:
        """Return the best sentence of each of the best passages for every phrase, if it names something new."""
        pool, coverage = search.candidates.pool, search.candidates.cover
        matrix = self._store.vectors([search.graph.local.sentences[i] for i in pool.sentences], "sentence")
        similarity = self._embedder.embed([phrase.asked for phrase in phrases], "query") @ matrix.T
        words = [coverage.of(phrase.asked) for phrase in phrases]
        orders = np.argsort(-(similarity + WORDS_SHARE * np.stack(words)), axis=1, kind="stable")
        names.learn(orders[:, :AT_ONCE].ravel())
        return [
            _Place(phrase, sentence, float(shares[sentence]), rank == 0, float(cosines.max() - cosines[sentence]))
            for phrase, cosines, shares, order in zip(phrases, similarity, words, orders, strict=True)
            for rank, sentence in enumerate(_first(order, pool, names))
        ]

    def _texts(self, search: Search, sentences: Iterable[int], where: Filter) -> dict[int, str]:
        """Return the text of each sentence, prefixed with its passage's title."""
        rows, pool = dict.fromkeys(sentences), search.candidates.pool
        ids = {row: split_sentence_id(search.graph.local.sentences[pool.sentences[row]]) for row in rows}
        passages = {one.id: one for one in self._store.passages(sorted({id_ for id_, _ in ids.values()}), where)}
        return {row: _titled(passages[id_], ordinal) for row, (id_, ordinal) in ids.items() if id_ in passages}


class _Names:
    """The names of a pool's entities that the question does not contain already, looked up lazily."""

    def __init__(self, store: GraphReader, graph: QuestionGraph, pool: PassagePool, where: Filter) -> None:
        self._store = store
        self._graph = graph
        self._pool = pool
        self._where = where
        self._names: dict[int, str] = {}

    def learn(self, sentences: Integers) -> None:
        """Look up the names of the entities in these sentences."""
        columns = np.flatnonzero(self._pool.named[sentences].any(axis=0)).tolist()
        ids = {c: self._graph.local.entities[self._pool.entities[c]] for c in columns if c not in self._names}
        if not ids:
            return
        names = {view.entity.id: view.name for view in self._store.entities(list(ids.values()), self._where)}
        asked, low = prefix_stems(self._graph.question.text), self._graph.question.text.casefold()
        for column, id_ in ids.items():
            name = names.get(id_, "")
            self._names[column] = name if name.casefold() not in low and prefix_stems(name) - asked else ""

    def of(self, sentence: int) -> dict[int, str]:
        """Return the names in a sentence, by column; if one has not been looked up, look up all that remain."""
        columns = np.flatnonzero(self._pool.named[sentence]).tolist()
        if not self._names.keys() >= set(columns):
            self.learn(np.arange(len(self._pool.owner)))
        return {column: self._names[column] for column in columns if self._names[column]}


def _first(order: Integers, pool: PassagePool, names: _Names) -> list[int]:
    """Return the first sentence that names something new, for each of the first few passages that have one."""
    found: dict[int, int] = {}
    for sentence in order.tolist():
        owner = int(pool.owner[sentence])
        if owner not in found and names.of(sentence):
            found[owner] = sentence
        if len(found) == MAX_READ_PER_PHRASE:
            break
    return list(found.values())


def _titled(passage: Passage, ordinal: int) -> str:
    bounds = sentence_bounds(passage.text)
    text = passage.text[slice(*bounds[ordinal])] if 0 <= ordinal < len(bounds) else passage.text
    return f"{passage.heading}. {text}" if passage.heading else text


def _proposals_from(place: _Place, span: str, margin: float, names: _Names, search: Search) -> list[Proposal]:
    local, pool = search.graph.local, search.candidates.pool
    own = int(pool.owner[place.sentence])
    found = []
    for column, name in list(names.of(place.sentence).items())[:MAX_NAMES_PER_SENTENCE]:
        low = name.casefold()
        read = float(bool(span) and (span in low or low in span))
        naming = np.unique(pool.owner[pool.named[:, column] > 0])
        others = int((naming != own).sum())
        frequency = max(1.0, float(local.frequency[pool.entities[column]]))
        values = (
            place.words,
            float(place.first),
            place.behind,
            margin,
            read,
            frequency**-0.5,
            float(others > 0),
            float(np.log1p(others)),
            float(search.candidates.features[own, 0]),
        )
        passage_id = local.passages[pool.passages[own]]
        sure = read / (1.0 + float(np.exp(-margin)))
        found.append(Proposal(place.phrase.named(name), name, passage_id, np.array(values, np.float32), sure))
    return found


def proposal_likelihoods(proposals: Sequence[Proposal], model: LinearModel) -> list[float]:
    """Return the likelihood of each proposal; they sum to at most 1, the rest being that none is right."""
    if not proposals:
        return []
    scores = model.score(np.stack([one.features for one in proposals]).astype(np.float64))
    top = max(0.0, float(scores.max()))
    shares = np.exp(scores - top)
    likely: list[float] = (shares / (shares.sum() + np.exp(-top))).tolist()
    return likely


def rank_candidates(proposals: Sequence[Proposal], likely: Sequence[float], most: int) -> list[SubanswerCandidate]:
    """Return the likeliest names, each with its likelihoods summed, in the longest of its likelier wordings."""
    by_name: dict[str, list[tuple[Proposal, float]]] = defaultdict(list)
    for one, share in zip(proposals, likely, strict=True):
        by_name[one.name].append((one, share))
    found = [_merge_proposals(name, rows) for name, rows in by_name.items()]
    return sorted(found, key=lambda guess: (-guess.likely, guess.name))[:most]


def _merge_proposals(name: str, rows: Sequence[tuple[Proposal, float]]) -> SubanswerCandidate:
    wordings: dict[str, float] = defaultdict(float)
    sources: dict[str, float] = defaultdict(float)
    for one, share in rows:
        wordings[one.question] += share
        sources[one.passage_id] += share
    least = MIN_WORDING_SHARE * max(wordings.values())
    question = max((text for text, share in wordings.items() if share >= least), key=lambda text: len(text.split()))
    return SubanswerCandidate(
        question, name, sum(share for _, share in rows), max(one.read for one, _ in rows), dict(sources)
    )

"""Look-ups: questions that name nothing rare, or that say where to look or tell a story first.

They ask for what one passage says, and are ranked by features of their own rather than by those that suit questions
which lead from one named thing to the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set

import numpy as np

from graph.idf import idf
from graph.store import GraphReader
from graph.text.stemming import prefix_stems
from graph.types import Matrix, Passage, Vector
from rag.retrieve.graph.candidates import RERANK_FEATURES, CandidatePool
from rag.retrieve.graph.question_graph import QuestionGraph

LOOKUP_FEATURES = (
    "lead",
    "pair",
    "reached",
    "likeness",
    "lexical",
    "closeness",
    "bm25",
    "scope",
    "asked likeness",
    "asked words",
)
"""Per passage: the first five are those of `candidates`; `closeness`, the cosine of the passage times the trust in the
vectors; `bm25`, its share of the best BM25 score; `scope`, whether its heading covers most of the clause that names
where to look (all do without one); `asked likeness`, the cosine of its best sentence to what is asked apart from story
and scope, times that trust (0 if nothing stands apart); `asked words`, the share of the asked words in its text."""

MIN_RARITY = 0.7
"""A question is no look-up if a candidate mentions what it names with at least this certainty times relative idf.
97% of the even-numbered multi-hop questions reach it."""

MIN_GAIN = 0.05
"""Nor if two sentences of different passages, one leading to the other's subject, cover so much more of it than one."""

_SHARED = [RERANK_FEATURES.index(name) for name in LOOKUP_FEATURES[:5]]
_MENTIONS, _REACHED, _WORDS = (RERANK_FEATURES.index(name) for name in ("mentions", "reached", "words"))


def is_lookup(graph: QuestionGraph, candidates: CandidatePool) -> bool:
    """Whether a question is a look-up."""
    best = candidates.features.max(axis=0, initial=0.0)
    hops = best[_MENTIONS] >= MIN_RARITY or best[_REACHED] - best[_WORDS] >= MIN_GAIN
    return graph.focus is not None or not hops


def lookup_features(
    graph: QuestionGraph, candidates: CandidatePool, passages: Mapping[str, Passage], store: GraphReader
) -> Matrix:
    """Return one row of features per passage of the pool."""
    pool, trust = candidates.pool, np.float32(graph.seeds.trust)
    ids = [graph.local.passages[place] for place in pool.passages]
    texts = _Stems([passages[id_] for id_ in ids])
    lexical = dict(graph.seeds.rankings.get("bm25", ()))
    top = max(lexical.values(), default=1.0)
    asked, scope, alike = graph.question, "", np.zeros(len(ids), np.float32)
    if graph.focus is not None:
        asked, scope = graph.focus.asked, graph.focus.scope
        sentences = [graph.local.sentences[place] for place in pool.sentences]
        alike = pool.best(store.similarities(sentences, asked.vector, "sentence")) if sentences else alike
    titled = texts.coverage(scope, texts.headings)
    columns = (
        store.similarities(ids, graph.question.vector, "passage") * trust if ids else np.zeros(0),
        np.array([lexical.get(id_, 0.0) / top for id_ in ids]),
        titled >= titled.max(initial=0.0) - 1e-6,
        alike * trust,
        texts.coverage(asked.text, texts.bodies),
    )
    return np.hstack([candidates.features[:, _SHARED], np.stack(columns, axis=1).astype(np.float32)])


class _Stems:
    """The stems of the headings and the texts of some passages."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        self.headings: list[Set[str]] = []
        self.bodies: list[Set[str]] = []
        for passage in passages:
            self.headings.append(prefix_stems(passage.heading))
            self.bodies.append(prefix_stems(passage.text))

    def coverage(self, text: str, stems: Sequence[Set[str]]) -> Vector:
        """Return the share of a text's words, weighted by how rare they are here, in each of these sets of stems."""
        asked = sorted(prefix_stems(text))
        if not asked:
            return np.zeros(len(stems), np.float32)
        both = [body | heading for body, heading in zip(self.bodies, self.headings, strict=True)]
        weights = idf(len(both), [sum(stem in one for one in both) for stem in asked], least=0.5)
        held = np.array([[stem in one for stem in asked] for one in stems], np.float32).reshape(-1, len(asked))
        return np.asarray(held @ weights / weights.sum(), np.float32)

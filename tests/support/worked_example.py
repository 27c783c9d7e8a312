"""One question asked of the sample documents, told step by step as `docs/retrieval.md` shows it."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass

from graph.text.sentences import sentence_bounds
from graph.text.stemming import prefix_stems
from graph.text.words import WORD_PATTERN
from graph.types import Passage
from rag.retrieve.graph.candidates import RERANK_FEATURES
from rag.retrieve.graph.parameters import Propagation
from rag.retrieve.graph.retriever import Graph
from rag.retrieve.graph.search import Search
from rag.types import Answer, Hit
from tests.bench.retrieval import ABLATIONS
from ui.answers import print_provenance
from ui.terminal import one_line
from ui.workspace import Workspace

QUESTION = "In which village does the supplier of P-03 at the eastern sluice have a yard?"
ANSWER = "Lower Perrin"
HOLDER = "Orrin Hydraulics"
"""The title of the only passage that holds the answer."""

RETRIEVERS = ("bm25", "dense", "rrf", "hybrid", "graph")
FIRST = 5
EVERYTHING = 200
BEGINNING = 64
QUOTED = 90
BANDS = ((5, ""), (10, "6 to 10"), (20, "11 to 20"))


@dataclass(frozen=True, slots=True, eq=False)
class Worked:
    """What became of the question: all steps of graph retrieval, and what each retriever found, best first."""

    passages: dict[str, Passage]
    names: dict[str, str]
    search: Search
    found: dict[str, list[Hit]]
    without: dict[str, list[Hit]]

    @property
    def holder(self) -> Passage:
        """The passage that holds the answer."""
        (holder,) = (passage for passage in self.passages.values() if passage.title == HOLDER)
        return holder

    @property
    def hit(self) -> Hit:
        """That passage as graph retrieval found it."""
        return next(hit for hit in self.found["graph"] if hit.passage.id == self.holder.id)

    def place(self, hits: Sequence[Hit]) -> int:
        """Where that passage stands, from 1; 0 where it was not found."""
        ids = [hit.passage.id for hit in hits]
        return ids.index(self.holder.id) + 1 if self.holder.id in ids else 0

    def sentence(self, sentence_id: str) -> str:
        """The text of a sentence."""
        passage_id, _, ordinal = sentence_id.rpartition("#")
        text = self.passages[passage_id].text
        return text[slice(*sentence_bounds(text)[int(ordinal)])]

    def feature(self, name: str) -> float:
        """What was weighed of that passage."""
        row = self.search.candidate_ids().index(self.holder.id)
        return float(self.search.candidates.features[row, RERANK_FEATURES.index(name)])

    def telling_sentence(self) -> str:
        """The sentence of that passage that holds most words of the question."""
        text, asked = self.holder.text, prefix_stems(QUESTION)
        return max((text[a:b] for a, b in sentence_bounds(text)), key=lambda one: len(prefix_stems(one) & asked))


def worked(workspace: Workspace) -> Worked:
    """Ask the question of the documents in a workspace."""
    store, embedder, tagger = workspace.store, workspace.embedder, workspace.tagger

    def ask(rule: Propagation) -> list[Hit]:
        return Graph(store, embedder, tagger, rule)(QUESTION, EVERYTHING)

    search = Graph(store, embedder, tagger).search(QUESTION)
    return Worked(
        {passage.id: passage for passage in store.passages()},
        {view.entity.id: view.name for view in store.entities(search.graph.local.entities)},
        search,
        {name: workspace.retriever(name)(QUESTION, EVERYTHING) for name in RETRIEVERS},
        {name: ask(rule) for name, rule in ABLATIONS.items()},
    )


def blocks(example: Worked) -> dict[str, str]:
    """The parts of the page that the example makes, by name."""
    made = {
        "named": _named(example),
        "seeds": _seeds(example),
        "bridges": _bridges(example),
        "pair": _pair(example),
        "before": _listed(example.found["hybrid"]),
        "after": _listed(example.found["graph"]),
        "places": _places(example),
        "path": _path(example),
    }
    return {name: "\n".join(lines) for name, lines in made.items()}


def coarse(value: float) -> str:
    """A number to two significant places."""
    return f"{float(f'{value:.1e}'):g}"


def band(place: int) -> str:
    """A place to within what another machine's rounding may change."""
    if not place:
        return "not found"
    return next((told or str(place) for last, told in BANDS if place <= last), "behind 20")


def _named(example: Worked) -> Iterator[str]:
    yield f"> {QUESTION}"
    yield ""
    for one in example.search.graph.linked:
        yield f"It names **{one.name}** (found by: {one.way}; certainty {coarse(one.certainty)})."


def _seeds(example: Worked) -> Iterator[str]:
    seeds = example.search.graph.seeds
    places = {ranker: [id_ for id_, _ in ranking] for ranker, ranking in seeds.rankings.items()}
    mixed = [id_ for id_, _ in seeds.hybrid]
    starts = example.search.graph.starts
    yield "| passage | bm25 | dense | sentence | mixed | share of the start |"
    yield "|---|---|---|---|---|---|"
    for id_ in dict.fromkeys([*mixed[:FIRST], example.holder.id]):
        ranked = [band(found.index(id_) + 1 if id_ in found else 0) for found in (*places.values(), mixed)]
        share = starts.get(id_, 0.0)
        told = coarse(share) if share >= 0.01 else "under 0.01"
        yield f"| {_cell(example.passages[id_])} | {' | '.join(ranked)} | {told} |"


def _bridges(example: Worked) -> Iterator[str]:
    local, bridges = example.search.graph.local, example.search.bridges
    opened: dict[int, list[int]] = {}
    for entity, sentence in bridges.opened_by.items():
        opened.setdefault(sentence, []).append(entity)
    greatest = max(float(bridges.scores[local.entities.index(one.entity_id)]) for one in example.search.graph.linked)
    yield "| sentence | likeness to the question | leads on to | score |"
    yield "|---|---|---|---|"
    for sentence, entities in sorted(opened.items(), key=lambda item: -example.search.graph.similarity[item[0]]):
        names = ", ".join(sorted(example.names[local.entities[entity]] for entity in entities))
        likeness = coarse(float(example.search.graph.similarity[sentence]))
        score = coarse(max(float(bridges.scores[entity]) for entity in entities) / greatest)
        yield f"| {_quoted(example.sentence(local.sentences[sentence]))} | {likeness} | {names} | {score} |"


def _quoted(text: str) -> str:
    """A sentence within a table, which parts its own cells otherwise."""
    return f"“{one_line(text.replace(' | ', ' / '), QUOTED)}”"


def _pair(example: Worked) -> Iterator[str]:
    step = example.hit.trail.steps[-1]
    asked = prefix_stems(QUESTION)
    yield "| | words of the question | share of their weight |"
    yield "|---|---|---|"
    own, other = (
        prefix_stems(text) & asked for text in (example.telling_sentence(), f"{step.from_title} {step.sentence}")
    )
    quotes = (_quoted(text) for text in (example.telling_sentence(), step.sentence))
    yield f"| {next(quotes)} | {_words(own)} | {coarse(example.feature('words'))} |"
    yield f"| together with {next(quotes)} | {_words(own | other)} | {coarse(example.feature('pair'))} |"


def _words(found: frozenset[str]) -> str:
    """The words of the question that begin with these, in its order."""
    return ", ".join(dict.fromkeys(word for word in WORD_PATTERN.findall(QUESTION) if prefix_stems(word) & found))


def _places(example: Worked) -> Iterator[str]:
    yield "| retriever | place |"
    yield "|---|---|"
    for name in RETRIEVERS:
        yield f"| `{name}` | {band(example.place(example.found[name]))} |"
    for name, hits in example.without.items():
        yield f"| `graph` without {name.removeprefix('- ')} | {band(example.place(hits))} |"


def _listed(hits: Sequence[Hit]) -> Iterator[str]:
    for place, hit in enumerate(hits[:FIRST], start=1):
        yield f"{place}. {_cell(hit.passage)}"


def _cell(passage: Passage) -> str:
    text = one_line(passage.text.removeprefix(f"{passage.title}\n"), BEGINNING)
    return f"*{passage.title}*: {text}".replace("|", "/")


def _path(example: Worked) -> Iterator[str]:
    """What `graphloop ask --why` prints of the passage, but for its scores and places, which weights may change."""
    with redirect_stdout(io.StringIO()) as printed:
        print_provenance(Answer("", hits=(example.hit,)))
    kept = [one for one in printed.getvalue().splitlines()[3:] if "found by:" not in one]
    yield "```text"
    yield kept[0].split("  score ")[0].removeprefix("  1. ")
    yield from (one.removeprefix("     ") for one in kept[1:])
    yield "```"

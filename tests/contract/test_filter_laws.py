"""Whatever a reader may see: every read under the filter is that of a store which holds nothing else."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.communities import find_communities
from graph.local import LocalGraph, Seeds
from graph.store import GraphStore
from graph.types import EVERYTHING, Filter, Kind, Meta, Subgraph
from ingest.labels import Labels, write_labels
from tests.contract import oracle
from tests.contract.conftest import NewStore
from tests.contract.corpus import NAMES, WORDS
from tests.contract.dump import dump
from tests.contract.parts import name_of, part, vector

KINDS: tuple[Kind, ...] = ("passage", "sentence", "entity")
COLLECTIONS = ("default", "other")
TAGS, LABELS = ("board", "Board", "draft"), ("red", "blue")
DATES = ("2023", "2023-12", "2024", "2024-02-29", "2024-03", "2024-03-01")
SOURCES = tuple(f"{number}.txt" for number in range(5))
SECRETS = ("Xanthippe", "Quillfeather", "Zorkmid", "Brimblecombe", "Yarrowby")
"""What only the document of that number says: its name, and a word that no other holds."""


def some(values: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), unique=True, max_size=2).map(tuple)


@st.composite
def documents(draw: st.DrawFn, number: int) -> Subgraph:
    """A document of two or three passages that share names with the others."""
    secret = SECRETS[number]
    names = draw(st.lists(st.sampled_from(NAMES[:4]), min_size=1, max_size=2, unique=True))
    paragraphs = [f"{secret} knew {names[0]} at the {draw(st.sampled_from(WORDS))}. It was {secret.lower()}ish."]
    paragraphs += [f"{name} saw the {draw(st.sampled_from(WORDS))}." for name in names]
    meta = Meta(tags=draw(some(TAGS)), access=draw(some(LABELS)), date=draw(st.sampled_from(("", *DATES))))
    made = (SOURCES[number], paragraphs, [secret, *NAMES[:4]], draw(st.sampled_from(("", secret, NAMES[0]))))
    return part(*made, [(secret, "knew", names[0])], meta, draw(st.sampled_from(COLLECTIONS)))


filters = st.builds(
    Filter,
    collection=st.none() | st.sampled_from(COLLECTIONS),
    sources=st.none() | st.none() | some(SOURCES),
    tags=st.none() | some(TAGS),
    access=st.none() | some(LABELS),
    since=st.none() | st.none() | st.sampled_from(DATES),
    until=st.none() | st.none() | st.sampled_from(DATES),
)
corpora = st.tuples(*(documents(number) for number in range(len(SOURCES))))


@dataclass(frozen=True)
class Everything:
    """What there is to ask about: all ids, of hidden documents too."""

    documents: list[str]
    passages: list[str]
    entities: list[str]

    @staticmethod
    def of(parts: tuple[Subgraph, ...]) -> Everything:
        return Everything(
            [name_of(one) for one in parts],
            [passage.id for one in parts for passage in one.passages],
            sorted({entity.id for one in parts for entity in one.entities}),
        )


def reads(store: GraphStore, there: Everything, where: Filter) -> dict[str, object]:
    """The answer to every kind of question under a filter."""
    seeds = Seeds(dict.fromkeys(there.passages, 1.0), dict.fromkeys(there.entities, 0.5))
    around = store.around(seeds, len(there.passages), where)
    near = {f"nearest {kind}": store.nearest(vector("asked"), 40, kind, where) for kind in KINDS}
    whole = store.read(there.documents, where)
    return {
        "dump": dump(store, where),
        "documents": list(store.documents(where)),
        "read": sorted(map(repr, (*whole.documents, *whole.passages, *whole.relations, *whole.fragments))),
        "passages": list(store.passages(there.passages, where)),
        "entities": list(store.entities(there.entities, where)),
        "words": [store.search(text, 40, where=where) for text in (" ".join(SECRETS), "knew Moss river", "saw")],
        "names": store.search(" ".join((*SECRETS, *NAMES[:2])), 40, of="entity", where=where),
        "spellings": [store.spellings(word, where) for word in ("zorkmdi", "xanthipe", "rivre")],
        "around": plain(around),
        "communities": find_communities(around, store.vectors(around.passages, "passage")),
        **near,
    }


def plain(graph: LocalGraph) -> list[object]:
    values = (getattr(graph, field.name) for field in fields(graph))
    return [value.tolist() if isinstance(value, np.ndarray) else value for value in values]


def check_reads(new_store: NewStore, parts: tuple[Subgraph, ...], where: Filter) -> None:
    store, alone = new_store(), new_store()
    there = Everything.of(parts)
    shown = [oracle.is_visible(one.documents[0], where) for one in parts]
    for one, is_shown in zip(parts, shown, strict=True):
        store.replace(name_of(one), one)
        if is_shown:
            alone.replace(name_of(one), one)
    found = reads(store, there, where)
    assert found == reads(alone, there, EVERYTHING)
    words = repr(found)
    for secret, one, is_shown in zip(SECRETS, parts, shown, strict=True):
        traces = [secret, secret.lower(), name_of(one), *(passage.id for passage in one.passages)]
        assert [trace for trace in traces if trace in words] == (traces if is_shown else [])


def test_a_filter_leaves_the_graph_of_what_it_shows(new_store: NewStore, is_on_server: bool) -> None:
    """Collections, sources, tags, labels and dates, each alone and together."""

    @settings(max_examples=3 if is_on_server else 30)
    @given(corpora, filters)
    def check(parts: tuple[Subgraph, ...], where: Filter) -> None:
        check_reads(new_store, parts, where)

    check()


def test_a_document_that_is_labelled_anew_is_seen_by_its_new_labels(new_store: NewStore) -> None:
    """Its passages and vectors are those it had, to the last bit."""
    text = [f"{NAMES[0]} knew {NAMES[1]}.", "It rained."]
    before = part("a.txt", text, NAMES[:2], "Rain", meta=Meta(tags=("old",)))
    after = part("a.txt", text, NAMES[:2], "Rain", meta=Meta(tags=("new",), access=("red",)))
    store, alone = new_store(), new_store()
    store.replace(name_of(before), before)
    assert store.search("rained", 3, where=Filter(tags=("old",), access=()))
    write_labels(store, name_of(before), Labels(("new",), ("red",)))
    alone.replace(name_of(after), after)
    there = Everything.of((after,))
    where = Filter(tags=("new",), access=("red",))
    assert reads(store, there, where) == reads(alone, there, EVERYTHING)
    for hidden in (Filter(tags=("old",)), Filter(access=())):
        assert store.search("rained", 3, where=hidden) == []
    assert store.check() == []

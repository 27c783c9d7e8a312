"""A pipeline that `tests.tools.train_tagger` writes is named in the settings and finds names in what is taken in."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from graph.sqlite.store import SqliteStore
from rag.ner.pipeline import SPACY_KINDS, PipelineTagger
from rag.ner.protocol import Span
from tests.bench.gold_names import Marked
from tests.bench.tagging import Score, measure
from tests.support.command import home
from tests.tools.train_tagger import LABELS, Size, join, train, varied

FIRST = ("oda", "brin", "tamsel", "wike", "jorun", "pell", "astra", "corrin")
LAST = ("marlow", "finch", "okafor", "varga", "teague", "petrie", "drew", "calloway")
TOWN = ("leedham", "portmell", "skerrin", "ostrava", "lagosta", "thornby", "wexley", "kirnan")
SHAPES = (
    ("person", "mr ", " sold the boat."),
    ("person", "we wrote to mr ", " about the lamp."),
    ("place", "they lived in the town of ", " for years."),
    ("place", "the town of ", " has a harbour."),
    ("", "the rain fell and the boat ", "left."),
)


def sentence(chance: random.Random) -> Marked:
    kind, before, after = chance.choice(SHAPES)
    if not kind:
        return Marked(before + after, ())
    name = f"{chance.choice(FIRST)} {chance.choice(LAST)}" if kind == "person" else chance.choice(TOWN)
    return Marked(before + name + after, (Span(len(before), len(before) + len(name), kind),))


def made(seed: int, count: int) -> list[Marked]:
    chance = random.Random(seed)
    return [sentence(chance) for _ in range(count)]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("trained") / "names"
    train(made(1, 150), 8, Size(width=16, depth=1, rows=100), words=50).to_disk(folder)
    return folder


def test_a_trained_folder_finds_names_without_capitals_and_tells_their_kind(trained: Path) -> None:
    texts = made(2, 60)
    alone = measure(PipelineTagger(str(trained), None), texts, coarse=False)
    assert alone.untyped.f1 > 0.9
    assert alone.typed.f1 > 0.9
    text = "Ada Byron wrote to mr oda finch about the lamp."
    found = [(text[span.start : span.end], span.kind) for span in PipelineTagger(str(trained)).mentions(text)]
    assert ("oda finch", "person") in found
    assert any(name == "Ada Byron" for name, _ in found)


def test_a_trained_folder_is_named_in_the_settings_and_its_names_enter_the_graph(
    trained: Path, tmp_path: Path, model_cache: Path
) -> None:
    made_home = home(tmp_path, model_cache)
    paper = tmp_path / "paper.txt"
    paper.write_text("we wrote to mr oda finch about the lamp. they lived in the town of leedham for years.\n")
    for tagger, expected in (("rules", False), (str(trained), True)):
        assert made_home.run("config", "set", "ingest.tagger", tagger).code == 0
        ran = made_home.run("ingest", paper)
        assert ran.code == 0, ran
        assert ("oda finch" in names_of(made_home.data / "graph.db")) is expected


def names_of(file: Path) -> set[str]:
    store = SqliteStore(file)
    names = {view.name for view in store.entities()}
    store.close()
    return names


def test_a_folder_that_is_trained_anew_has_another_name(trained: Path, tmp_path: Path) -> None:
    other = tmp_path / "names"
    train(made(3, 20), 1, Size(width=16, depth=1, rows=100)).to_disk(other)
    assert PipelineTagger(str(other)).name != PipelineTagger(str(trained)).name
    assert PipelineTagger(str(trained)).name == PipelineTagger(str(trained)).name


def test_every_label_turns_back_into_its_kind() -> None:
    assert {kind: SPACY_KINDS.get(label, "") for kind, label in LABELS.items()} == {kind: kind for kind in LABELS}


def test_names_stay_in_place_when_sentences_are_joined_and_varied() -> None:
    texts = made(4, 50)
    words = {one.text[name.start : name.end] for one in texts for name in one.names}
    joined = join(texts[:3])
    assert joined.text == " ".join(one.text for one in texts[:3])
    runs = [*varied(texts, random.Random(1))]
    assert spoken(runs) <= words | {word.upper() for word in words}
    assert sum(len(one.names) for one in runs) == sum(len(one.names) for one in texts)
    assert all(left.end <= right.start for one in runs for left, right in pairwise(one.names))


def spoken(texts: Sequence[Marked]) -> set[str]:
    return {one.text[name.start : name.end] for one in texts for name in one.names}


def test_scores_count_whole_names() -> None:
    score = Score(found=4, gold=6, right=3)
    assert (score.precision, score.recall, score.f1) == (0.75, 0.5, 0.6)

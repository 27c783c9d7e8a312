"""`docs/retrieval.md` tells what the program does: its worked example is made here and compared.

SCREENSHOTS in the environment writes the example's blocks and its picture anew.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from graph.neighborhood import MAX_HUB_PASSAGES, ROUND_DECAY
from graph.text.stemming import prefix_stems
from rag.retrieve.graph.candidates import RANK_CONSTANT, RERANK_FEATURES
from rag.retrieve.graph.parameters import Propagation
from rag.retrieve.graph.seeds import DENSE_SHARE, FULL_TRUST_CORRELATION
from tests.bench.retrieval import ABLATIONS
from tests.support.path_picture import picture
from tests.support.worked_example import ANSWER, FIRST, HOLDER, QUESTION, Worked, blocks, worked
from tests.tools.train_rerank import CLAIMS, LANGUAGE
from ui.samples.questions import SAMPLE_DOCUMENTS
from ui.settings import Settings
from ui.workspace import Workspace

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "retrieval.md"
PICTURE = ROOT / "docs" / "img" / "retrieval-path.svg"
FRACTION = re.compile(r"\d+\.\d+")
RANKED = re.compile(r"^\d+\. (.*)", re.MULTILINE)
PLACES = ("1", "2", "3", "4", "5", "6 to 10", "11 to 20", "behind 20", "not found")
ROW = re.compile(r"^\| (.*?) \|.*", re.MULTILINE)


def parts(page: str) -> dict[str, str]:
    """The parts of the example that stand in the page, by name."""
    return dict(re.findall(r"<!-- example: (\w+) -->\n(.*?)\n?<!-- end -->", page, re.DOTALL))


def rewritten(page: str, made: dict[str, str]) -> str:
    """The page with its parts of the example made anew."""
    for name, text in made.items():
        begin = f"<!-- example: {name} -->\n"
        before, found, rest = page.partition(begin)
        assert found, name
        page = f"{before}{begin}{text}\n{rest[rest.index('<!-- end -->') :]}"
    return page


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Iterator[Worked]:
    data = tmp_path_factory.mktemp("example")
    model_cache.mkdir(parents=True, exist_ok=True)
    (data / "cache").symlink_to(model_cache, target_is_directory=True)
    settings = Settings.model_validate({"data_dir": data, "ingest": {"tagger": "rules"}})
    with Workspace(settings) as workspace:
        report = workspace.ingest([SAMPLE_DOCUMENTS])
        assert {outcome.state for outcome in report.outcomes} == {"indexed"}
        yield worked(workspace)


def drawn(example: Worked) -> str:
    return picture(QUESTION, example.hit.trail, HOLDER, example.telling_sentence())


def fractions(text: str) -> list[float]:
    """The numbers with a decimal point, whose last digit another processor may round another way."""
    return [float(number) for number in FRACTION.findall(text)]


def ranked_alike(one: str, other: str) -> bool:
    """Whether two lists of passages have all but one in common: another processor may rank two close ones otherwise."""
    first, second = RANKED.findall(one), RANKED.findall(other)
    return len(first) == len(second) and len(set(first) & set(second)) >= len(first) - 1


def rows_alike(one: str, other: str) -> bool:
    """Whether two tables have all rows but one in common, in any order, with about the same cells in each."""
    first, second = ({row[1]: row[0] for row in ROW.finditer(table)} for table in (one, other))
    shared = first.keys() & second.keys()
    alike = all(cells_alike(first[name], second[name]) for name in shared)
    return len(first) == len(second) and len(shared) >= len(first) - 1 and alike


def cells_alike(one: str, other: str) -> bool:
    """Whether rows have the same cells, but for what another processor may change: a last digit, the next place."""
    for cell, there in zip(one.split(" | ")[1:], other.split(" | ")[1:], strict=True):
        if cell in PLACES and there in PLACES:
            if abs(PLACES.index(cell) - PLACES.index(there)) > 1:
                return False
        elif FRACTION.sub("#", cell) != FRACTION.sub("#", there):
            return False
    return fractions(one) == pytest.approx(fractions(other), rel=0.08)


def test_the_example_shows_what_words_and_vectors_do_not_find(example: Worked) -> None:
    assert [one.passage.title for one in example.found["graph"] if ANSWER in one.passage.text] == [HOLDER]
    assert 1 <= example.place(example.found["graph"]) <= FIRST
    for name in ("bm25", "dense", "rrf", "hybrid"):
        assert not 0 < example.place(example.found[name]) <= FIRST, name
    first, second = example.hit.trail.steps
    assert first.name in QUESTION
    assert second.name == HOLDER
    assert example.holder.id not in (first.from_passage, second.from_passage)


def test_each_step_does_what_the_page_says_of_it(example: Worked) -> None:
    local = example.search.graph.local
    opened = {
        example.names[local.entities[entity]]: sentence for entity, sentence in example.search.bridges.opened_by.items()
    }
    likeness = example.search.graph.similarity
    assert opened[HOLDER] == max(opened.values(), key=lambda sentence: float(likeness[sentence]))
    assert len(set(opened.values())) == 2
    assert len(prefix_stems(QUESTION) & prefix_stems(f"{HOLDER} {example.holder.text}")) == 1
    assert example.feature("words") < 0.5 < example.feature("pair")
    assert len(local.passages) == len(example.passages)


def test_the_page_holds_the_example(example: Worked) -> None:
    made = blocks(example)
    page = PAGE.read_text(encoding="utf-8")
    if os.environ.get("SCREENSHOTS"):
        page = rewritten(page, made)
        PAGE.write_text(page, encoding="utf-8")
    found = parts(page)
    assert found.keys() == made.keys()
    for name, text in made.items():
        assert ranked_alike(found[name], text), "SCREENSHOTS=1 writes the example anew"
        if name in ("seeds", "bridges"):
            assert rows_alike(found[name], text), "SCREENSHOTS=1 writes the example anew"
            continue
        there, here = RANKED.sub("", found[name]), RANKED.sub("", text)
        assert FRACTION.sub("#", there) == FRACTION.sub("#", here), "SCREENSHOTS=1 writes the example anew"
        assert fractions(there) == pytest.approx(fractions(here), rel=0.08), name


def test_lists_that_differ_in_two_passages_are_not_alike() -> None:
    listed = "1. one\n2. two\n3. three"
    assert ranked_alike(listed, "1. two\n2. one\n3. four")
    assert not ranked_alike(listed, "1. one\n2. five\n3. four")
    assert not ranked_alike(listed, "1. one\n2. two")


def test_tables_that_differ_in_two_rows_a_number_or_two_places_are_not_alike() -> None:
    table = "| a | 1 | 0.5 |\n| b | 2 | 0.4 |\n| c | 3 | 0.3 |"
    assert rows_alike(table, "| b | 1 | 0.41 |\n| a | 2 | 0.5 |\n| d | 3 | 0.2 |")
    assert not rows_alike(table, "| a | 1 | 0.5 |\n| e | 2 | 0.4 |\n| d | 3 | 0.3 |")
    assert not rows_alike(table, "| a | 3 | 0.5 |\n| b | 2 | 0.4 |\n| c | 3 | 0.3 |")
    assert not rows_alike(table, "| a | one | 0.5 |\n| b | 2 | 0.4 |\n| c | 3 | 0.3 |")
    assert not rows_alike(table, "| a | 1 | 0.6 |\n| b | 2 | 0.4 |\n| c | 3 | 0.3 |")
    assert not rows_alike(table, "| a | 1 | 0.5 |\n| b | 2 | 0.4 |")


def test_the_picture_is_that_of_the_example(example: Worked) -> None:
    made = drawn(example)
    if os.environ.get("SCREENSHOTS"):
        PICTURE.parent.mkdir(parents=True, exist_ok=True)
        PICTURE.write_text(made, encoding="utf-8")
    assert PICTURE.read_text(encoding="utf-8") == made, "SCREENSHOTS=1 draws the picture anew"
    text = " ".join("".join(ElementTree.fromstring(made).itertext()).split())
    assert all(step.name in text for step in example.hit.trail.steps)
    assert ANSWER in text


def test_the_page_names_files_features_and_switches_that_are_there() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for name in re.findall(r"`((?:graph|rag|evals|ingest|ui|tests)/[\w/]+\.\w+)`", page):
        assert (ROOT / name).is_file(), name
    for name in (*RERANK_FEATURES, *(one.removeprefix("- ") for one in ABLATIONS)):
        assert f"`{name}`" in page, name
    assert f"({PICTURE.relative_to(PAGE.parent).as_posix()})" in page


def test_the_page_tells_the_numbers_of_the_code() -> None:
    page = " ".join(PAGE.read_text(encoding="utf-8").split())
    rule = Propagation()
    restart = 1 - rule.damping
    told = (
        f"mixed = {DENSE_SHARE} t · max(",
        f"divided by {FULL_TRUST_CORRELATION} and cut off",
        f"Only {rule.limit} passages are walked",
        f"An entity in more than {MAX_HUB_PASSAGES} passages gives nothing on",
        f"counts {ROUND_DECAY}^r",
        f"above {rule.bridging.least}, over at most {('one', 'two', 'three')[rule.bridging.hops - 1]} hops",
        f"entities of at most {rule.bridging.widest} passages",
        f"weigh {rule.entity_mass} against 1",
        f"mass ← {restart:.1f} · seeds + {rule.damping} · W mass ({rule.iterations} times)",
        f"`{1 - rule.blend:.2f} · mass / greatest mass + {rule.blend} · mixed`",
        f"`ln(1 + {rule.ordering.first} / passages that hold it)`",
        f"stands in at most {rule.ordering.widest} passages",
        f"{RANK_CONSTANT} / ({RANK_CONSTANT} + its place in the mix, from 0)",
        f"{CLAIMS} training claims of SciFact",
        f"each counting {LANGUAGE}",
    )
    assert [one for one in told if one not in page] == []

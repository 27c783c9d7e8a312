"""Pages of PDFs with their quotes marked, and small graphs."""

from __future__ import annotations

import io
import json

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tests.support.command import Home
from ui.neighbours import draw_neighbourhood, find_entities, load_neighbourhood, load_relations
from ui.samples.questions import SAMPLE_DOCUMENTS
from ui.settings import load_settings
from ui.web.draw import Drawing, Edge, Node, draw_answer, echarts_option, find_clicked_edge, find_clicked_node
from ui.web.layout import find_free_labels, layout_nodes
from ui.web.page_image import PageImage, render_page_image
from ui.workspace import Workspace

REVIEW = SAMPLE_DOCUMENTS / "annual-review-2024.pdf"


def yellow(png: bytes) -> int:
    """How many pixels are of the colour of a mark."""
    pixels = np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)
    return int(((pixels[..., 0] > 200) & (pixels[..., 1] > 180) & (pixels[..., 2] < 190)).sum())


def test_a_quote_is_marked_on_its_page() -> None:
    found = render_page_image(REVIEW, 2, "the fish counter at Kettle Weir recorded 412 sea trout in 2024, after 365")
    assert isinstance(found, PageImage)
    assert found.marked >= 1
    plain = render_page_image(REVIEW, 2, "")
    assert isinstance(plain, PageImage)
    assert plain.marked == 0
    assert yellow(found.png) > yellow(plain.png) + 2_000


def test_a_quote_that_is_not_on_the_page_is_not_marked() -> None:
    found = render_page_image(REVIEW, 1, "the fish counter at Kettle Weir recorded 999 sea trout")
    assert isinstance(found, PageImage)
    assert found.marked == 0


@given(st.integers(0, 30), st.lists(st.tuples(st.integers(0, 29), st.integers(0, 29)), max_size=40))
def test_places_lie_in_the_picture(nodes: int, edges: list[tuple[int, int]]) -> None:
    inner = [(a, b) for a, b in edges if a < nodes and b < nodes and a != b]
    at = layout_nodes(nodes, inner)
    assert at.shape == (nodes, 2)
    assert np.isfinite(at).all()
    assert ((at >= 0) & (at <= 1)).all()
    assert np.array_equal(at, layout_nodes(nodes, inner))


def test_names_that_overlap_one_before_them_are_left_out() -> None:
    at = np.array([[0.0, 0.5], [0.1, 0.5], [0.1, 0.6], [0.9, 0.5]])
    assert find_free_labels(at, ["Alasdair Finch", "Oona Petrie", "Silas Drew", "Edda"]) == {0, 2, 3}
    assert find_free_labels(at[:0], []) == set()


def test_a_drawing_keeps_what_it_can_show() -> None:
    nodes = [Node(str(n), f"node {n}", "entity") for n in range(5)]
    edges = [Edge("0", "1"), Edge("1", "0", bold=True), Edge("0", "0"), Edge("0", "4"), Edge("0", "?")]
    made = Drawing.of([*nodes, nodes[0]], edges, 3)
    assert [node.id for node in made.nodes] == ["0", "1", "2"]
    assert made.edges == (Edge("1", "0", bold=True),)


def test_names_are_no_templates_and_clicks_find_their_node() -> None:
    made = Drawing.of([Node("a", "{b} <img src=x>", "cited"), Node("b", "B", "entity")], [Edge("a", "b")], 10)
    series = json.loads(json.dumps(echarts_option(made)))["series"][0]
    assert "{" not in series["data"][0]["label"]["formatter"]
    group = {"data_type": "node", "data_indices": [1]}
    assert find_clicked_node(made, {"selection": {"selected": [group]}}) == made.nodes[1]
    assert find_clicked_node(made, {"selection": {"selected": [{**group, "data_indices": [7]}]}}) is None
    assert find_clicked_node(made, {"selection": {"selected": [{**group, "data_type": "edge"}]}}) is None
    clicked = {"selection": {"selected": [{"data_type": "edge", "data_indices": [0]}]}}
    assert find_clicked_edge(made, clicked) == made.edges[0]
    assert find_clicked_edge(made, {"selection": {"selected": [group]}}) is None


def test_kinds_have_their_colours_and_edges_their_words() -> None:
    nodes = [Node("a", "A", "entity", "person"), Node("b", "B", "entity", "{ship}"), Node("c", "C", "entity")]
    made = Drawing.of(nodes, [Edge("a", "b"), Edge("a", "b", True, "{sail}"), Edge("b", "c")], 10)
    option = json.loads(json.dumps(echarts_option(made)))
    series = option["series"][0]
    assert option["legend"]["data"] == ["person", "{ship}", "entity"]
    colours = [group["itemStyle"]["color"] for group in series["categories"]]
    assert len(set(colours)) == 3
    assert [node["category"] for node in series["data"]] == [0, 1, 2]
    assert [(edge["label"]["show"], edge["label"]["formatter"]) for edge in series["links"]] == [
        (True, "(sail}"),
        (False, ""),
    ]


def test_the_graph_of_an_answer_holds_its_passages_and_entities(library: Home) -> None:
    with Workspace(load_settings(library.data)) as space:
        from rag.types import Answer, Citation

        hits = space.retriever("graph")("Who kept the Skerry Light?", 4, space.where)
        answer = Answer("x", (Citation(1, hits[0].passage.id, "q"),), tuple(hits))
        for given_answer in (answer, Answer("x", answer.citations, tuple(space.retriever("bm25")("Skerry Light", 3)))):
            made = draw_answer(given_answer, space.store, space.where)
            assert made.nodes[0].role == "cited"
            assert {"cited", "entity"} <= {node.role for node in made.nodes}
            assert made.edges
            assert len(made.nodes) <= 60


def test_an_entity_stands_among_its_neighbours(library: Home) -> None:
    with Workspace(load_settings(library.data)) as space:
        view = find_entities(space.store, "Portmellin", space.where)[0]
        assert view.name == "Portmellin"
        found = load_neighbourhood(space.store, view.entity.id, space.where)
        assert found is not None
        assert all("Portmellin" in f"{one.title} {one.text}" for one in found.passages)
        assert any("Calloway" in one.name for one in found.neighbours)
        made = draw_neighbourhood(found, load_relations(space.store, found, space.where))
        assert made.nodes[0].role == "centre"
        assert len(made.nodes) == len(found.neighbours) + 1
        assert "design harbour of" in {edge.label for edge in made.edges}
        assert {"date", "person"} <= {one.kind for one in found.neighbours}
        named = load_neighbourhood(space.store, view.entity.id, space.where, values=False)
        assert named is not None
        assert [one.name for one in named.neighbours] == [one.name for one in found.neighbours if one.kind != "date"]
        assert load_neighbourhood(space.store, "nobody", space.where) is None
        assert find_entities(space.store, "  ", space.where) == []

"""A person marks passages that readers of the files see."""

from __future__ import annotations

from evals.human.feedback import make_feedback
from graph.types import Document, Meta, Passage, Subgraph
from rag.types import Answer, Hit
from tests.support.command import Home
from ui.right_passages import list_candidates
from ui.settings import load_settings
from ui.workspace import Workspace


def test_hidden_text_is_not_offered_as_right(empty: Home) -> None:
    seen, unseen = "The ferry leaves at noon.", "The ferry is the best ferry."
    document = Document.make("ferry.pdf", "Ferry", seen + unseen, meta=Meta(hidden=((len(seen), len(seen + unseen)),)))
    passages = (
        Passage("seen", document.id, seen, 0, source="ferry.pdf"),
        Passage("unseen", document.id, unseen, len(seen), ordinal=1, source="ferry.pdf", hidden=True),
    )
    with Workspace(load_settings(empty.data)) as space:
        space.store.replace(document.id, Subgraph(documents=(document,), passages=passages))
        shown = make_feedback("When?", Answer("At noon.", hits=tuple(Hit(one, 1.0) for one in passages)), "down")
        assert [one.gold.passage_id for one in list_candidates(space, shown)] == ["seen"]
        searched = make_feedback("When?", Answer("Never."), "down")
        assert {hit.passage.id for hit in space.retriever("bm25")("ferry", 5, space.where)} == {"seen", "unseen"}
        assert [one.gold.passage_id for one in list_candidates(space, searched, "ferry")] == ["seen"]

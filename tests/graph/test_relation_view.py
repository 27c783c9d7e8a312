from __future__ import annotations

from graph.relation_view import view_relations
from graph.types import Document, Entity, Mention, Passage, Relation, Sentence, Subgraph


def test_a_relation_is_quoted_by_the_sentence_that_mentions_both() -> None:
    text = "Ada came.  Ada owns\nMarlow. Marlow burned."
    document = Document.make("file.txt", "", text)
    passage = Passage("p", document.id, text, 0)
    ada, marlow = Entity.make("ada"), Entity.make("marlow")
    sentences = [Sentence("p", 0, 0, 9), Sentence("p", 1, 11, 27), Sentence("p", 2, 28, 42)]
    mentions = [
        *(Mention("p", ada.id, start, start + 3) for start in (0, 11)),
        *(Mention("p", marlow.id, start, start + 6) for start in (20, 28)),
    ]
    part = Subgraph(
        (document,),
        (passage,),
        tuple(sentences),
        (ada, marlow),
        tuple(mentions),
        (Relation(ada.id, "own", marlow.id, "p"), Relation(ada.id, "see", ada.id, "elsewhere")),
    )
    (view,) = view_relations(part, [marlow.id])
    assert (view.quote, view.passage, view.subject_id) == ("Ada owns Marlow.", passage, ada.id)
    assert list(view_relations(part, [marlow.id, ada.id])) == []


def test_without_sentences_nothing_is_quoted() -> None:
    passage = Passage("p", "d", "Ada owns Marlow.", 0)
    part = Subgraph(passages=(passage,), relations=(Relation("a", "own", "b", "p"),))
    assert [view.quote for view in view_relations(part, ["a"])] == [""]
    assert list(view_relations(part, ["c"])) == []
    assert list(view_relations(part, ["a", "b"])) == []

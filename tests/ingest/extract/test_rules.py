from __future__ import annotations

from dataclasses import replace

from graph.entity_view import NO_NAME
from graph.types import Document, Passage, Sentence, Subgraph
from ingest.extract.rules import Extractor
from rag.ner.kinds import KindModel
from rag.ner.rules import RuleTagger
from tests.ingest.extract.given import extract_from


def extract(title: str, *sentences: str) -> tuple[Subgraph, Passage]:
    text = " ".join(sentences)
    document = Document.make("file.txt", title, text)
    passage = Passage(Passage.name(document.id, text, 0), document.id, text, 0, title=title)
    bounds = []
    start = 0
    for ordinal, sentence in enumerate(sentences):
        bounds.append(Sentence(passage.id, ordinal, start, start + len(sentence)))
        start += len(sentence) + 1
    return extract_from(Extractor(RuleTagger()), document, [passage], bounds), passage


def mentioned(graph: Subgraph, passage: Passage) -> list[tuple[str, str]]:
    keys = {entity.id: entity.key for entity in graph.entities}
    texts = {True: passage.title, False: passage.text}
    return [(texts[m.in_title][m.start : m.end], keys[m.entity_id]) for m in graph.mentions]


def test_the_title_is_mentioned_by_its_passage() -> None:
    graph, passage = extract("Rush (band)", "It was founded in Toronto.")
    assert ("Rush", "rush") in mentioned(graph, passage)
    assert [mention.in_title for mention in graph.mentions] == [True, False]


def test_a_surname_is_the_full_name_of_its_document() -> None:
    graph, passage = extract("", "We met Ada Byron today.", "Later Byron left.")
    assert mentioned(graph, passage) == [("Ada Byron", "ada byron"), ("Byron", "ada byron")]


def test_a_surname_of_two_people_stays_open() -> None:
    graph, passage = extract("", "We met Ada Byron and Tom Byron today.", "Later Byron left.")
    assert ("Byron", "byron") in mentioned(graph, passage)


def test_an_acronym_in_brackets_is_its_name_and_known_there_by_itself() -> None:
    graph, passage = extract("", "The Marlow River Trust (MRT) met.", "Then MRT voted.")
    assert mentioned(graph, passage) == [
        ("Marlow River Trust", "marlow river trust"),
        ("MRT", "marlow river trust"),
        ("MRT", "marlow river trust"),
        ("MRT", "mrt"),
    ]


def test_names_are_related_by_what_a_sentence_states() -> None:
    graph, passage = extract("", "Yesterday Ada Byron was hired by Marlow Trust.")
    keys = {entity.id: entity.key for entity in graph.entities}
    assert [(keys[r.subject_id], r.predicate, keys[r.object_id]) for r in graph.relations] == [
        ("marlow trust", "hire", "ada byron")
    ]
    assert graph.relations[0].passage_id == passage.id


def test_a_pronoun_stands_for_the_title() -> None:
    graph, _ = extract("Ada Byron", "Ada Byron wrote well.", "She was born in London.")
    keys = {entity.id: entity.key for entity in graph.entities}
    assert [(keys[r.subject_id], r.predicate, keys[r.object_id]) for r in graph.relations] == [
        ("ada byron", "be born in", "london")
    ]


def test_collections_share_no_entity() -> None:
    def entity_id(collection: str) -> str:
        document = Document.make("f", "", "See Ada Byron.", collection=collection)
        passage = Passage("p", document.id, document.text, 0)
        return extract_from(Extractor(RuleTagger()), document, [passage], [Sentence("p", 0, 0, 14)]).entities[0].id

    assert entity_id("one") != entity_id("two")


def extract_kinds(text: str, kinds: KindModel | None) -> tuple[Subgraph, dict[str, str]]:
    document = Document.make("file.txt", "Notes", text)
    passage = Passage(Passage.name(document.id, text, 0), document.id, text, 0, title="Notes")
    graph = extract_from(
        Extractor(RuleTagger(), kinds=kinds), document, [passage], [Sentence(passage.id, 0, 0, len(text))]
    )
    return graph, {text[one.start : one.end]: one.kind for one in graph.mentions if not one.in_title}


def test_mentions_have_kinds() -> None:
    text = "Maria Jensen moved to Rotterdam on 3 May 2021.\n\nYear | Amount | Percent Change | Comments"
    graph, found = extract_kinds(text, KindModel())
    heads = dict.fromkeys(("Amount", "Percent Change", "Comments"), NO_NAME)
    assert found == {"Maria Jensen": "person", "Rotterdam": "place", "3 May 2021": "", **heads}
    assert {one.kind for one in graph.mentions if one.in_title} <= {"", "document"}


def test_kinds_change_nothing_else() -> None:
    text = "Maria Jensen works for Marlow Trust in Rotterdam.\n\nYear | Amount | Percent Change | Comments"
    (judged, kinds), (plain, none) = extract_kinds(text, KindModel()), extract_kinds(text, None)
    assert any(kinds.values())
    assert not any(none.values())
    assert replace(judged, mentions=()) == replace(plain, mentions=())
    assert [replace(one, kind="") for one in judged.mentions] == list(plain.mentions)


def test_a_document_in_another_language_has_no_kinds() -> None:
    text = "Der Vertrag mit Maria Jensen endet, sobald die Wohnung in Rotterdam geräumt übergeben wurde."
    _, found = extract_kinds(text, KindModel())
    assert {"Maria Jensen", "Rotterdam"} <= found.keys()
    assert set(found.values()) == {""}


def test_names_are_found_where_nothing_is_capitalized() -> None:
    graph, passage = extract("", "we asked dana petrov about the server and she said that jonas owns it.")
    assert {("dana petrov", "dana petrov"), ("jonas", "jonas")} <= set(mentioned(graph, passage))

"""Relations of whole passages: which sentences are read, and who a pronoun stands for."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from graph.types import Document
from ingest.extract import relations
from ingest.extract.rules import Extractor
from rag.dependency_parser import Token, parse_trees
from rag.ner.rules import RuleTagger
from tests.ingest.extract.given import extract_from, taken


def related(text: str, title: str = "") -> list[tuple[str, str, str]]:
    graph, _ = taken(text, title)
    keys = {entity.id: entity.key for entity in graph.entities}
    return [(keys[one.subject_id], one.predicate, keys[one.object_id]) for one in graph.relations]


def test_a_date_is_what_something_happened_on_and_never_who_did_it() -> None:
    assert related("The Marlow Trust was founded on 3 June 1999.") == [("marlow trust", "be founded on", "3 june 1999")]
    assert related("On 3 June 1999 the Marlow Trust was 3 miles away.") == []


def test_a_pronoun_stands_for_the_title_only_where_the_passage_begins_with_it() -> None:
    text = "{} rose quickly in those days. She was born in London."
    assert related(text.format("Ada Byron"), "Ada Byron") == [("ada byron", "be born in", "london")]
    assert related(text.format("Oona Petrie"), "Ada Byron") == []


def test_a_speaker_is_not_what_is_spoken_of() -> None:
    assert related("Ada Byron: owns the mill at Marlow, as we know from the book.") == []


@pytest.mark.parametrize(
    "text",
    [
        "Der Marlow Verein besitzt die Osprey Werft in Kiel und auch in Bremen, so steht es hier.",
        "| Ada Byron | owns | Marlow Trust | of the town |",
        "Ada Byron, Marlow Trust, Osprey Wharf and Kent Pier.",
    ],
)
def test_other_languages_tables_and_lists_state_nothing(text: str) -> None:
    assert related(text) == []


def test_without_parsing_there_are_no_relations() -> None:
    with_relations, without = Extractor(RuleTagger()), Extractor(RuleTagger(), parses=False)
    assert with_relations.name != without.name
    _, passages = taken("Ada Byron owns the Marlow Trust.")
    document = Document.make("file.txt", "", passages[0].text)
    assert extract_from(without, document, passages, []).relations == ()


def test_of_a_long_document_sentences_are_read_evenly_and_a_batch_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = []

    def parse(texts: Sequence[str]) -> Sequence[Sequence[Token]]:
        sizes.append(len(texts))
        return parse_trees(texts)

    monkeypatch.setattr(relations, "parse_trees", parse)
    monkeypatch.setattr(relations, "MAX_SENTENCES", 10)
    monkeypatch.setattr(relations, "BATCH_SENTENCES", 4)
    found = related(" ".join(f"Ada Byron owns the mill at Marlow{number}." for number in range(30)))
    assert sizes == [4, 4, 2]
    assert [object_ for _, _, object_ in found] == [f"marlow{number}" for number in range(0, 30, 3)]

"""Tags and access labels stay as people set them, and no unchanged file is read for that."""

from __future__ import annotations

import numpy as np

from graph.types import Document, Meta
from ingest.choices import Choices
from ingest.labels import FileLabels, Labels, find_shared_labels, label_source, write_labels
from ingest.store_index import StoreIndex
from tests.ingest.conftest import Place, Write

NOTE = "---\ntitle: Weir\ntags: [river, draft]\n---\n\nThe weir of Elmford was built in 1911.\n"
RECORDS = '[{"title": "Oak", "text": "Oaks are tall."}, {"title": "Elm", "text": "Elms are old."}]'
LABELLED = Choices(labels=Labels(("Trees",), ("board",)))


def labels(place: Place) -> dict[str, Labels]:
    return {document.title: Labels.of(document.meta) for document in place.store.documents()}


def only(place: Place) -> Document:
    (document,) = place.store.documents()
    return document


def test_front_matter_gives_tags_and_stays_text(place: Place, write: Write) -> None:
    place.take(write("weir.md", NOTE))
    assert only(place).meta.tags == ("river", "draft")
    assert "tags: river, draft" in only(place).text


def test_labels_stay_when_a_file_is_ingested_again_without_them(place: Place, write: Write) -> None:
    path = write("trees.json", RECORDS)
    place.take(path, choices=LABELLED)
    revision = place.store.about().revision
    assert place.take(path).counts == {"unchanged": 1}
    assert place.take(path, choices=LABELLED).counts == {"unchanged": 1}
    assert place.store.about().revision == revision
    place.ledger.forget("default", str(path))
    assert place.take(path).counts == {"unchanged": 1}
    # A record that comes later is labelled as the others are, since it is of the same file.
    write("trees.json", RECORDS.replace("]", ', {"title": "Ash", "text": "Ash burns."}]').replace("tall", "high"))
    place.take(path)
    assert labels(place) == dict.fromkeys(("Oak", "Elm", "Ash"), LABELLED.labels)


def test_an_unchanged_file_is_labelled_without_being_read(place: Place, write: Write) -> None:
    path = write("weir.md", NOTE)
    place.take(path)
    before, embedded = place.store.read([only(place).id]), len(place.embedder.texts)
    report = place.take(path, choices=Choices(labels=Labels(("RIVER", "Town"), ("staff",))))
    assert (report.counts, report.documents, report.passages) == ({"updated": 1}, 1, 0)
    assert Labels.of(only(place).meta) == Labels(("river", "draft", "Town"), ("staff",))
    after = place.store.read([only(place).id])
    assert (after.passages, set(after.mentions)) == (before.passages, set(before.mentions))
    assert np.array_equal(after.vectors["sentence"].matrix, before.vectors["sentence"].matrix)
    assert len(place.embedder.texts) == embedded
    assert place.take(path).counts == {"unchanged": 1}


def test_a_copy_that_is_labelled_labels_what_is_stored(place: Place, write: Write) -> None:
    place.take(write("weir.md", NOTE))
    copy = write("copy.md", NOTE)
    assert place.take(copy, choices=Choices(labels=Labels(("one",)))).counts == {"copy": 1}
    assert place.take(copy, choices=Choices(labels=Labels(("two",)))).counts == {"updated": 1}
    assert only(place).meta.tags == ("river", "draft", "one", "two")


def test_tags_of_the_file_follow_it_and_those_of_people_stay(place: Place, write: Write) -> None:
    path = write("weir.md", NOTE)
    place.take(path, choices=Choices(labels=Labels(("board",))))
    write_labels(place.store, only(place).id, Labels(("draft", "board")))
    write("weir.md", NOTE.replace("1911", "1912"))
    place.take(path)
    assert only(place).meta.tags == ("draft", "board"), "what a person removed does not come back"
    write("weir.md", NOTE.replace("river, draft", "River, final"))
    place.take(path)
    assert only(place).meta.tags == ("board", "final")
    moved = path.rename(path.with_name("moved.md"))
    assert place.take(moved).counts == {"moved": 1}
    assert only(place).meta.tags == ("board", "final")
    write("moved.md", NOTE.replace("river, draft", ""))
    place.take(moved)
    assert only(place).meta.tags == ("board",)


def test_what_is_gone_cannot_be_labelled(place: Place, write: Write) -> None:
    path = write("weir.md", NOTE)
    place.take(path)
    stored = StoreIndex.read(place.store, "default")
    place.store.replace(only(place).id, None)
    assert label_source(place.store, stored, str(path), Labels(("late",))) == 0
    assert list(place.store.documents()) == []


def test_a_new_record_gets_what_all_others_have() -> None:
    metas = [Meta(tags=("A", "b"), access=("x", "y")), Meta(tags=("a", "c"), access=("y",))]
    shared = find_shared_labels(metas)
    assert shared == Labels(("A",), ("y",))
    assert find_shared_labels(()) == Labels()
    rule = FileLabels(Labels(("d",)), before=("A",), shared=shared)
    assert rule.merge(None, ("e",)) == Labels(("e", "d"), ("y",))
    assert rule.merge(None, ("a",)) == Labels(("A", "d"), ("y",))

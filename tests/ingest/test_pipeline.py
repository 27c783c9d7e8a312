"""A whole ingest over real files: what comes in, what is left alone, what is replaced and what is removed."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest

from graph.errors import Reason, UsageError
from graph.types import Filter
from ingest.labels import Labels
from ingest.pipeline import Choices
from ingest.report import Event, FileFinished, IngestAdvanced, IngestStarted
from ingest.types import Limits
from tests.ingest.conftest import Place, Write

RIVER = "The Alder River rises in the Grey Hills.\n\nIt was mapped by Ruth Calder in 1911. She named its falls."
MILL = "# Calder Mill\n\nCalder Mill was built by Tom Calder in 1850.\n\nIt ground oats."


def records(*pairs: tuple[str, str]) -> str:
    return json.dumps([{"idx": place, "title": title, "text": text} for place, (title, text) in enumerate(pairs)])


def test_files_become_documents_with_passages_sentences_and_vectors(place: Place, folder: Path, write: Write) -> None:
    write("river.txt", RIVER)
    write("mill.md", MILL)
    report = place.take(folder)
    assert report.counts == {"indexed": 2}
    assert report.exit_code == 0
    assert place.titles() == ["Calder Mill", "river"]
    graph = place.store.read([document.id for document in place.store.documents()])
    assert report.passages == len(graph.passages)
    texts = {document.id: document.text for document in graph.documents}
    assert all(texts[p.document_id][p.start : p.end] == p.text for p in graph.passages)
    assert set(graph.vectors["passage"].ids) == {passage.id for passage in graph.passages}
    assert set(graph.vectors["sentence"].ids) == {sentence.id for sentence in graph.sentences}
    assert {view.name for view in place.store.entities()} >= {"Ruth Calder", "Calder Mill"}


def test_vectors_are_those_of_title_and_passage(place: Place, write: Write) -> None:
    place.take(write("mill.md", MILL))
    passage = next(place.store.passages())
    expected = place.embedder.embed([f"{passage.title}\n{passage.text}"])[0]
    np.testing.assert_allclose(place.store.vectors([passage.id], "passage")[0], expected, atol=1e-6)


def test_a_second_run_embeds_and_writes_nothing(place: Place, folder: Path, write: Write) -> None:
    write("river.txt", RIVER)
    write("corpus.json", records(("Oak", "Oaks are tall."), ("Elm", "Elms are old.")))
    place.take(folder)
    before, embedded = place.store.about().revision, len(place.embedder.texts)
    report = place.take(folder)
    assert report.counts == {"unchanged": 2}
    assert (report.documents, report.passages) == (0, 0)
    assert len(place.embedder.texts) == embedded
    assert place.store.about().revision == before


def test_without_its_ledger_a_run_still_embeds_nothing(place: Place, write: Write) -> None:
    path = write("river.txt", RIVER)
    place.take(path)
    embedded = len(place.embedder.texts)
    place.ledger.forget("default", str(path))
    assert place.take(path).counts == {"unchanged": 1}
    assert len(place.embedder.texts) == embedded


def test_the_ledger_is_not_believed_when_the_store_lost_the_document(place: Place, write: Write) -> None:
    path = write("river.txt", RIVER)
    place.take(path)
    place.store.replace(next(place.store.documents()).id, None)
    assert place.take(path).counts == {"updated": 1}
    assert place.titles() == ["river"]


def test_a_changed_file_replaces_its_old_version(place: Place, write: Write) -> None:
    path = write("river.txt", RIVER)
    place.take(path)
    write("river.txt", RIVER.replace("1911", "1913"))
    assert place.take(path).counts == {"updated": 1}
    assert place.texts() == [RIVER.replace("1911", "1913")]


def test_passages_that_stay_keep_their_vectors(place: Place, write: Write) -> None:
    paragraphs = [f"Paragraph {n} speaks of the village of Elmford. " * 12 for n in range(6)]
    path = write("long.txt", "\n\n".join(paragraphs))
    first = place.take(path).passages
    place.embedder.texts.clear()
    paragraphs[-1] = "The last paragraph is new. " * 20
    write("long.txt", "\n\n".join(paragraphs))
    place.take(path)
    assert 0 < len(place.embedder.texts) < first
    for passage in place.store.passages():
        expected = place.embedder.embed([f"{passage.title}\n{passage.text}"])[0]
        np.testing.assert_array_equal(place.store.vectors([passage.id], "passage")[0], expected)


def test_a_new_title_gives_new_vectors(place: Place, write: Write) -> None:
    path = write("one.json", records(("Oak", "It is tall.")))
    place.take(path)
    write("one.json", records(("Elm", "It is tall.")))
    place.take(path)
    passage = next(place.store.passages())
    expected = place.embedder.embed(["Elm\nIt is tall."])[0]
    np.testing.assert_array_equal(place.store.vectors([passage.id], "passage")[0], expected)


def test_records_that_vanish_from_a_file_leave_the_store(place: Place, write: Write) -> None:
    path = write("trees.json", records(("Oak", "Oaks are tall."), ("Elm", "Elms are old."), ("Ash", "Ash burns.")))
    place.take(path)
    write("trees.json", records(("Oak", "Oaks are tall."), ("Elm", "Elms are gone.")))
    outcome = place.take(path).outcomes[0]
    assert (outcome.state, outcome.documents, outcome.removed) == ("updated", 1, 1)
    assert place.titles() == ["Elm", "Oak"]


def test_prune_removes_what_is_gone_from_the_folder_and_nothing_else(
    place: Place, folder: Path, write: Write, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere.txt"
    elsewhere.write_text("A file that lies elsewhere.")
    gone = write("below/river.txt", RIVER)
    write("mill.md", MILL)
    place.take(folder, elsewhere)
    gone.unlink()
    elsewhere.unlink()
    assert place.take(folder).pruned == ()
    report = place.take(folder, choices=Choices(prune=True))
    assert report.pruned == (str(gone),)
    assert place.titles() == ["Calder Mill", "elsewhere"]


def test_a_refused_file_does_not_stop_the_run_and_keeps_its_old_version(
    place: Place, folder: Path, write: Write
) -> None:
    write("b.json", records(("Oak", "Oaks are tall.")))
    place.take(folder)
    write("a.gif", b"GIF89a" + bytes(200))
    write("b.json", '[{"title": "Oak", "text": "Oaks')
    write("c.txt", RIVER)
    report = place.take(folder)
    assert [(o.state, o.reason) for o in report.outcomes] == [
        ("refused", Reason.UNSUPPORTED),
        ("refused", Reason.CORRUPT),
        ("indexed", None),
    ]
    assert report.exit_code == 3
    assert all(o.message and o.hint for o in report.outcomes if o.state == "refused")
    assert place.titles() == ["Oak", "c"]


def test_a_file_larger_than_the_limit_is_refused(place: Place, write: Write) -> None:
    path = write("long.txt", "word " * 1000)
    report = place.take(path, choices=Choices(limits=Limits(file_bytes=1000)))
    assert [o.reason for o in report.outcomes] == [Reason.TOO_LARGE]


def test_a_wrong_path_is_said_before_anything_is_read(place: Place, write: Write, tmp_path: Path) -> None:
    good = write("river.txt", RIVER)
    with pytest.raises(UsageError, match="there is no file or folder"):
        place.take(good, tmp_path / "nothing.txt")
    assert place.titles() == []


def test_labels_collection_and_format_stand_on_every_document(place: Place, write: Write) -> None:
    path = write("mill.md", MILL)
    place.take(path, choices=Choices(collection="mills", labels=Labels(("history",), ("staff",))))
    (document,) = place.store.documents(Filter(collection="mills"))
    assert (document.meta.format, document.meta.tags, document.meta.access) == ("markdown", ("history",), ("staff",))
    report = place.take(path, choices=Choices(collection="mills", labels=Labels(("history",), ("public",))))
    assert report.counts == {"updated": 1}


def test_another_passage_size_makes_the_passages_anew(place: Place, write: Write) -> None:
    path = write("long.txt", "A sentence of some length stands here. " * 60)
    place.take(path)
    assert place.take(path, choices=Choices(size=300)).counts == {"updated": 1}
    assert all(len(passage.text) <= 300 for passage in place.store.passages())


def test_progress_tells_of_every_file(place: Place, folder: Path, write: Write) -> None:
    write("a.txt", RIVER)
    write("b.txt", "")
    events: list[Event] = []
    place.take(folder, progress=events.append)
    assert events[0] == IngestStarted(2, len(RIVER))
    assert {e.outcome.state for e in events if isinstance(e, FileFinished)} == {"indexed", "refused"}
    last = events[-1]
    assert isinstance(last, IngestAdvanced)
    assert (last.files_done, last.files, last.passages) == (2, 2, 1)


def test_an_interrupt_leaves_whole_documents(place: Place, write: Write) -> None:
    path = write("many.json", records(*((f"Tree {n}", f"Tree number {n} stands alone.") for n in range(200))))

    def interrupt(event: Event) -> None:
        if isinstance(event, IngestAdvanced) and event.passages == 70:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        place.take(path, progress=interrupt)
    assert len(place.titles()) == 70
    assert place.store.check() == []
    report = place.take(path)
    assert (report.counts, report.documents) == ({"indexed": 1}, 130)


def test_a_link_and_its_file_are_one_source(place: Place, folder: Path, write: Write) -> None:
    path = write("river.txt", RIVER)
    (folder / "link.txt").symlink_to(path)
    place.take(folder)
    assert [document.source for document in place.store.documents()] == [str(path.resolve())]


def test_an_unreadable_file_is_refused(place: Place, write: Write) -> None:
    if os.geteuid() == 0:
        pytest.skip("SKIPPED: everything is readable for root")
    path = write("river.txt", RIVER)
    path.chmod(0)
    assert [o.reason for o in place.take(path).outcomes] == [Reason.UNREADABLE]


def test_a_sentence_is_embedded_under_its_title(place: Place, write: Write) -> None:
    place.take(write("mill.md", MILL))
    graph = place.store.read([document.id for document in place.store.documents()])
    rows = place.store.vectors([sentence.id for sentence in graph.sentences], "sentence")
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    passage, sentence = graph.passages[0], graph.sentences[1]
    text = f"{passage.title}\n{passage.text}"
    start = len(passage.title) + 1 + sentence.start
    end = len(passage.title) + 1 + sentence.end
    (title, plain) = place.embedder.embed_spans([text], [[(0, len(passage.title)), (start, end)]])[0]
    mixed = plain * (end - start) + title * min(len(passage.title), end - start)
    np.testing.assert_allclose(rows[1], mixed / np.linalg.norm(mixed), atol=1e-5)


def test_nothing_is_learned_from_hidden_text(place: Place, write: Write) -> None:
    seen, hidden = "Alasdair Finch kept the Skerry Light.", "Silas Crake owns the Skerry Light."
    report = place.take(write("a.html", f"<p>{seen}</p><p style='display:none'>{hidden}</p>"))
    assert report.outcomes[0].notes == (f"hidden text: 1 stretch, {len(hidden)} characters (display: none)",)
    assert [(one.text, one.hidden) for one in place.store.passages()] == [(seen, False), (hidden, True)]
    assert {entity.name for entity in place.store.entities()} >= {"Alasdair Finch"}
    assert not any("Crake" in entity.name for entity in place.store.entities())
    assert place.store.search("Crake", 5)
    (document,) = place.store.documents()
    whole = place.store.read([document.id])
    assert {mention.passage_id for mention in whole.mentions} == {whole.passages[0].id}

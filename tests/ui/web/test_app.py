"""Each page in Streamlit's own test frame: no browser, the real store, models and journal."""

from __future__ import annotations

import shutil
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from rag.conversations import group_versions
from rag.llm.providers import provider_specs
from rag.types import Answer, Citation, Hit, Provenance
from tests.support.command import Home
from tests.support.neo4j_fixture import wipe
from tests.support.neo4j_server import Server
from tests.support.servers import Reply, Request, events, scripted
from tests.support.servers import chat as completion
from ui.neighbours import find_entities
from ui.web import jobs
from ui.web.components import suggesting, waiting
from ui.web.session import current_workspace
from ui.workspace import Workspace

APP = Path(__file__).parents[3] / "ui" / "web" / "app.py"
SECONDS = 150.0
KEY = "sk-very-secret-key"


@contextmanager
def workspace(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """The workspace that the pages will open on a data folder."""
    monkeypatch.setenv("GRAPHLOOP_DATA_DIR", str(folder))
    monkeypatch.chdir(folder.parent)
    st.cache_data.clear()
    try:
        with current_workspace() as space:
            try:
                yield space
            finally:
                rest(space)
    finally:
        st.cache_resource.clear()
        st.cache_data.clear()


def rest(space: Workspace) -> None:
    """Wait until no thread works on the workspace, so that it can be closed."""
    deadline = time.monotonic() + SECONDS
    keys = [key for key in list(jobs._jobs) if key[0] == str(space.settings.data_dir)]
    while (any(map(waiting.is_busy, keys)) or suggesting.QUEUE.is_working()) and time.monotonic() < deadline:
        time.sleep(0.05)
    for key in keys:
        jobs.dismiss_job(key)


@pytest.fixture
def space(library: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """A copy of the library."""
    shutil.copytree(library.data, tmp_path / "kept", symlinks=True)
    with workspace(tmp_path / "kept", monkeypatch) as found:
        yield found


@pytest.fixture
def nothing(empty: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """No documents."""
    with workspace(empty.data, monkeypatch) as found:
        yield found


def chat(thread: str = "") -> AppTest:
    test = AppTest.from_file(str(APP), default_timeout=SECONDS)
    if thread:
        test.query_params["thread"] = thread
    return test.run()


def page(name: str) -> AppTest:
    """One page by its module."""

    def show(name: str) -> None:
        import importlib

        from ui.web.session import show_errors

        with show_errors():
            importlib.import_module(f"ui.web.views.{name}").page()

    return AppTest.from_function(show, default_timeout=SECONDS, args=(name,)).run()


def until(test: AppTest, true: Callable[[AppTest], bool]) -> AppTest:
    """Run a page until something holds of it."""
    deadline = time.monotonic() + SECONDS
    while not true(test):
        assert not test.exception, test.exception
        assert time.monotonic() < deadline, shown(test)
        time.sleep(0.1)
        test.run()
    return test


def shown(test: AppTest) -> str:
    """All words on a page."""
    kinds = (test.main, test.sidebar)
    words = [str(getattr(one, "value", "")) + str(getattr(one, "label", "")) for kind in kinds for one in walk(kind)]
    return "\n".join(words)


def walk(block: object) -> Iterator[object]:
    yield block
    for child in getattr(block, "children", {}).values():
        yield from walk(child)


def tells(words: str, test: AppTest) -> bool:
    """Whether the words stand on a page."""
    return words in shown(test)


def suggests(test: AppTest) -> bool:
    """Whether questions are suggested."""
    return any("suggestions" in (one.key or "") for one in test.button)


def pressed(test: AppTest, words: str) -> AppTest:
    """Press the first button whose label or key holds the words."""
    found = next(one for one in test.button if words in one.label or words in (one.key or ""))
    return found.click().run()


def pressed_by_enter(test: AppTest, form: str) -> str:
    """The label of the button that Enter presses in the form: its first one."""
    return next(one for one in test.button if one.form_id == form).label


def test_the_samples_are_one_click_away(nothing: Workspace) -> None:
    test = chat()
    assert "There are no documents yet" in shown(test)
    assert not test.chat_input
    pressed(test, "Try the sample documents")
    until(test, lambda test: "What do you want to know?" in shown(test))
    until(test, suggests)
    assert any("fish pass" in one.label for one in test.button)
    assert test.chat_input


def test_what_has_been_read_offers_questions_of_its_own(space: Workspace) -> None:
    test = until(chat(), suggests)
    assert sum("suggestions" in (one.key or "") for one in test.button) == 3
    pressed(test, "suggestions")
    until(test, lambda test: bool(test.feedback))
    assert len(space.threads.list()) == 1


def test_a_thread_holds_its_answer_its_sources_and_its_rating(space: Workspace) -> None:
    def script(request: Request) -> Reply:
        return Reply(body=events("Alasdair Finch kept it [1]."), kind="text/event-stream")

    from ui.settings import save_settings

    with scripted(script) as server:
        save_settings(space.settings, {"llm.base_url": server.url, "llm.model": "m"})
        test = chat()
        test.chat_input[0].set_value("Who kept the Skrery Light?").run()
        until(test, lambda test: bool(test.feedback))
    assert not test.exception
    assert "read “Skrery” as “Skerry”" in shown(test)
    (thread,) = space.threads.list()
    assert test.query_params["thread"] in (thread.id, [thread.id])
    pressed(test, "cite")
    assert "<mark>" in shown(test)
    complain(test, space)
    again = chat(thread.id)
    assert "Not helpful, saved" in shown(again)
    assert again.feedback[0].value == 0
    assert [(one.reasons, one.expected) for one in space.feedback.list()] == [
        (("incomplete",), "Alasdair Finch, from 1911")
    ]
    toggle(again, space)
    pressed(again, "Delete …")
    assert tells("Also kept in 1 piece of feedback, 1 case:", again)
    again.checkbox(key=f"everywhere {thread.id}").check().run()
    next(one for one in again.button if one.label == "Delete").click().run()
    assert (space.threads.list(), space.feedback.list(), space.archive.cases()) == ([], [], [])


def complain(test: AppTest, space: Workspace) -> None:
    """A thumb, a reason, the right answer, and a passage that a search found: two clicks make a test question."""
    test.feedback[0].set_value(0).run()
    (said,) = space.feedback.list()
    test.button_group(key=f"reasons {said.id}").set_value(["incomplete"])
    test.text_area(key=f"expected {said.id}").set_value("Alasdair Finch, from 1911")
    assert pressed_by_enter(test, f"more {said.id}") == "Save"
    test.text_input(key=f"passage words {said.id}").set_value("light keepers")
    pressed(test, f"search {said.id}")
    boxes = [box for box in test.checkbox if (box.key or "").startswith(f"right {said.id}")]
    assert len(boxes) == len({box.key for box in boxes}) > 1
    boxes[-1].check()
    pressed(test, f"promote {said.id}")
    assert not test.exception
    (case,) = space.archive.cases()
    assert case.reference == "Alasdair Finch, from 1911"
    assert [gold.passage_id for gold in case.gold] == [(boxes[-1].key or "").split()[-1]]
    (said,) = space.feedback.list()
    assert (said.status, said.gold) == ("done", case.gold)
    assert "It is a test question" in shown(test)


def toggle(test: AppTest, space: Workspace) -> None:
    """Another thumb, none, and the first again lose nothing of what was written."""
    (said,) = space.feedback.list()
    said = replace(said, comment="see the plaque")
    space.feedback.rewrite(said)  # in another tab
    for value, rating in ((1, "up"), (None, ""), (0, "down")):
        test.feedback[0].set_value(value).run()
        assert [one.rating for one in space.feedback.list()] == [rating] * bool(rating)
    assert space.feedback.list() == [said]
    assert r"Not helpful, saved · incomplete\, the right answer\, the right passages\, a comment" in shown(test)


def test_a_question_is_asked_in_other_words_and_its_versions_are_kept(space: Workspace) -> None:
    thread = space.threads.create("t")
    first = space.threads.append(thread, "Who bilt it?", Answer("Nobody knows."))
    test = chat(thread)
    pressed(test, f"edit {first}")
    test.text_area(key=f"words {first}").set_value("Who built the Skerry Light?")
    next(one for one in test.button if one.label == "Ask").click().run()
    until(test, lambda test: bool(test.feedback) and tells("Marion Teague", test))
    assert [turn.replaces for turn in space.threads.turns(thread)] == ["", first]
    assert tells("2 of 2", test)
    assert not tells("Nobody knows", test)
    until(test, suggests)
    pressed(test, f"version -1 {first}")
    assert tells("Nobody knows", test)
    assert tells("1 of 2", test)
    pressed(test, f"again {first}")
    until(test, lambda test: tells("3 of 3", test) and bool(test.feedback))
    until(test, suggests)
    pressed(test, "suggestions")
    assert len(group_versions(space.threads.turns(thread))) == 2
    until(test, lambda test: len(test.feedback) == 2)


def test_while_a_version_is_written_it_is_shown_and_no_other_is_asked_for(space: Workspace) -> None:
    thread = space.threads.create("t")
    first = space.threads.append(thread, "Who built it?", Answer("Nobody knows."))
    test = chat(thread)
    again = next(one for one in test.button if one.key == f"again {first}")
    second = space.threads.append(thread, "Who built the Light?", replaces=first)
    again.click().run()
    assert tells("an answer is still being written", test)
    assert len(space.threads.turns(thread)) == 2
    test.session_state[f"version {first}"] = first
    test.run()
    assert tells("2 of 2", test)
    assert not any(one.key == f"again {first}" for one in test.button)
    disabled = {one.key: one.disabled for one in test.button if first in (one.key or "")}
    assert disabled == {f"version -1 {first}": True, f"version 1 {first}": True, f"edit {first}": True}
    space.threads.finish(second, Answer("Marion Teague did."))
    test.run()
    assert tells("Nobody knows", test)
    assert tells("1 of 2", test)
    assert not test.chat_input[0].disabled


def test_a_long_answer_and_many_sources_are_folded(space: Workspace) -> None:
    passage = next(iter(space.store.passages(where=space.where)))
    citations = tuple(Citation(number, passage.id, "Skerry", 0, 6, True) for number in range(1, 10))
    thread = space.threads.create("t")
    answer = Answer("A long story. " * 400, citations, (Hit(passage, 1.0, Provenance()),))
    space.threads.append(thread, "Tell me everything", answer)
    test = chat(thread)
    assert tells("gl-folded", test)
    cited = [one for one in test.button if (one.key or "").startswith("cite ")]
    assert len(cited) == 6
    pressed(test, "Show the whole answer")
    pressed(test, "Show all 9 sources")
    assert not tells("gl-folded", test)
    assert sum((one.key or "").startswith("cite ") for one in test.button) == 9
    pressed(test, "Show less")
    assert tells("gl-folded", test)


def test_citations_of_one_file_stand_under_its_name(space: Workspace) -> None:
    by_file = {Path(one.source).name: one for one in space.store.passages(where=space.where)}
    light, keepers = by_file["lighthouse.txt"], by_file["keepers.md"]
    citations = tuple(
        Citation(number, one.id, one.text[4:10], 4, 10, True) for number, one in enumerate((light, keepers, light), 1)
    )
    thread = space.threads.create("t")
    hits = (Hit(light, 1.0, Provenance()), Hit(keepers, 0.5, Provenance()))
    space.threads.append(thread, "Who?", Answer("It is so [1][2][3].", citations, hits))
    test = chat(thread)
    cited = [one.label for one in test.button if (one.key or "").startswith("cite ")]
    assert cited == ["**1** · passage 1", "**3** · passage 1", r"**2** · keepers\.md"]
    assert tells(r"**lighthouse\.txt**", test)
    assert not tells(r"draft: **keepers\.md**", test)


def test_threads_are_made_renamed_and_removed(space: Workspace) -> None:
    first, second = space.threads.create("one *thread*"), space.threads.create("another")
    test = chat(first)
    assert any(one.label == r"one \*thread\*" for one in test.button)
    test.text_input(key=f"name {first}").set_value("renamed").run()
    pressed(test, "Rename")
    assert {one.title for one in space.threads.list()} == {"renamed", "another"}
    pressed(test, "Pin")
    assert [one.title for one in space.threads.list() if one.pinned] == ["renamed"]
    assert tells("Pinned", test)
    assert tells("Today", test)
    test.text_input(key="thread search").set_value("ANOTHER").run()
    assert not any(one.key == f"thread {first}" for one in test.button)
    test.text_input(key="thread search").set_value("nowhere").run()
    assert tells("No conversation contains these words", test)
    test.text_input(key="thread search").set_value("").run()
    pressed(test, "Delete …")
    assert not tells("Also kept in", test)
    next(one for one in test.button if one.label == "Delete").click().run()
    assert [one.id for one in space.threads.list()] == [second]
    assert "thread" not in test.query_params
    assert "What do you want to know?" in shown(test)


def test_an_unknown_thread_in_the_address_is_no_fault(space: Workspace) -> None:
    test = chat("nothing-of-this-name")
    assert not test.exception
    assert "What do you want to know?" in shown(test)


def test_documents_are_listed_and_a_missing_path_is_told(space: Workspace) -> None:
    test = page("documents")
    table = test.dataframe[-1].value
    assert sorted(table["file"]) == ["keepers.md", "lighthouse.txt", "register.csv"]
    test.text_input[0].set_value("/nowhere/at/all")
    next(one for one in test.button if one.label == "Read it").click().run()
    assert "nowhere" in test.error[0].value
    assert not test.exception
    assert not test.run().error


def test_a_typed_path_is_shown_before_it_is_read(nothing: Workspace, tmp_path: Path) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    (papers / "light.txt").write_text("The Skerry Light was built in 1874.\n")
    (papers / "reef.txt").write_text("It stands on the northern reef.\n")
    (tmp_path / "way").symlink_to(papers)

    def typed(path: Path | str) -> AppTest:
        test = page("documents")
        test.text_input[0].set_value(str(path))
        return next(one for one in test.button if one.label == "Read it").click().run()

    for path, words in (("/etc", "system"), ("/", "whole machine"), (nothing.settings.data_dir, "own data folder")):
        assert words in typed(path).error[0].value
    asked = typed(tmp_path / "way")
    assert tells("**2 files** (0.1 kB)", asked)
    assert tells("papers?", asked)
    assert nothing.store.about().documents == 0
    pressed(asked, "leave unread")
    assert not tells("2 files", asked)
    assert nothing.store.about().documents == 0
    pressed(typed(tmp_path / "way"), "Yes, read")
    rest(nothing)
    assert nothing.store.about().documents == 2


def test_documents_and_uploads_are_removed(space: Workspace) -> None:
    from ui import uploads
    from ui.web.views import documents

    kept = uploads.save_upload(space.settings.data_dir, "note.txt", b"The Osprey Sound froze in 1963.\n")
    space.ingest([kept])
    files = documents.list_files(space, "", space.settings.collection, space.store.about().revision)
    mine = [one for one in files if one.source == str(kept)]
    assert [(one.name, one.passages) for one in mine] == [("note.txt", 1)]
    space.remove([one for one in space.store.documents(space.where) if one.id in mine[0].ids])
    assert not kept.exists()
    assert all(one.source != str(kept) for one in space.store.documents(space.where))


def test_an_entity_is_found_and_shown(space: Workspace) -> None:
    test = page("graph")
    assert any(one.label.startswith("Portmellin") for one in test.button)
    test.text_input[0].set_value("Calloway").run()
    pressed(test, "Rupert Calloway")
    assert "Passages that mention Rupert Calloway" in shown(test)
    assert "<mark>Rupert Calloway</mark>" in shown(test)
    test.text_input[0].set_value("Nobody Atall").run()
    assert "There is no entity with that name" in shown(test)


def test_an_entity_has_an_address_a_path_to_another_and_passages_that_open(space: Workspace) -> None:
    name = find_entities(space.store, "Rupert Calloway", space.where)[0].entity.id
    test = AppTest.from_string("from ui.web.views import graph\ngraph.page()", default_timeout=SECONDS)
    test.query_params["entity"] = name
    test.run()
    assert "Passages that mention Rupert Calloway" in shown(test)
    test.text_input(key=f"path from {name}").set_value("Skerry Light").run()
    assert not test.exception
    assert tells("1 · **Rupert Calloway**", test)
    assert tells("**Skerry Light**", test)
    test.text_input(key=f"path from {name}").set_value("Nobody Atall").run()
    assert tells("There is no other entity with that name", test)
    pressed(test, "passage mention")
    assert tells("<mark>", test)
    assert not tells("Passages that mention", test)
    pressed(test, "close source")
    assert tells("Passages that mention", test)


def test_people_decide_which_entities_are_the_same_and_undo_it(space: Workspace, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("M. Teague drew the quay. Boats lie there in winter.")
    space.ingest([tmp_path / "note.txt"])
    test = page("merges")
    assert "may be short for Marion Teague" in shown(test)
    assert "M. Teague drew the quay." in shown(test)
    (same,) = [one for one in test.button if one.label == "Same"]
    same.click().run()
    assert not test.exception
    assert "There is nothing to decide" in shown(test)
    graph = page("graph")
    graph.text_input[0].set_value("M. Teague").run()
    pressed(graph, "Marion Teague")
    assert "M. Teague drew the quay." in shown(graph).replace("<mark>", "").replace("</mark>", "")
    for undone in (graph, test.run()):
        assert "are read as one" in shown(undone)
    pressed(test, "Undo")
    assert list(space.store.decisions()) == []
    for undone in (graph.run(), test):
        assert "are read as one" not in shown(undone)
    (different,) = [one for one in test.button if one.label == "Different"]
    different.click().run()
    assert [one.state for one in space.store.decisions()] == ["different"]
    assert "There is nothing to decide" in shown(test)
    assert "are kept apart" in shown(test)


def test_questions_are_made_asked_and_compared(space: Workspace) -> None:
    def script(request: Request) -> Reply:
        return Reply(body=events("Marion Teague [1]."), kind="text/event-stream")

    from ui.settings import save_settings

    with scripted(script) as server:
        save_settings(space.settings, {"llm.base_url": server.url, "llm.model": "m"})
        test = page("cases")
        pressed(test, "Make them")
        until(test, lambda test: "test questions made" in shown(test))
        assert space.archive.cases()
        test = page("evals")
        for name in ("first", "second"):
            pressed(test, "close evaluation")
            test.text_input[0].set_value(name)
            next(one for one in test.button if one.label == "Run").click().run()
            until(test, partial(tells, f"Run {name} is done"))
    assert [one.name for one in space.archive.runs()] == ["second", "first"]
    assert "scored" in test.dataframe[0].value.columns
    assert any("verdict" in one.value.columns for one in test.dataframe)
    test = page("quality")
    assert "Last run: second" in shown(test)
    assert "no clear difference" in next(one.delta for one in test.metric if one.label == "Answer correctness")
    assert "to review" in next(one for one in test.metric if one.label == "Test questions").delta
    assert "Accept or reject the drafts" in shown(test)


def test_feedback_becomes_a_test_question(space: Workspace) -> None:
    from evals.human.feedback import make_feedback

    space.feedback.add(make_feedback("Who?", Answer("Nobody."), "down", ("incomplete",)))
    space.feedback.add(make_feedback("Where?", Answer("There."), "down", ("outdated",), expected="In Portmellin."))
    test = page("feedback")
    assert test.expander[0].label == r"Where\?"
    unknown, known = space.feedback.list()
    pressed(test, f"correct {known.id}")
    pressed(test, f"promote {known.id}")
    assert [case.reference for case in space.archive.cases()] == ["In Portmellin."]
    pressed(test, f"correct {unknown.id}")
    test.text_area(key=f"comment {unknown.id}").set_value("ask the harbour master")
    pressed(test, f"promote {unknown.id}")
    assert "is unknown" in test.error[0].value
    assert [(one.comment, one.status) for one in space.feedback.list()] == [
        ("ask the harbour master", "new"),
        ("", "done"),
    ]
    test.button_group(key=f"status {unknown.id} new").set_value("accepted").run()
    assert [one.status for one in space.feedback.list()] == ["accepted", "done"]
    test.multiselect[0].set_value(["outdated"]).run()
    assert len(test.expander) == 1
    space.feedback.rewrite(replace(known, withdrawn=True))
    test.button_group(key="state").set_value("withdrawn").run()
    assert "withdrawn" in test.expander[0].caption[0].value
    assert not any(f"correct {known.id}" == one.key for one in test.button)
    assert "0 pieces of feedback" in shown(test)
    pressed(test, f"forget {known.id}")
    assert [one.id for one in space.feedback.list(withdrawn=True)] == [unknown.id]


def test_passages_of_several_searches_are_marked_and_kept(space: Workspace) -> None:
    from evals.human.feedback import make_feedback

    said = make_feedback("Who?", Answer("Nobody."), "down", expected="Marion Teague")
    space.feedback.add(said)
    test = pressed(page("feedback"), f"correct {said.id}")
    chosen = []
    for words in ("whale oil paraffin", "Oona Petrie"):
        test.text_input(key=f"passage words {said.id}").set_value(words)
        pressed(test, f"search {said.id}")
        box = next(one for one in test.checkbox if (one.key or "").startswith("right") and one.key not in chosen)
        box.check()
        chosen.append(box.key or "")
    pressed(test, f"save {said.id}")
    assert [f"right {said.id} {gold.passage_id}" for gold in space.feedback.get(said.id).gold] == chosen


def test_a_stale_page_changes_only_what_was_changed_on_it(space: Workspace) -> None:
    from evals.human.feedback import make_feedback

    said = make_feedback("Who?", Answer("Nobody."), "down", ("incomplete",))
    space.feedback.add(said)
    test = pressed(page("feedback"), f"correct {said.id}")
    other = replace(said, expected="Marion Teague", status="accepted")
    space.feedback.rewrite(other)
    test.text_area(key=f"comment {said.id}").set_value("see the plaque")
    pressed(test, f"save {said.id}")
    assert space.feedback.get(said.id) == replace(other, comment="see the plaque")
    space.feedback.rewrite(replace(other, comment="it is on the wall"))
    test.button_group(key=f"status {said.id} accepted").set_value("done").run()
    assert space.feedback.get(said.id) == replace(other, comment="it is on the wall", status="done")
    space.feedback.remove(said.id)
    pressed(test, f"save {said.id}")
    assert "there is no feedback" in test.error[0].value
    assert (list(test.toast), space.feedback.list()) == ([], [])


def test_settings_are_saved_and_the_key_is_never_shown(space: Workspace) -> None:
    test = page("settings")
    named = {one.label: one for one in test.text_input}
    named["Address"].set_value("http://127.0.0.1:9/v1")
    named["Model"].set_value("m")
    named["Key"].set_value(KEY)
    pressed(test, "Try and save")
    assert "cannot reach a model" in test.error[0].value
    assert "GRAPHLOOP" not in test.error[0].value
    assert current_workspace().settings.llm.model == ""
    pressed(test, "Save it all the same")
    assert not test.error
    saved = current_workspace().settings.llm
    assert (saved.base_url, saved.model, saved.api_key.get_secret_value()) == ("http://127.0.0.1:9/v1", "m", KEY)
    again = page("settings")
    key = next(one for one in again.text_input if one.label == "Key")
    assert key.value == ""
    assert "set" in key.placeholder
    assert KEY not in shown(again)
    assert all(KEY not in str(one.value) for one in again.dataframe)
    pressed(again, "Test")
    assert again.error
    assert not again.exception
    next(one for one in again.text_input if one.label == "Model").set_value("")
    pressed(again, "Try and save")
    assert "an address needs a model" in again.error[0].value


def test_a_model_of_this_machine_is_found_tried_and_used(space: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    state = {"works": False}

    def script(request: Request) -> Reply:
        if request.path.endswith("/models"):
            return Reply(body={"object": "list", "data": [{"id": name} for name in ("first", "second")]})
        return (
            Reply(body=completion("ready")) if state["works"] else Reply(500, {"error": {"message": "out of memory"}})
        )

    with scripted(script) as server:
        port = int(server.url.rpartition(":")[2].partition("/")[0])
        monkeypatch.setattr("ui.model_discovery.LOCAL_SERVERS", [("Ollama", port)])
        test = until(page("settings"), lambda test: any(one.key == "use found" for one in test.button))
        assert test.radio(key="found model").options == [r"first · Ollama", r"second · Ollama"]
        test.radio(key="found model").set_value(test.radio(key="found model").options[1])
        pressed(test, "use found")
        assert "out of memory" in test.error[0].value
        assert current_workspace().settings.llm.model == ""
        state["works"] = True
        pressed(test, "use found")
        assert not test.error
        saved = current_workspace().settings.llm
        assert (saved.provider, saved.base_url, saved.model) == ("openai", server.url, "second")
        assert f"In use: second at {server.url}" in shown(test)
        assert pressed_by_enter(test, "model") == "Try and save"
        pressed(test, "List its models")
        assert next(one for one in test.selectbox if one.label == "Model").options == ["first", "second"]


def test_a_typed_model_is_still_chosen_when_the_others_are_listed(space: Workspace) -> None:
    offered = Reply(body={"object": "list", "data": [{"id": name} for name in ("first", "second")]})
    with scripted(lambda _: offered) as server:
        test = page("settings")
        next(one for one in test.text_input if one.label == "Address").set_value(server.url)
        next(one for one in test.text_input if one.label == "Model").set_value("typed")
        pressed(test, "List its models")
        listed = next(one for one in test.selectbox if one.label == "Model")
        assert (listed.options, listed.value) == (["typed", "first", "second"], "typed")
        listed.set_value("second")
        pressed(test, "List its models")
        assert next(one for one in test.selectbox if one.label == "Model").value == "second"


def test_the_provider_is_chosen_where_there_are_several(space: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    known = provider_specs()["openai"]
    local = replace(known, name="local", summary="a model of this machine", needs_address=False, list_models=None)
    assert "Provider" in shown(page("settings"))
    monkeypatch.setattr("rag.llm.providers.find_plugins", lambda _: {"local": local, "openai": known})
    provider_specs.cache_clear()
    try:
        test = page("settings")
        next(one for one in test.selectbox if one.label == "Provider").set_value("local").run()
        assert "A model of this machine" in shown(test)
        next(one for one in test.text_input if one.label == "Model").set_value("m")
        assert next(one for one in test.button if one.label == "List its models").disabled
        pressed(test, "Try and save")
        pressed(test, "Save it all the same")
        assert not test.error
        saved = current_workspace().settings.llm
        assert (saved.provider, saved.base_url, saved.model) == ("local", "", "m")
        assert not next(one for one in test.button if one.label == "Test").disabled
    finally:
        provider_specs.cache_clear()


def test_the_store_is_chosen_on_the_page(space: Workspace, neo4j: Server) -> None:
    graph = f"test-{uuid.uuid4().hex}"
    test = page("settings")
    pressed(test, "Test the store")
    assert f"{space.store.about().documents} documents, opened" in test.success[0].value
    test.radio[0].set_value("neo4j").run()
    named = {one.label: one for one in test.text_input}
    named["Server"].set_value("bolt://127.0.0.1:9")
    next(one for one in test.button if one.label == "Save").click().run()
    pressed(test, "Test the store")
    assert "cannot be reached" in test.error[0].value
    named = {one.label: one for one in test.text_input}
    for label, value in (("Server", neo4j.uri), ("Password", neo4j.password), ("Name of the graph", graph)):
        named[label].set_value(value)
    next(one for one in test.button if one.label == "Save").click().run()
    assert not test.error
    pressed(test, "Test the store")
    assert "0 documents, opened" in test.success[0].value
    assert current_workspace().settings.store.graph == graph
    assert neo4j.password not in shown(test)
    assert all(neo4j.password not in str(one.value) for one in test.dataframe)
    wipe(neo4j, graph)


def test_a_broken_store_is_one_line(empty: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    (empty.data / "graph.db").write_bytes(b"this is no database" * 100)
    with workspace(empty.data, monkeypatch):
        for name in ("chat", "documents", "graph"):
            test = page(name)
            assert not test.exception
            assert len(test.error) == 1

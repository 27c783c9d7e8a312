"""Several people at the pages, in Streamlit's own test frame: each signs in, and sees and does what they may."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from graph.errors import AccessDenied, UsageError
from ingest.labels import Labels, write_labels
from tests.support.command import Home
from tests.ui.web.test_app import APP, SECONDS, pressed, shown, until, workspace
from ui import uploads
from ui.access.audit import AuditLog
from ui.access.reader import Role
from ui.access.reader_book import ReaderBook
from ui.web.sign_ins import SIGN_INS
from ui.web.views import page_specs
from ui.workspace import Workspace

QUESTION = "Who kept the Skerry Light from 1911 to 1938?"
SECRETS = ("Alasdair", "Finch", "keepers", "Calloway designed", "1911 to 1938.")
"""What only the hidden document says."""


@dataclass(frozen=True)
class Shared:
    """A data folder with readers: the workspace of everything, and the tokens by name."""

    space: Workspace
    tokens: dict[str, str]

    def actions(self) -> list[tuple[str, str]]:
        with closing(AuditLog(self.space.journal)) as log:
            return [(one.who, one.action) for one in log.list(500)]

    def entity(self, name: str) -> str:
        return next(view.entity.id for view in self.space.store.entities() if view.name == name)


@pytest.fixture
def shared(library: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shared]:
    """A copy of the library where the keepers are for the label board, with a reader of each role."""
    shutil.copytree(library.data, tmp_path / "kept", symlinks=True)
    with workspace(tmp_path / "kept", monkeypatch) as space:
        (keepers,) = (one for one in space.store.documents(space.where) if one.source.endswith("keepers.md"))
        write_labels(space.store, keepers.id, Labels(access=("board",)))
        with closing(ReaderBook(space.journal)) as book:
            tokens = {
                "Anna": book.add("Anna")[1],
                "Bo": book.add("Bo", labels=["board"])[1],
                "Cy": book.add("Cy", Role.CONTRIBUTOR, ["board"])[1],
                "Ida": book.add("Ida", Role.ADMIN)[1],
            }
        yield Shared(space, tokens)


def visit(**parameters: str) -> AppTest:
    """The application at an address, in a session of its own."""
    test = AppTest.from_file(str(APP), default_timeout=SECONDS)
    for name, value in parameters.items():
        test.query_params[name] = value
    return test.run()


def signed_in(token: str, **parameters: str) -> AppTest:
    test = visit(**parameters)
    test.text_input(key="token").set_value(token)
    return pressed(test, "Sign in")


def view(shared: Shared, who: str, name: str, **parameters: str) -> AppTest:
    """One page as a reader sees it who has signed in."""

    def show(name: str) -> None:
        import importlib

        from ui.web.session import show_errors

        with show_errors():
            importlib.import_module(f"ui.web.views.{name}").page()

    test = AppTest.from_function(show, default_timeout=SECONDS, args=(name,))
    with closing(ReaderBook(shared.space.journal)) as book:
        test.session_state["reader"] = book.find(who).id
    for key, value in parameters.items():
        test.query_params[key] = value
    return test.run()


def ask(test: AppTest, question: str = QUESTION) -> AppTest:
    test.chat_input[0].set_value(question).run()
    return until(test, lambda test: bool(test.feedback))


def test_nobody_sees_anything_before_they_sign_in(shared: Shared) -> None:
    thread = shared.space.threads.create("Alasdair Finch?")
    for test in (visit(), visit(thread=thread), visit(entity=shared.entity("Portmellin"))):
        assert [one.label for one in test.text_input] == ["Token"]
        assert not any(word in shown(test) for word in (*SECRETS, "lighthouse", "Teague", "New conversation"))
    for name in page_specs():
        page = AppTest.from_function(_page, default_timeout=SECONDS, args=(name,)).run()
        assert [one.value.splitlines()[0].strip() for one in page.error] == ["nobody is signed in"], name
        assert not page.exception
    wrong = signed_in("not a token")
    assert "this token is not known" in shown(wrong)
    assert not wrong.chat_input
    assert ("(nobody)", "refused to sign in") in shared.actions()


def _page(name: str) -> None:
    from ui.web.session import show_errors
    from ui.web.views import page_specs

    with show_errors():
        page_specs()[name].render()


def test_a_conversation_is_its_readers_own_also_by_its_address(shared: Shared) -> None:
    test = signed_in(shared.tokens["Bo"])
    assert [page.title for page in test.session_state["pages"].values()] == ["Chat", "Documents", "Graph"]
    ask(test)
    assert "Alasdair Finch" in shown(test)
    (thread,) = shared.space.threads.list()
    pressed(test, "cite")
    assert "<mark>" in shown(test)
    other = signed_in(shared.tokens["Anna"], thread=thread.id)
    assert other.chat_input
    assert not any(word in shown(other) for word in SECRETS)
    assert "thread" not in other.query_params
    assert "Skerry Light from" not in shown(other)
    ask(other)
    assert not any(word in shown(other).replace(QUESTION, "") for word in SECRETS)
    back = pressed(test, "Sign out")
    assert [one.label for one in back.text_input] == ["Token"]
    assert not any(word in shown(back) for word in SECRETS)
    assert not back.query_params
    actions = shared.actions()
    assert [one for one in actions if one[0] == "Bo"] == [("Bo", "signed in"), ("Bo", "asked"), ("Bo", "signed out")]
    assert ("Anna", "asked") in actions


def test_labels_that_are_taken_hide_at_once_what_was_answered(shared: Shared) -> None:
    test = ask(signed_in(shared.tokens["Bo"]))
    pressed(test, "cite")
    assert "Alasdair Finch" in shown(test)
    with closing(ReaderBook(shared.space.journal)) as book:
        book.change("Bo", labels=[])
    test.run()
    assert not any(word in shown(test).replace(QUESTION, "") for word in SECRETS)
    assert "you may no longer see" in shown(test)
    with closing(ReaderBook(shared.space.journal)) as book:
        book.remove("Bo")
    assert [one.label for one in test.run().text_input] == ["Token"]


def test_a_click_on_a_page_of_former_rights_does_nothing(shared: Shared) -> None:
    test = ask(signed_in(shared.tokens["Cy"]))
    test.feedback[0].set_value(1).run()
    (said,) = shared.space.feedback.list()
    assert any(one.key == f"promote {said.id}" for one in test.button)
    with closing(ReaderBook(shared.space.journal)) as book:
        book.change("Cy", Role.READER)
    next(one for one in test.button if one.key == f"promote {said.id}").click().run()
    assert shared.space.archive.cases() == []
    assert "was changed" in shown(test)
    assert not any("promote" in (one.key or "") for one in test.button)
    assert any(one.key == f"save {said.id}" for one in test.button)


def test_documents_and_the_graph_hide_what_the_reader_may_not_see(shared: Shared) -> None:
    """One after the other, so that what is cached for one reader could be shown to the next."""
    finch, portmellin = shared.entity("Alasdair Finch"), shared.entity("Portmellin")
    for who, sees in (("Bo", True), ("Anna", False), ("Ida", True), ("Cy", True), ("Anna", False)):
        listed = view(shared, who, "documents")
        names = list(listed.dataframe[0].value["file"])
        assert ("keepers.md" in names) is sees
        assert "3 files" in shown(listed) if sees else "2 files, 2 documents" in shown(listed)
        assert [one.label for one in listed.button if "Read" in one.label] == {
            "Ida": ["Read them", "Read it"],
            "Cy": ["Read them"],
        }.get(who, [])
        graph = view(shared, who, "graph")
        assert ("Alasdair Finch" in shown(graph)) is sees
        hidden = view(shared, who, "graph", entity=finch)
        assert ("was born in Portmellin in 1882" in shown(hidden)) is sees
        around = view(shared, who, "graph", entity=portmellin)
        assert "Portmellin" in shown(around)
        assert any(word in shown(around) for word in SECRETS) is sees
        assert not any(test.exception for test in (listed, graph, hidden, around))


def test_pages_take_their_role(shared: Shared) -> None:
    roles = {name: spec.role for name, spec in page_specs().items()}
    assert {name for name, role in roles.items() if role is not Role.ADMIN} == {"chat", "documents", "graph"}
    admin = signed_in(shared.tokens["Ida"])
    assert set(admin.session_state["pages"]) == set(page_specs())
    for who in ("Anna", "Cy"):
        for name in ("cases", "merges", "evals", "feedback", "quality", "label", "arena", "errors", "settings"):
            test = view(shared, who, name)
            assert "may not" in shown(test), (who, name)
    assert ("Anna", "denied") in shared.actions()
    settings = view(shared, "Ida", "settings")
    next(one for one in settings.number_input if "Passages" in one.label).set_value(7)
    next(one for one in settings.button if one.form_id == "retrieval").click().run()
    assert ("Ida", "changed settings") in shared.actions()


def test_an_admin_adds_changes_and_removes_people(shared: Shared) -> None:
    settings = view(shared, "Ida", "settings")
    next(one for one in settings.text_input if one.label == "Name").set_value("Dana")
    next(one for one in settings.button if one.form_id == "add reader").click().run()
    with closing(ReaderBook(shared.space.journal)) as book:
        dana, ida = book.find("Dana"), book.find("Ida")
        assert book.identify(settings.code[0].value) == dana
    assert not any(ida.id in (one.key or "") for one in settings.button)
    settings.selectbox(key=f"role {dana.id}").set_value(Role.CONTRIBUTOR).run()
    settings.multiselect(key=f"labels {dana.id}").set_value(["board"]).run()
    pressed(settings, f"change {dana.id}")
    with closing(ReaderBook(shared.space.journal)) as book:
        assert (book.find("Dana").role, book.find("Dana").labels) == (Role.CONTRIBUTOR, ("board",))
    pressed(settings, "copied")
    assert not settings.code
    pressed(settings, f"remove {dana.id}")
    with closing(ReaderBook(shared.space.journal)) as book:
        assert "Dana" not in [one.name for one in book.list()]
    done = [action for who, action in shared.actions() if who == "Ida" and action.endswith("reader")]
    assert set(done) == {"added reader", "changed reader", "removed reader"}


def test_the_first_person_is_whoever_adds_them(library: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(library.data, tmp_path / "kept", symlinks=True)
    with workspace(tmp_path / "kept", monkeypatch) as space:
        test = AppTest.from_function(_page, default_timeout=SECONDS, args=("settings",)).run()
        next(one for one in test.text_input if one.label == "Name").set_value("Ida")
        next(one for one in test.button if one.form_id == "add reader").click().run()
        assert not test.exception
        with closing(ReaderBook(space.journal)) as book:
            (ida,) = book.list()
            assert book.identify(test.code[0].value) == ida
        assert ida.role is Role.ADMIN
        assert test.session_state["reader"] == ida.id
        SIGN_INS.end(test.session_state["sign-in"])
        assert "nobody is signed in" in test.run().error[0].value


def test_what_a_contributor_uploads_has_their_labels_and_changes_nothing_else(shared: Shared) -> None:
    from ui.access.reader_workspace import ReaderWorkspace

    space, folder = shared.space, shared.space.settings.data_dir
    with closing(ReaderBook(space.journal)) as book:
        readers = {name: book.find(name) for name in shared.tokens}
    own = ReaderWorkspace(space, readers["Cy"])
    upload = uploads.save_upload(folder, "note.txt", b"Oona Petrie rang the bell of Osprey Sound.")
    report = own.ingest([upload])
    assert report.counts == {"indexed": 1}
    (stored,) = (one for one in space.store.documents() if one.source.endswith("note.txt"))
    assert stored.meta.access == ("board",)
    secret = next(one.source for one in space.store.documents() if one.source.endswith("lighthouse.txt"))
    with pytest.raises(AccessDenied, match="may upload files"):
        own.ingest([secret])
    again = uploads.save_upload(folder, "copy.txt", Path(secret).read_bytes())
    with pytest.raises(UsageError, match=r"stored already as lighthouse\.txt"):
        own.ingest([again])
    same_name = uploads.save_upload(folder, "note.txt", b"Silas Drew rang the bell of Osprey Sound.")
    own.ingest([same_name])
    assert len([one for one in space.store.documents() if one.source.endswith("note.txt")]) == 2
    for refused in (ReaderWorkspace(space, readers["Anna"]).ingest, own.remove):
        with pytest.raises(AccessDenied):
            refused([stored] if refused == own.remove else [upload])  # type: ignore[list-item]
    assert ("Cy", "added documents") in shared.actions()

"""Who may see and do what: the readers of the data folder, for an admin to add, change and remove."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

import streamlit as st

from graph.text.counting import count_noun
from ui.access.reader import Reader, Role
from ui.access.reader_book import ReaderBook
from ui.access.reader_workspace import reader_of, record
from ui.web.markup import escape_label
from ui.web.session import call_safely, show_errors, sign_in
from ui.workspace import Workspace

ADDED_KEY = "new reader"
"""Session key of the name and token of the reader who was just added."""

ROLE_HELP = (
    "A reader asks and rates, a contributor also adds documents and test questions, an admin sees and does everything."
)


def show_readers(space: Workspace) -> None:
    """Show the readers with forms to change them; where there are none, how the first is added."""
    with st.container(border=True, key="readers"):
        st.subheader("People", anchor=False)
        with _open_book(space) as book:
            known = book.list()
        if known:
            told = f"{count_noun(len(known), 'person signs', 'people sign')} in with a token each."
        else:
            told = (
                "Everybody who opens the pages sees everything. From the first person on, who is an admin, everybody "
                "signs in with a token, and sees their own conversations only; those begun before stay with the files."
            )
        st.caption(told)
        _show_token()
        for one in known:
            _show_reader(space, one)
        with st.expander("Add a person", icon=":material/person_add:"):
            _show_form(space, is_first=not known)


def _show_token() -> None:
    if ADDED_KEY not in st.session_state:
        return
    name, token = st.session_state[ADDED_KEY]
    st.success(
        f"The token of {escape_label(name)}. Copy it now, it cannot be shown again, and give it to them only.",
        icon=":material/key:",
    )
    st.code(token, language=None)
    st.button("I have copied it", key="copied", on_click=st.session_state.pop, args=(ADDED_KEY, None))


def _show_form(space: Workspace, is_first: bool) -> None:
    with st.form("add reader", border=False, clear_on_submit=True):
        name = st.text_input("Name", max_chars=60)
        role = Role.ADMIN
        if not is_first:
            role = st.selectbox("Role", list(Role), format_func=str.capitalize, help=ROLE_HELP) or Role.READER
        labels = _labels_input(space, (), "new") if not is_first else []
        if st.form_submit_button("Add", icon=":material/person_add:") and name.strip():
            with show_errors():
                _add(space, name, role, labels, is_first)
                st.rerun()


def _show_reader(space: Workspace, one: Reader) -> None:
    seen = "everything" if one.access is None else ", ".join(one.labels) or "only documents without labels"
    own = reader_of(space)
    with st.expander(
        f"{escape_label(one.name)} · {one.role} · sees {escape_label(seen, 100)}", icon=":material/person:"
    ):
        if own is not None and own.id == one.id:
            st.caption("This is you: another admin can change or remove you.")
            return
        st.selectbox(
            "Role",
            list(Role),
            list(Role).index(one.role),
            format_func=str.capitalize,
            key=f"role {one.id}",
            help=ROLE_HELP,
        )
        _labels_input(space, one.labels, one.id)
        with st.container(horizontal=True):
            st.button(
                "Save",
                key=f"change {one.id}",
                icon=":material/save:",
                on_click=call_safely,
                args=(_change, space, one),
            )
            st.button(
                "Remove",
                key=f"remove {one.id}",
                icon=":material/person_remove:",
                help="They are signed out at once, and nobody else sees what they asked.",
                on_click=call_safely,
                args=(_remove, space, one),
            )


def _labels_input(space: Workspace, own: tuple[str, ...], key: str) -> list[str]:
    there = {label for document in space.store.documents(space.where) for label in document.meta.access}
    return st.multiselect(
        "Labels of documents that they may see",
        sorted({*there, *own}),
        own,
        accept_new_options=True,
        key=f"labels {key}",
        placeholder="none: only documents without labels",
    )


def _add(space: Workspace, name: str, role: Role, labels: list[str], is_first: bool) -> None:
    """Add a reader; the first one is who adds them, and signed in, or the token would not be seen."""
    with _open_book(space) as book:
        reader, token = book.add(name, role, labels)
    record(space, "added reader", _describe(reader))
    if is_first:
        sign_in(token)
    st.session_state[ADDED_KEY] = (reader.name, token)


def _change(space: Workspace, one: Reader) -> None:
    role, labels = st.session_state[f"role {one.id}"], st.session_state[f"labels {one.id}"]
    with _open_book(space) as book:
        reader = book.change(one.name, role, labels)
    record(space, "changed reader", _describe(reader))
    st.toast("Saved.", icon=":material/save:")


def _remove(space: Workspace, one: Reader) -> None:
    with _open_book(space) as book:
        reader = book.remove(one.name)
    record(space, "removed reader", _describe(reader))
    st.toast("Removed.", icon=":material/person_remove:")


def _describe(reader: Reader) -> str:
    labels = f", labels {', '.join(reader.labels)}" if reader.labels else ""
    return f"{reader.name}: {reader.role}{labels}"


@contextmanager
def _open_book(space: Workspace) -> Iterator[ReaderBook]:
    with closing(ReaderBook(space.journal)) as book:
        yield book

"""The control by which a reader narrows a conversation to some files and tags, kept while the pages are open."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from graph.tags import unite_tags
from graph.text.counting import count_noun
from ui.access.reader_workspace import visibility_key
from ui.selection import Selection, SelectionRequest, list_labels, select_documents
from ui.terminal import one_line
from ui.web.markup import escape_label
from ui.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Offer:
    """The files and tags there are to choose from."""

    files: tuple[str, ...]
    tags: tuple[str, ...]


def show_narrowing(space: Workspace, thread_id: str) -> None:
    """Show what may be chosen for a conversation, or for a new one without id; nothing if there is no choice."""
    revision = space.store.about().revision
    offer = _read_offer(space, visibility_key(space), space.settings.collection, revision)
    if len(offer.files) < 2 and not offer.tags:
        return
    kept = _kept(thread_id)
    files = _keep_known(f"files {thread_id}", offer.files, kept.names)
    tags = _keep_known(f"tags {thread_id}", offer.tags, kept.tags)
    st.session_state[_key(thread_id)] = SelectionRequest(files, tags)
    with st.popover(_describe(files, tags), icon=":material/filter_alt:", type="tertiary"):
        st.multiselect(
            "Only these files", offer.files, key=f"files {thread_id}", format_func=_name_files(offer.files).__getitem__
        )
        if offer.tags:
            st.multiselect("Only these tags", offer.tags, key=f"tags {thread_id}", format_func=one_line)


def read_narrowing(space: Workspace, thread_id: str) -> Selection:
    """Return the documents that a conversation is narrowed to; UsageError if there are none."""
    return select_documents(space, _kept(thread_id))


def read_request(thread_id: str) -> SelectionRequest:
    """Return what a conversation is narrowed to, also before the control is shown again."""
    kept = _kept(thread_id)
    files = st.session_state.get(f"files {thread_id}", kept.names)
    tags = st.session_state.get(f"tags {thread_id}", kept.tags)
    return SelectionRequest(tuple(files), tuple(tags))


def pass_on_narrowing(thread_id: str) -> None:
    """Give a conversation that has just begun what was chosen before it had an id."""
    st.session_state[_key(thread_id)] = st.session_state.pop(_key(""), SelectionRequest())


def _key(thread_id: str) -> str:
    return f"narrowing {thread_id}"


def _kept(thread_id: str) -> SelectionRequest:
    kept: SelectionRequest = st.session_state.get(_key(thread_id), SelectionRequest())
    return kept


def _keep_known(key: str, known: tuple[str, ...], kept: tuple[str, ...]) -> tuple[str, ...]:
    """Set what a list of choices holds to what it held and is still there."""
    held = [value for value in st.session_state.get(key, kept) if value in known]
    st.session_state[key] = held
    return tuple(held)


def _describe(files: tuple[str, ...], tags: tuple[str, ...]) -> str:
    names = [count_noun(len(files), "file")] if files else []
    names += [f"tagged {escape_label(' or '.join(tags), 60)}"] if tags else []
    return f"Only {', '.join(names)}" if names else "All documents"


def _name_files(sources: tuple[str, ...]) -> dict[str, str]:
    """Return the name to show of each file, with its folder where several have that name."""
    counts = Counter(Path(source).name for source in sources)
    names = {source: Path(source).name for source in sources}
    return {
        source: one_line(name if counts[name] == 1 else f"{Path(source).parent.name}/{name}")
        for source, name in names.items()
    }


@st.cache_data(max_entries=4, show_spinner=False)
def _read_offer(_space: Workspace, folder: str, collection: str, revision: int) -> Offer:  # noqa: ARG001 - the key
    labels = list_labels(_space)
    files = sorted({label.source for label in labels}, key=lambda source: (Path(source).name.casefold(), source))
    return Offer(tuple(files), unite_tags(sorted(tag for label in labels for tag in label.tags)))

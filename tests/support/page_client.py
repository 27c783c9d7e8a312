"""A visitor of the pages without a browser: it speaks the protocol of Streamlit's own page over the websocket."""

from __future__ import annotations

import time
from collections.abc import Sequence
from types import TracebackType
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from tests.support.pages import Running

SECONDS = 120.0
"""The longest wait for a page."""


class PageClient:
    """One open page: what it shows, by elements as Streamlit sends them, and actions that are timed."""

    def __init__(self, running: Running, cookie: str) -> None:
        self._link = connect(
            f"ws://127.0.0.1:{running.port}/_stcore/stream",
            origin=Origin(f"http://127.0.0.1:{running.port}"),
            additional_headers={"Cookie": cookie},
            subprotocols=[Subprotocol("streamlit")],
            max_size=None,
            compression=None,
        )
        self._page = ""
        self._pages: dict[str, str] = {}
        self._polls: dict[str, float] = {}
        self._shown: dict[tuple[int, ...], Any] = {}
        self.faults: list[str] = []

    def __enter__(self) -> PageClient:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._link.close()

    @property
    def html(self) -> str:
        """All that the page shows as HTML."""
        return "\n".join(one.html.body for one in self._shown.values() if one.WhichOneof("type") == "html")

    @property
    def text(self) -> str:
        """All that the page shows as HTML or Markdown."""
        found = (one.markdown.body for one in self._shown.values() if one.WhichOneof("type") == "markdown")
        return "\n".join((self.html, *found))

    def open_page(self, name: str = "") -> float:
        """Go to a page by the end of its address, and return the seconds until it stood."""
        self._page = self._pages.get(name, "")
        return self._run([])

    def ask(self, question: str) -> float:
        """Send a question, and return the seconds until the page showed it."""
        box = next(one.chat_input for one in self._shown.values() if one.WhichOneof("type") == "chat_input")
        state = WidgetState(id=box.id)
        state.chat_input_value.data = question
        return self._run([state])

    def await_answer(self) -> float:
        """Poll as a page does until no answer is being written, and return the seconds."""
        began = time.monotonic()
        while 'data-state="writing"' in self.html:
            assert time.monotonic() - began < SECONDS, "an answer did not come"
            for fragment, interval in list(self._polls.items()) or [("", 0.5)]:
                time.sleep(interval)
                self._run([], fragment)
        return time.monotonic() - began

    def click(self, label: str) -> float:
        """Press the first button whose label holds these words, and return the seconds until the page stood."""
        buttons = (one.button for one in self._shown.values() if one.WhichOneof("type") == "button")
        button = next(one for one in buttons if label in one.label)
        return self._run([WidgetState(id=button.id, trigger_value=True)])

    def _run(self, states: Sequence[WidgetState], fragment: str = "") -> float:
        message = BackMsg()
        message.rerun_script.page_script_hash = self._page
        message.rerun_script.fragment_id = fragment
        message.rerun_script.is_auto_rerun = bool(fragment)
        message.rerun_script.widget_states.widgets.extend(states)
        began = time.monotonic()
        self._link.send(message.SerializeToString())
        self._read(began + SECONDS, whole=not fragment)
        return time.monotonic() - began

    def _read(self, deadline: float, whole: bool) -> None:
        """Read what the page is made of until its script has ended; one that is begun again runs as a whole."""
        fresh: set[tuple[int, ...]] = set()
        while True:
            received = self._link.recv(deadline - time.monotonic())
            assert isinstance(received, bytes)
            sent = ForwardMsg.FromString(received)
            kind = sent.WhichOneof("type")
            if kind == "new_session":
                fresh.clear()
                if whole:
                    self._polls.clear()
            elif kind == "delta" and sent.delta.WhichOneof("type") == "new_element":
                self._take(tuple(sent.metadata.delta_path), sent.delta.new_element, fresh)
            elif kind != "script_finished":
                self._note(kind, sent)
            elif sent.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                whole = True
            else:
                if whole:
                    self._shown = {path: one for path, one in self._shown.items() if path in fresh}
                return

    def _note(self, kind: str | None, sent: ForwardMsg) -> None:
        """Note the pages that there are, and what is to be run again at intervals."""
        if kind == "navigation":
            self._pages.update({page.url_pathname: page.page_script_hash for page in sent.navigation.app_pages})
        elif kind == "auto_rerun":
            self._polls[sent.auto_rerun.fragment_id] = sent.auto_rerun.interval
        elif kind == "stop_auto_rerun":
            for fragment in sent.stop_auto_rerun.fragment_ids:
                self._polls.pop(fragment, None)

    def _take(self, path: tuple[int, ...], element: Any, fresh: set[tuple[int, ...]]) -> None:
        self._shown[path] = element
        fresh.add(path)
        if element.WhichOneof("type") == "exception":
            self.faults.append(f"{element.exception.type}: {element.exception.message}")
        if element.WhichOneof("type") == "alert" and element.alert.format == element.alert.ERROR:
            self.faults.append(element.alert.body)

"""Arguments, and text on its way to a terminal."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from tests.support.command import Home
from ui.cli.main import hoist_flags
from ui.terminal import one_line, strip_controls

WORDS = st.sampled_from(
    ["ask", "--data-dir", "--collection", "--data-dir=x", "--debug", "--json", "--", "-k", "5", "who?"]
)


def test_flags_for_every_command_may_stand_anywhere() -> None:
    assert hoist_flags(["ask", "who?", "--data-dir", "x"]) == ["--data-dir", "x", "ask", "who?"]
    assert hoist_flags(["ingest", "a", "--collection=n", "--debug", "b"]) == [
        "--collection=n",
        "--debug",
        "ingest",
        "a",
        "b",
    ]
    assert hoist_flags(["ask", "--", "--data-dir"]) == ["ask", "--", "--data-dir"]


@given(st.lists(WORDS, max_size=8))
def test_no_argument_is_lost_and_twice_changes_nothing(arguments: list[str]) -> None:
    once = hoist_flags(arguments)
    assert sorted(once) == sorted(arguments)
    assert hoist_flags(once) == once


@given(st.text())
def test_no_control_character_reaches_a_terminal(text: str) -> None:
    assert {c for c in strip_controls(text) if unicodedata.category(c) == "Cc"} <= {"\t", "\n"}
    assert "\n" not in one_line(text)


@given(st.text(), st.integers(5, 80))
def test_a_line_is_cut_at_a_word(text: str, longest: int) -> None:
    cut = one_line(text, longest)
    assert len(cut) <= longest + 2
    assert cut == one_line(text, 10_000) or cut.endswith(" …")


def test_nothing_is_kept_outside_of_the_data_folder(empty: Home) -> None:
    (empty.folder / "note.txt").write_text("The Skerry Light was built in 1874 by Marion Teague.\n")
    assert empty.run("ingest", "note.txt").code == 0
    assert empty.run("ask", "Who built the Skerry Light?").code == 0
    assert {path.name for path in empty.folder.iterdir()} == {"note.txt", empty.data.name}

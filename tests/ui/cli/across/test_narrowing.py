"""Questions, the graph and lists within some documents only: nothing of the others is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command import Home, home, is_one_fault

NOTES = {
    "old.md": "---\ndate: 2019-03-01\ntags: minutes\n---\nThe Skerry Light was kept by Alasdair Finch of Portmellin.\n",
    "new.md": "---\ndate: 2024-05-17\ntags: Minutes\n---\nThe Skerry Light was kept by Oona Petrie of Portmellin.\n",
    "undated.txt": "A pilot of Portmellin is Silas Drew.\n",
}
WHO = "Who kept the Skerry Light?"


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Home:
    """Two notes that differ, and a text without date or tag."""
    made = home(tmp_path_factory.mktemp("dated"), model_cache)
    (made.folder / "notes").mkdir()
    for name, text in NOTES.items():
        (made.folder / "notes" / name).write_text(text)
    assert made.run("ingest", "notes").code == 0
    return made


@pytest.mark.parametrize(
    ("options", "name", "line"),
    [
        (("--in", "old.md"), "Alasdair Finch", "in old.md"),
        (("--since", "2020"), "Oona Petrie", "dated since 2020"),
        (("--tag", "minutes", "--until", "2019-03"), "Alasdair Finch", "tagged minutes, dated until 2019-03"),
    ],
)
def test_an_answer_is_from_the_selection_and_says_it(
    dated: Home, options: tuple[str, ...], name: str, line: str
) -> None:
    answer = dated.run("ask", WHO, *options, "--json").data
    assert name in answer["text"]
    assert answer["selection"] == line
    other = {"Alasdair Finch": "new.md", "Oona Petrie": "old.md"}[name]
    assert not any(hit["document"].endswith(other) for hit in answer["hits"])
    assert f"read only documents {line}\n" in dated.run("ask", WHO, *options).out


def test_a_conversation_keeps_its_selection(dated: Home) -> None:
    ran = dated.run("chat", "--in", "notes/new.md", "--since", "2024", given=f"{WHO}\nWhere is that person from?\n")
    assert ran.out.count("read only documents in notes/new.md, dated since 2024\n") == 2
    assert "Oona Petrie" in ran.out
    assert "Finch" not in ran.out


def test_lists_the_graph_and_themes_are_narrowed(dated: Home) -> None:
    listed = dated.run("documents", "list", "--tag", "MINUTES", "--since", "2024", "--json").data
    assert [Path(row["source"]).name for row in listed] == ["new.md"]
    shown = dated.run("graph", "show", "Portmellin", "--in", "notes/undated.txt").out
    assert "Silas Drew" in shown
    assert "Petrie" not in shown
    assert "Finch" not in dated.run("graph", "themes", "--since", "2020").out


def test_a_selection_of_nothing_is_one_line(dated: Home) -> None:
    is_one_fault(dated.run("ask", WHO, "--in", "lost.md"), 2, "'lost.md'", "new.md, old.md, undated.txt")
    is_one_fault(dated.run("ask", WHO, "--tag", "board"), 2, "the tag 'board'", "known tags: Minutes")
    is_one_fault(dated.run("chat", "--since", "2025"), 2, "dated since 2025", "2019-03-01 to 2024-05-17")
    is_one_fault(dated.run("graph", "show", "Oona Petrie", "--in", "old.md"), 2, "no entity with the name")
    is_one_fault(dated.run("documents", "list", "--until", "soon"), 2, "'soon' is not a date")

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from evals import review
from evals.anchor import reanchor_cases
from evals.archive import Archive
from evals.casefile import read_cases, write_cases
from evals.casetable import read_table, write_table
from evals.types import Case, Gold
from evals.versions import Versions, digest_cases
from graph.errors import UsageError
from graph.types import Passage
from rag.types import Turn

FERRY = Gold("p1", "The Glass Ferry was directed by Ilse Varga.", "films.md")
DIRECTOR = replace(
    Case.make("Who directed The Glass Ferry?", "Ilse Varga", (FERRY,)), path=("The Glass Ferry", "p1", "Varga")
)
BORN = Case.make(
    "When was she born?",
    "1921",
    kind="followup",
    history=(Turn("user", "Who directed The Glass Ferry?"), Turn("assistant", "Ilse Varga")),
)
FORMULA = Case.make('=HYPERLINK("http://x")', "-1+1", aliases=("'quoted", "two\nlines"))
CASES = [DIRECTOR, BORN, replace(FORMULA, status="accepted", difficulty="hard")]


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    made = Archive(tmp_path / "journal.db")
    made.add(CASES)
    yield made
    made.close()


def test_cases_are_marked_by_the_start_of_their_id(archive: Archive) -> None:
    review.set_status(archive, [DIRECTOR.id[:10]], "rejected")
    review.set_status(archive, [BORN.id], "accepted")
    assert [case.status for case in archive.cases()] == ["rejected", "accepted", "accepted"]
    assert [case.id for case in review.usable_cases(archive.cases())] == [BORN.id, FORMULA.id]


def test_a_case_that_is_not_there_changes_nothing(archive: Archive) -> None:
    with pytest.raises(UsageError, match="there is no case 'zzz'"):
        review.set_status(archive, [DIRECTOR.id, "zzz"], "rejected")
    with pytest.raises(UsageError, match="no case ''"):
        review.find_case(archive, "")
    assert archive.cases() == CASES


def test_an_edit_is_another_case_and_its_draft_does_not_come_back(archive: Archive) -> None:
    made = review.edit_case(archive, DIRECTOR.id, "Who made The Glass Ferry?")
    assert (made.question, made.reference, made.gold) == ("Who made The Glass Ferry?", "Ilse Varga", (FERRY,))
    assert made.status == "accepted"
    assert made.id != DIRECTOR.id
    assert review.store_drafts(archive, [DIRECTOR, BORN]) == 0
    assert {case.id: case.status for case in archive.cases()}[DIRECTOR.id] == "rejected"


def test_an_edit_of_the_answer_forgets_other_wordings_of_the_old_one(archive: Archive) -> None:
    assert review.edit_case(archive, FORMULA.id, answer="nothing").aliases == ()


@pytest.mark.parametrize("name", ["cases.jsonl", "cases.csv"])
def test_a_file_gives_back_what_was_written(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    write, read = (write_table, read_table) if name.endswith("csv") else (write_cases, read_cases)
    assert write(path, CASES) == 3
    assert read(path) == CASES


def test_no_cell_of_a_table_runs_as_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    write_table(path, CASES)
    text = path.read_text(encoding="utf-8-sig")
    assert "'=HYPERLINK" in text
    assert ",=HYPERLINK" not in text
    assert "'-1+1" in text


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a,b\n1,2\n", "no column 'question'"),
        ("question,kind\nWho?,poem\n", "line 2"),
        ("question,gold\nWho?,no json\n", "line 2"),
    ],
)
def test_a_table_that_does_not_fit_names_its_line(tmp_path: Path, text: str, fault: str) -> None:
    path = tmp_path / "cases.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=fault):
        read_table(path)


def test_a_line_of_an_earlier_version_is_read(tmp_path: Path) -> None:
    path = tmp_path / "old.jsonl"
    path.write_text('{"id": "x", "question": "Who?", "reference": "Ilse", "kind": "bridge", "bridge": "Tom"}\n')
    assert read_cases(path) == [Case.make("Who?", "Ilse", (), "bridge", "", "Tom")]


def test_a_version_stays_as_it_was_saved(tmp_path: Path, archive: Archive) -> None:
    versions = Versions(tmp_path / "journal.db")
    saved = versions.save("v1", archive.cases())
    review.set_status(archive, [DIRECTOR.id], "rejected")
    assert versions.cases("v1") == CASES
    assert (saved.cases, saved.digest) == (3, digest_cases(CASES[::-1]))
    assert versions.save("v2", archive.cases()).digest != saved.digest
    assert [one.name for one in versions.all()] == ["v2", "v1"]
    with pytest.raises(UsageError, match="already"):
        versions.save("v1", CASES)
    with pytest.raises(UsageError, match="not a valid version name"):
        versions.save("a b", CASES)
    with pytest.raises(UsageError, match="no version"):
        versions.cases("v3")
    versions.close()


def passage(name: str, text: str, source: str = "films.md") -> Passage:
    return Passage(name, "d", text, 0, source=source)


def test_gold_is_found_again_by_its_quote_and_source() -> None:
    there = passage("new", "A film. The Glass Ferry was directed\nby Ilse Varga. It was long.")
    elsewhere = passage("other", FERRY.quote, "copy.md")
    found = reanchor_cases([DIRECTOR], [elsewhere, there])
    assert (found.stayed, found.moved, found.lost) == (0, 1, ())
    assert found.cases[0].gold[0].passage_id == "new"
    assert found.cases[0].path == ("The Glass Ferry", "new", "Varga")
    assert found.cases[0].id == DIRECTOR.id


def test_gold_whose_quote_was_cut_is_found_by_most_of_its_words() -> None:
    cut = passage("new", "Glass Ferry was directed by Ilse Varga. And so on.")
    assert reanchor_cases([DIRECTOR], [cut]).cases[0].gold[0].passage_id == "new"


def test_gold_that_is_gone_is_named_and_left() -> None:
    found = reanchor_cases([DIRECTOR], [passage("new", "The Glass Ferry is a film.")])
    assert found.cases == (DIRECTOR,)
    assert found.lost == ((DIRECTOR, FERRY),)
    assert reanchor_cases([DIRECTOR], [passage("p1", "whatever")]).stayed == 1

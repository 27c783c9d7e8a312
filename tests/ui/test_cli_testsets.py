"""Making, reviewing, exporting and versioning cases on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.evals.generate.films import FILMS
from tests.ui.command import Home, home, is_one_fault


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Home:
    made = home(tmp_path_factory.mktemp("films"), model_cache)
    for title, text in FILMS.items():
        (made.folder / f"{title}.md").write_text(f"# {title}\n\n{text}\n", encoding="utf-8")
    assert made.run("ingest", *(f"{title}.md" for title in FILMS)).code == 0
    generated = made.run("eval", "generate", "-n", "12", "--kind", "bridge", "--kind", "single", "--json", "--why")
    assert generated.code == 0, generated
    assert {case["kind"] for case in generated.data["cases"]} == {"bridge", "single"}
    many, total = generated.data["checked"]["answerable from their evidence"]
    assert many == total == len(generated.data["cases"])
    assert generated.data["rejected"]
    return made


def test_what_is_rejected_is_not_asked_and_what_is_saved_is(films: Home) -> None:
    first, second, third = (case["id"] for case in films.run("eval", "review", "--json").data[:3])
    assert films.run("eval", "cases", "--save", "v1").code == 0
    done = films.run("eval", "review", "--accept", first, "--reject", second)
    assert done.code == 0, done
    edited = films.run("eval", "review", "--edit", third, "--question", "Who is it then?")
    assert "Who is it then?" in edited.err
    known = {case["id"]: case for case in films.run("eval", "cases", "--json").data}
    assert [known[one]["status"] for one in (first, second, third)] == ["accepted", "rejected", "rejected"]
    assert films.run("eval", "generate", "-n", "12", "--kind", "bridge", "--kind", "single").code == 0
    assert len(films.run("eval", "cases", "--json").data) == len(known)
    asked = films.run("eval", "run", "--name", "now", "--metric", "exact_match", "--json").data["cases"]
    assert asked == sum(case["status"] != "rejected" for case in known.values())
    ran = films.run("eval", "run", "--version", "v1", "--metric", "exact_match", "--json")
    assert ran.data["cases"] == len(known) - 1
    settings = dict(films.run("eval", "list", "--json").data[0]["settings"])
    [saved] = films.run("eval", "cases", "--versions", "--json").data
    assert settings["test set"] == f"v1 {saved['digest'][:12]}"


def test_a_table_comes_back_as_it_went(films: Home) -> None:
    before = films.run("eval", "cases", "--json").data
    assert films.run("eval", "cases", "--export", "cases.csv").code == 0
    again = films.run("eval", "cases", "--import", "cases.csv", "--json")
    assert "0 new cases" in again.err
    assert again.data == before


def test_gold_is_anchored_anew_after_splitting_otherwise(films: Home) -> None:
    before = films.run("eval", "cases", "--json").data
    for title, text in FILMS.items():
        (films.folder / f"{title}.md").write_text(f"# {title}\n\nA line before.\n\n{text}\n", encoding="utf-8")
    assert films.run("ingest", *(f"{title}.md" for title in FILMS)).code == 0
    said = films.run("eval", "cases", "--anchor")
    assert f"gold passages: 0 in place, {sum(len(case['gold']) for case in before)} found again, 0 lost" in said.err
    assert "found again" in said.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("generate", "--kind", "poem"),
        ("generate", "--by-model"),
        ("review", "--edit", "0"),
        ("review", "--accept", "nothing"),
        ("run", "--version", "nothing"),
        ("cases", "--import", "nowhere.csv"),
    ],
)
def test_wrong_use_is_one_line(films: Home, arguments: tuple[str, ...]) -> None:
    is_one_fault(films.run("eval", *arguments), 2)

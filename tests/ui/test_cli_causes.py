"""`graphloop eval causes`, votes in the arena, and what the report says of both, on the command line."""

from __future__ import annotations

from evals.archive import Archive
from evals.human.votes import VoteBook, open_ballots
from tests.ui.command import Home, is_one_fault
from tests.ui.test_app_people import with_another
from tests.ui.test_cli_label import ANSWERS, with_run


def test_wrong_answers_are_grouped_with_what_helps(empty: Home) -> None:
    made = with_run(empty)
    found = made.run("eval", "causes", "hidden-system", "--json").data
    assert (found["judged"], found["threshold"], found["faults"]) == (4, 0.5, 0)
    causes = {group["cause"]: group for group in found["groups"]}
    assert causes.keys() == {"should have abstained", "in evidence but not used"}
    (one,) = causes["should have abstained"]["wrong"]
    assert one["result"]["case"]["question"] == ANSWERS[3][0]
    assert all(group["fix"] for group in found["groups"])
    told = made.run("eval", "causes", "--threshold", "0.92", "--examples", "1")
    assert told.code == 0, told
    assert "hidden-system: 3 of 4 answers wrong (answer_correctness below 0.92" in told.out
    assert "what usually helps" in told.out
    assert "why: " in told.out
    assert "No answer" not in made.run("eval", "causes", "--examples", "0").out


def test_the_report_has_the_causes_where_the_passages_are_there(empty: Home) -> None:
    made = with_run(empty)
    assert made.run("eval", "report", "-o", "page.html").code == 0
    assert "Why answers are wrong" in (made.folder / "page.html").read_text()
    for name, more in (("lean", ()), ("whole", ("--passages",))):
        assert made.run("eval", "save", "latest", f"{name}.jsonl", *more).code == 0
    assert made.run("eval", "causes", "whole.jsonl", "--json").data["judged"] == 4
    is_one_fault(made.run("eval", "causes", "lean.jsonl"), 2, "without its passages", "--passages")
    assert made.run("eval", "report", "lean.jsonl", "-o", "lean.html").code == 0
    assert "Why answers are wrong" not in (made.folder / "lean.html").read_text()


def test_votes_of_people_are_counted(empty: Home) -> None:
    made = with_another(with_run(empty))
    archive, book = Archive(made.data / "journal.db"), VoteBook(made.data / "journal.db")
    runs = archive.load("hidden-system"), archive.load("other-system")
    for ballot in open_ballots(runs, []):
        book.cast(ballot, runs, "left" if "Something else" in ballot.right else "right", "Ada")
    book.close()
    archive.close()
    found = made.run("eval", "arena", "hidden-system", "other-system", "--by", "people", "--json").data
    assert [(one["name"], one["wins"], one["losses"]) for one in found["standings"]] == [
        ("hidden-system", 2, 0),
        ("other-system", 0, 2),
    ]
    assert {vote["by"] for vote in found["votes"]} == {"Ada"}


def test_a_run_that_is_not_there_is_one_fault(empty: Home) -> None:
    is_one_fault(empty.run("eval", "causes", "nothing"), 2, "there is no run 'nothing'")

"""The pages where people judge answers, vote on them, and look at what went wrong: no browser, the real journal."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from evals.archive import Archive
from evals.human.votes import VoteBook, open_ballots
from evals.types import Result, Run
from graph.errors import UsageError
from tests.evals.parts import HARBOUR, answered, case
from tests.support.command import Home
from tests.ui.cli.test_eval_label import ANSWERS, with_run
from tests.ui.web.test_app import page, pressed, shown, until, workspace
from ui.web import jobs
from ui.web.components import waiting
from ui.web.views import label
from ui.workspace import Workspace


def with_another(home: Home) -> Home:
    """A second run that answers half of the cases in other words."""
    archive = Archive(home.data / "journal.db")
    known = archive.load("hidden-system").results
    run = archive.create("other-system", [result.case for result in known])
    for place, result in enumerate(known):
        said = answered(f"Something else {place}.", HARBOUR) if place % 2 else result.answer
        archive.append(run.id, Result(result.case, said, result.scores))
    archive.close()
    return home


@pytest.fixture
def space(library: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """A copy of the library with two runs."""
    shutil.copytree(library.data, tmp_path / "kept", symlinks=True)
    with_another(with_run(Home(tmp_path, tmp_path / "kept")))
    with workspace(tmp_path / "kept", monkeypatch) as found:
        yield found


@pytest.fixture
def nothing(empty: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """Neither documents nor runs."""
    with workspace(empty.data, monkeypatch) as found:
        yield found


def named(test: AppTest, name: str) -> AppTest:
    return test.text_input(key="rater").set_value(name).run()


def far(test: AppTest) -> str:
    """What stands above the bar that shows how much is done."""
    return str(test.get("progress")[0].proto.text)


def graded(test: AppTest, *grades: str) -> AppTest:
    """Answer the first questions of the rubric and save."""
    for place, grade in enumerate(grades):
        test.button_group[place].set_value(grade).run()
    return pressed(test, "Save")


def test_answers_are_judged_blind_by_several_people(space: Workspace) -> None:
    test = page("label")
    assert "Draw a sample" in shown(test)
    next(one for one in test.button if one.label == "Draw").click().run()
    assert len(space.labels.answers(space.labels.samples()[0].id)) == 4
    assert "Enter your name" in shown(test)
    named(test, "Ada")
    assert far(test) == "0 of 4 judged by Ada"
    for hidden in ("by hand", "0.9"):
        assert hidden not in shown(test).partition("Agreement")[0]
    assert next(one for one in test.button if one.label == "Save").disabled
    graded(test, "yes", "partly")
    assert far(test) == "1 of 4 judged by Ada"
    (mark,) = space.labels.marks("Ada")
    assert [(one.aspect, one.grade) for one in mark.grades] == [("correct", "yes"), ("complete", "partly")]
    pressed(test, "Back")
    graded(test, "no")
    (mark,) = space.labels.marks("Ada")
    assert [(one.aspect, one.grade) for one in mark.grades] == [("correct", "no"), ("complete", "partly")]
    pressed(test, "Skip")
    assert far(test) == "1 of 4 judged by Ada"
    named(test, "Bo")
    assert far(test) == "0 of 4 judged by Bo"
    for grade in ("no", "yes", "no"):
        graded(test, grade)
    pressed(test, "Compare the judges")
    until(test, lambda test: any("metric" in one.value.columns for one in test.dataframe))
    jobs.dismiss_job(waiting.job_key(space, label.LABELS_KIND))
    assert {one.metric for one in space.labels.figures()} >= {"answer_correctness", "token_f1"}
    assert test.dataframe[0].value["raters"].tolist() == [2]


def test_wrong_answers_stand_under_their_cause(space: Workspace) -> None:
    test = page("errors")
    test.selectbox(key="errors run").select_index(1).run()
    assert "2 of 4 answers wrong" in shown(test).replace("\\", "")
    assert sorted(test.dataframe[0].value["answers"]) == [1, 1]
    assert "Should have abstained · 1" in shown(test)
    asked = [one.label.replace("\\", "") for one in test.expander]
    assert sorted(asked) == sorted([ANSWERS[2][0], ANSWERS[3][0]])
    test.number_input[0].set_value(1.0).run()
    assert "4 of 4 answers wrong" in shown(test).replace("\\", "")


def test_votes_are_kept_and_counted(space: Workspace) -> None:
    test = page("arena")
    assert "Enter your name" in shown(test)
    named(test, "Ada")
    assert far(test) == "0 of 2 judged by Ada"
    for hidden in ("by hand", "0.9"):
        assert hidden not in shown(test)
    pressed(test, "vote left")
    pressed(test, "vote tie")
    assert "You have judged all" in shown(test)
    table = test.dataframe[0].value
    assert sorted(table["run"]) == ["hidden-system", "other-system"]
    assert (sorted(table["won"]), sorted(table["equal"])) == ([0, 1], [1, 1])
    named(test, "Bo")
    assert far(test) == "0 of 2 judged by Bo"
    assert len(test.dataframe) == 1


def test_the_card_of_every_metric_is_shown(space: Workspace) -> None:
    test = page("cards")
    titles = [one.label.replace("\\", "") for one in test.expander]
    assert len(titles) == len(space.metrics)
    assert any(title.startswith("faithfulness · offline") for title in titles)
    assert "evouna/nq/chatgpt" in test.dataframe[1].value["set"].tolist()


@pytest.mark.parametrize(("name", "told"), [("label", "no runs yet"), ("errors", "no runs yet"), ("arena", "two runs")])
def test_without_runs_a_page_says_what_to_do(name: str, told: str, nothing: Workspace) -> None:
    assert told in shown(page(name))


def test_a_later_vote_of_the_same_person_counts(tmp_path: Path) -> None:
    asked = case("Question?", "x")
    runs = [Run(name, "", name, (), (Result(asked, answered(name)),)) for name in ("a", "b")]
    book = VoteBook(tmp_path / "journal.db")
    (ballot,) = open_ballots((runs[0], runs[1]), [])
    for winner, by in (("left", "Ada"), ("right", " Ada "), ("tie", "Bo")):
        book.cast(ballot, (runs[1], runs[0]), winner, by)  # type: ignore[arg-type]
    left = ballot.left
    votes = {vote.by: vote for vote in book.votes(runs)}
    assert votes["Bo"].winner == "tie"
    assert {votes["Ada"].a if votes["Ada"].winner == "a" else votes["Ada"].b} == {"a", "b"} - {left}
    assert open_ballots((runs[0], runs[1]), book.ballots((runs[0], runs[1]), "Ada")) == []
    with pytest.raises(UsageError, match="no voter is named"):
        book.cast(ballot, (runs[0], runs[1]), "left", " ")
    book.close()


def picked() -> None:
    """The part of the page on which cases that are picked are decided."""
    from ui.web.session import current_workspace
    from ui.web.views import cases

    space = current_workspace()
    cases._show_actions(space, space.archive.cases()[:1])


def test_cases_are_accepted_rejected_and_put_in_other_words(space: Workspace) -> None:
    space.archive.add([case("Who kept the light?", "Alasdair Finch", HARBOUR), case("What burned?", "whale oil")])
    first = space.archive.cases()[0]
    test = AppTest.from_function(picked).run()
    assert "Skerry Point" in shown(test)
    pressed(test, "Reject 1")
    assert [one.status for one in space.archive.cases()] == ["rejected", "unreviewed"]
    pressed(test, "Accept 1")
    assert [one.status for one in space.archive.cases()] == ["accepted", "unreviewed"]
    test.text_area[1].set_value("Alasdair Finch of Portmellin")
    pressed(test, "Save and accept")
    assert {(one.reference, one.status) for one in space.archive.cases()} == {
        ("Alasdair Finch", "rejected"),
        ("Alasdair Finch of Portmellin", "accepted"),
        ("whale oil", "unreviewed"),
    }
    pressed(test, "Remove 1 question")
    assert first.id not in [one.id for one in space.archive.cases()]
    listed = page("cases")
    assert "2 test questions" in shown(listed)
    assert any("difficulty" in one.value.columns for one in listed.dataframe)

"""A data folder that an earlier version wrote opens, answers and evaluates as it did then."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.support.command import Home

FOLDER = Path(__file__).with_name("former_folder.zip")
"""Five of the samples in /srv/papers, a conversation, a vote, two cases and a run; commit 39bfd25 wrote it."""
ASKED = "Who is the warden of Thrush Holm?"
SAID = "Ruben Aldous is the warden of Thrush Holm and holds the only key to the seed store."
LEAST_CORRECT = 0.95


@pytest.fixture
def former(empty: Home, model_cache: Path) -> Home:
    with zipfile.ZipFile(FOLDER) as packed:
        packed.extractall(empty.data)
    if not (empty.data / "cache").exists():
        (empty.data / "cache").symlink_to(model_cache, target_is_directory=True)
    return empty


def test_it_is_whole_and_holds_what_it_held(former: Home) -> None:
    assert former.run("store", "check", "--json").data["healthy"]
    assert len(former.run("documents", "--json").data) == 5
    assert former.run("eval", "cases", "--json").data[0]["question"] == ASKED
    assert [one["question"] for one in former.run("feedback", "list", "--json").data] == [ASKED]
    assert "412" in former.run("chat", "--continue", given="").out


def test_it_answers_as_it_did(former: Home) -> None:
    answer = former.run("ask", ASKED, "--json").data
    assert answer["text"].startswith(f"Ruben Aldous [1]\n\n{SAID} [1]")
    assert answer["citations"][0]["quote"] == SAID
    assert answer["citations"][0]["verified"]


def test_it_evaluates_as_it_did_by_the_former_name_of_a_retriever(former: Home) -> None:
    (before,) = former.run("eval", "list", "--json").data
    assert dict(before["settings"])["retriever"] == "graph+rerank"
    ran = former.run("eval", "run", "--name", "again", "--retriever", "graph+rerank", "--json")
    assert "graph+rerank is now called graph+multihop" in ran.err
    means = {one["metric"]: one["mean"] for one in ran.data["averages"] if not one["kind"]}
    assert means["answer_correctness"] >= LEAST_CORRECT
    assert means["retrieval_recall"] == 1.0
    assert means["faithfulness"] > LEAST_CORRECT
    assert former.run("eval", "compare", "before", "again").code == 0
    assert former.run("eval", "show", "before").code == 0

"""Drafts of sentences: a clause ends where the next one begins, and namesakes are not mixed."""

from __future__ import annotations

import re
from pathlib import Path

from evals.generate import GenerationConfig, generate_cases, generate_checked_cases
from evals.generate.kind_mix import parse_shares
from tests.evals.generate.films import filled


def test_a_question_ends_before_a_second_verb(tmp_path: Path) -> None:
    store = filled(
        tmp_path / "graph.db",
        {"Nissan Leaf": "The battery check of the Nissan Leaf costs 626 euros and takes 4 hours. It is done by Leo."},
    )
    found = {case.question: case.reference for case in generate_cases(store, 20)}
    store.close()
    assert found["How many euros does the battery check of the Nissan Leaf cost?"] == "626"
    assert not any("and takes" in question for question in found)


def test_two_people_of_one_name_are_not_mixed(tmp_path: Path) -> None:
    store = filled(
        tmp_path / "graph.db",
        {
            "Harbour Steel annual report": "Li Wei is the chief financial officer of Harbour Steel. Li Wei holds "
            "12,000 shares of Harbour Steel and lives in Dalian.",
            "Sunfield Foods annual report": "Li Wei is the chief financial officer of Sunfield Foods. Li Wei was "
            "appointed by Sunfield Foods in 2021. Li Wei holds 450 shares of Sunfield Foods.",
        },
    )
    of_sentences = parse_shares(["single", "bridge", "temporal", "followup", "comparison"])
    cases = generate_checked_cases(store, GenerationConfig(40, shares=of_sentences)).cases
    store.close()
    assert not any("Li Wei" in case.question for case in cases)
    assert ("Who is the chief financial officer of Harbour Steel?", "Li Wei") in {
        (case.question, case.reference) for case in cases
    }
    told_apart = re.compile("Harbour Steel|Sunfield Foods")
    named = [case for case in cases if case.reference and "Li Wei" in case.question]
    assert all(told_apart.search(case.question) for case in named), named
    assert not any(case.bridge == "Li Wei" for case in cases if case.reference)
    assert not any(case.kind == "bridge" for case in cases)

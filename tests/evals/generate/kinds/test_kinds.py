"""Kinds of questions are found: our own modules, and those that installed distributions bring."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from evals.casefile import read_cases
from evals.generate import GenerationConfig, generate_cases, generate_checked_cases
from evals.generate.kind_mix import default_shares, parse_shares
from evals.generate.kinds import case_kinds, kind_names, kind_specs
from graph.errors import UsageError
from graph.sqlite.store import SqliteStore
from tests.support.distributions import install_plugin

SPELLING = """
from evals.generate.draft import Draft, gold_of, part_of
from evals.generate.kinds.spec import KindSpec
from evals.types import Case

def spelling_drafts(parts):
    for fact in parts.single:
        question = f"How many letters has {fact.clause.name}?"
        letters = str(sum(letter.isalpha() for letter in fact.clause.name))
        case = Case.make(question, letters, (gold_of(fact),), "spelling", "generated:spelling")
        passage = fact.clause.passage
        yield Draft(case, passage.document_id, (fact.clause.key,), (part_of(fact),), composed=True)

KIND = KindSpec("spelling", "letters of a name", 0.1, 15, spelling_drafts)
"""


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    install_plugin(tmp_path, monkeypatch, "graphloop.question_kinds", "spelling = ask_spelling:KIND", SPELLING)
    kind_specs.cache_clear()
    yield tmp_path
    sys.modules.pop("ask_spelling", None)
    kind_specs.cache_clear()


def test_scarce_kinds_are_filled_first() -> None:
    assert default_shares() == (
        ("unanswerable", 0.1),
        ("bridge", 0.3),
        ("comparison", 0.12),
        ("rule", 0.15),
        ("condition", 0.1),
        ("exception", 0.05),
        ("amount", 0.12),
        ("frequency", 0.04),
        ("definition", 0.08),
        ("reason", 0.05),
        ("list", 0.1),
        ("howto", 0.05),
        ("steps", 0.05),
        ("statement", 0.05),
        ("what", 0.08),
        ("temporal", 0.12),
        ("followup", 0.1),
        ("corpus", 0.06),
        ("minutes", 0.05),
        ("field", 0.05),
        ("trouble", 0.04),
        ("faq", 0.05),
        ("table", 0.15),
        ("single", 0.2),
    )
    assert case_kinds() == (*kind_names(), "feedback", "imported")


def test_the_guide_shows_every_kind() -> None:
    guide = (Path(__file__).parents[4] / "docs" / "testsets.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(\w+)` \|", guide, re.MULTILINE)) == set(kind_names())


def test_the_places_that_kinds_leave_are_not_filled_with_unanswerable_questions(films: SqliteStore) -> None:
    shares = parse_shares(["unanswerable=1", "comparison=9"])
    cases = generate_checked_cases(films, GenerationConfig(20, 0, shares)).cases
    assert len(cases) < 20
    assert [case.kind for case in cases].count("unanswerable") == 2
    assert len(generate_checked_cases(films, GenerationConfig(20, 0, (("unanswerable", 1.0),))).cases) > 2


def test_an_installed_package_brings_a_kind(films: SqliteStore, installed: Path, tmp_path: Path) -> None:
    assert kind_names()[:3] == ("unanswerable", "spelling", "bridge")
    cases = generate_checked_cases(films, GenerationConfig(40, 0, parse_shares(["spelling"]))).cases
    assert {case.kind for case in cases} == {"spelling"}
    assert ("How many letters has Tom Aldery?", "9") in {(case.question, case.reference) for case in cases}
    assert "spelling" in {case.kind for case in generate_cases(films, 30)}
    file = tmp_path / "cases.jsonl"
    file.write_text('{"question": "How many letters has Ilse?", "kind": "spelling"}\n', encoding="utf-8")
    assert [case.kind for case in read_cases(file)] == ["spelling"]


def test_two_kinds_of_one_name_are_told(installed: Path) -> None:
    (installed / "ask_spelling.py").write_text(SPELLING.replace('"spelling"', '"bridge"'))
    with pytest.raises(UsageError, match="there are two question kinds 'bridge'"):
        kind_names()

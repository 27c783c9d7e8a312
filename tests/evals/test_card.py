from __future__ import annotations

from pathlib import Path

import pytest

from evals.card import COUNTED, SETS, Card, cards_of, judge_name, known_rows, write_cards
from evals.metrics import standard
from evals.validate.labelled import Row
from graph.errors import UsageError
from rag.models.embed.protocol import Embedder


def row(metric: str, judge: str, default: bool = True) -> Row:
    return Row("wice/x", metric, judge, default, "auroc", 0.8, 100, 0.7, 0.75, 0.85, 0.79, 0.7)


def cards(embedder: Embedder, rows: list[Row]) -> dict[str, Card]:
    return {card.metric: card for card in cards_of(standard(embedder), rows, embedder.name)}


def test_figures_hold_for_the_exact_judge_alone(minilm: Embedder) -> None:
    version = {metric.name: metric.version for metric in standard(minilm)}["faithfulness"]
    own = row("faithfulness", judge_name("faithfulness", version, minilm.name))
    other = row("faithfulness", judge_name("faithfulness", version, "another embedder"))
    assert cards(minilm, [own, other])["faithfulness"].agreement == (own,)
    unknown = cards(minilm, [other])["faithfulness"]
    assert unknown.agreement == ()
    assert "graphloop eval validate" in unknown.unmeasured
    assert "WiCE" in unknown.unmeasured


def test_every_metric_has_a_card_that_says_what_it_tells(minilm: Embedder) -> None:
    found = cards(minilm, [])
    assert set(found) == {metric.name for metric in standard(minilm)}
    assert all(card.about and card.unmeasured for card in found.values())
    assert not COUNTED & SETS.keys()


def test_cards_are_kept_for_default_judges(tmp_path: Path) -> None:
    file = tmp_path / "folder" / "cards.json"
    kept, left = row("faithfulness", "a"), row("token_f1", "b", default=False)
    assert write_cards(file, [kept, left]) == 1
    assert known_rows(file) == [kept]
    assert write_cards(file, []) == 0
    assert known_rows(file) == []


def test_a_file_without_cards_is_told(tmp_path: Path) -> None:
    file = tmp_path / "cards.json"
    with pytest.raises(UsageError, match="cannot read"):
        known_rows(file)
    file.write_text('{"no": "cards"}')
    with pytest.raises(UsageError, match="holds no cards"):
        known_rows(file)


def test_the_shipped_figures_are_of_the_shipped_judges(minilm: Embedder) -> None:
    found = cards(minilm, known_rows())
    assert {name for name, card in found.items() if card.agreement} == set(SETS)
    assert "EVOUNA" in found["answer_correctness"].fitted
    assert not found["faithfulness"].fitted

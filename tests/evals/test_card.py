from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from evals.card import (
    Card,
    JudgingCost,
    build_cards,
    judge_name,
    read_agreement_rows,
    render_cards,
    threshold_of,
    write_cards,
)
from evals.human.inter_annotator import RaterAgreement
from evals.human.judge_agreement import AgreementMeasure, LocalAgreement
from evals.meta_evaluation.labelled import AgreementRow
from evals.metrics import build_metrics
from graph.errors import UsageError
from rag.embed.protocol import Embedder
from rag.llm.protocol import Completion, Message, Options

SHIPPED = {"answer_completeness", "answer_correctness", "answer_precision", "contextual_relevancy", "faithfulness"}
"""The least that must have figures of its very judge."""


@dataclass(frozen=True, slots=True)
class Silent:
    """A language model that nobody asks."""

    name: str = "silent"

    def complete(
        self, messages: Sequence[Message], schema: Mapping[str, Any] | None = None, options: Options = Options()
    ) -> Completion:
        raise NotImplementedError

    def stream(self, messages: Sequence[Message], options: Options = Options()) -> Iterator[str]:
        raise NotImplementedError


def row(metric: str, judge: str, default: bool = True) -> AgreementRow:
    return AgreementRow("wice/x", metric, judge, default, "auroc", 0.8, 100, 0.7, 0.75, 0.85, 0.79, 0.7)


def cards(embedder: Embedder, rows: list[AgreementRow]) -> dict[str, Card]:
    return {card.metric: card for card in build_cards(build_metrics(embedder), rows, embedder.name)}


def test_figures_hold_for_the_exact_judge_alone(minilm: Embedder) -> None:
    version = {metric.name: metric.version for metric in build_metrics(minilm)}["faithfulness"]
    own = row("faithfulness", judge_name("faithfulness", version, minilm.name))
    other = row("faithfulness", judge_name("faithfulness", version, "another embedder"))
    assert cards(minilm, [own, other])["faithfulness"].agreement == (own,)
    unknown = cards(minilm, [other])["faithfulness"]
    assert unknown.agreement == ()
    assert "graphloop eval validate" in unknown.unmeasured
    assert "WiCE" in unknown.unmeasured


def test_every_metric_has_a_card_that_says_what_it_tells(minilm: Embedder) -> None:
    found = cards(minilm, [])
    assert set(found) == {metric.name for metric in build_metrics(minilm)}
    assert all(card.about and card.unmeasured for card in found.values())


def test_a_judge_that_was_not_measured_names_the_command_and_what_it_takes(minilm: Embedder) -> None:
    found = {
        (card.metric, card.judge): card
        for card in build_cards(build_metrics(minilm, Silent()), [], minilm.name, (), JudgingCost(60, 1000, 0.5))
    }
    by_model = [card for (name, judge), card in found.items() if "silent" in judge and name == "faithfulness"]
    assert "graphloop eval label --by-model; 60 answers × " in by_model[0].unmeasured
    assert "US dollars" in by_model[0].unmeasured
    unpriced = build_cards(build_metrics(minilm, Silent()), [], minilm.name)
    assert any("price unknown" in card.unmeasured for card in unpriced)


def own(metric: str, judge: str, balanced: float) -> LocalAgreement:
    figures = (AgreementMeasure("auroc", 0.9, 0.8, 1.0), AgreementMeasure("accuracy", 0.9, 0.8, 1.0, 0.6))
    held = AgreementMeasure("balanced_accuracy", 0.8, balanced, 0.95, 0.5)
    return LocalAgreement(metric, judge, "correct", 60, 2, 0.4, (*figures, held), 0.37)


def test_labels_change_the_threshold_of_the_judge_that_they_are_of(minilm: Embedder) -> None:
    judge = cards(minilm, [])["answer_correctness"].judge
    assert threshold_of("answer_correctness", build_cards(build_metrics(minilm), [], minilm.name)) == 0.5

    def threshold(figures: LocalAgreement) -> float:
        return threshold_of("answer_correctness", build_cards(build_metrics(minilm), [], minilm.name, [figures]))

    assert threshold(own("answer_correctness", judge, 0.7)) == 0.37
    assert threshold(own("answer_correctness", judge, 0.45)) == 0.5, "no better than chance"
    assert threshold(own("answer_correctness", "offline v0", 0.7)) == 0.5, "another judge"
    assert threshold_of("no such metric", []) == 0.5
    good = own("answer_correctness", judge, 0.7)
    apart, alike = (RaterAgreement("correct", "weighted kappa", value, 0.3, 0.9, 60, 2, 0.7) for value in (0.5, 0.8))
    assert threshold(replace(good, people=alike)) == 0.37
    assert threshold(replace(good, people=apart)) == 0.5, "raters who disagree decide nothing"


def test_labels_stand_on_the_page(minilm: Embedder) -> None:
    judge = cards(minilm, [])["answer_correctness"].judge
    made = build_cards(build_metrics(minilm), [], minilm.name, [own("answer_correctness", judge, 0.7)])
    page = render_cards(made)
    assert "On your labels (correct): n = 60 by 2 raters, 40% of them rated right; auroc 0.900 (0.800 … 1.000)" in page
    assert "Suggested threshold: at least 0.370." in page
    assert "always the same 0.600" in page


def test_cards_are_kept_for_default_judges(tmp_path: Path) -> None:
    file = tmp_path / "folder" / "cards.json"
    kept, left = row("faithfulness", "a"), row("token_f1", "b", default=False)
    assert write_cards(file, [kept, left]) == 1
    assert read_agreement_rows(file) == [kept]
    assert write_cards(file, []) == 0
    assert read_agreement_rows(file) == []


def test_a_file_without_cards_is_told(tmp_path: Path) -> None:
    file = tmp_path / "cards.json"
    with pytest.raises(UsageError, match="cannot read"):
        read_agreement_rows(file)
    file.write_text('{"no": "cards"}')
    with pytest.raises(UsageError, match="is not a card file"):
        read_agreement_rows(file)


def test_the_shipped_figures_are_of_the_shipped_judges(minilm: Embedder) -> None:
    found = cards(minilm, read_agreement_rows())
    assert {name for name, card in found.items() if card.agreement} >= SHIPPED
    assert "EVOUNA" in found["answer_correctness"].fitted
    assert not found["faithfulness"].fitted

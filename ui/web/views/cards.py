"""Metric cards as tables: agreement between raters, and of judges with raters and with published labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui.access.reader import Role
from ui.labels import build_cards
from ui.web.markup import escape_label
from ui.web.session import current_workspace
from ui.web.views.spec import PageSpec
from ui.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evals.card import Card
    from evals.human.judge_agreement import LabelStatistic, LocalAgreement
    from evals.meta_evaluation.labelled import AgreementRow


def page() -> None:
    """Show the card of every metric."""
    from evals.card import describe_label_agreement

    space = current_workspace(Role.ADMIN)
    st.header("Metrics", anchor=False)
    st.caption(
        "What each metric measures, and how well its judge agrees with people, on published sets and on your labels."
    )
    for card in build_cards(space):
        with st.expander(_title(card), key=f"card {card.metric} {card.judge}"):
            st.markdown(escape_label(card.about, 2000))
            fitted = f" · fitted on {card.fitted}, which the figures leave out" if card.fitted else ""
            at = "" if card.threshold is None else f" · counts as a yes from {card.threshold:.2f}"
            st.caption(escape_label(f"{card.judge}{fitted}{at}", 400))
            if card.agreement:
                st.dataframe([_row(row) for row in card.agreement], hide_index=True, placeholder="–")
            else:
                st.caption(escape_label(f"Not measured: {card.unmeasured}", 600))
            for line in describe_label_agreement(card):
                st.markdown(escape_label(line, 900))


def _title(card: Card) -> str:
    known = len(card.agreement) + bool(card.own)
    of = "with figures" if known else "not measured"
    return escape_label(f"{card.metric} · {'language model' if ' prompts ' in card.judge else 'offline'} · {of}", 160)


def _row(row: AgreementRow) -> dict[str, object]:
    return {
        "set": row.set,
        "measure": row.measure,
        "value": _rounded(row.value, 3),
        "95% interval": _interval(row.low, row.high),
        "plain word overlap": _rounded(row.floor, 3),
        "items": row.items,
        "left out": row.left_out,
    }


def show_rater_agreement(space: Workspace) -> None:
    """Show inter-annotator agreement, one row per question of the rubric."""
    from evals.human.inter_annotator import measure_rater_agreement

    agreements = measure_rater_agreement(space.labels.labelled())
    if not agreements:
        st.caption(
            "Every answer has one rater so far. If a second person labels this sample, the agreement is shown here."
        )
        return
    rows = [
        {
            "question": agreement.aspect,
            "measure": agreement.measure,
            "value": _rounded(agreement.value),
            "95% interval": _interval(agreement.low, agreement.high),
            "same": f"{agreement.same:.0%}",
            "answers": agreement.answers,
            "raters": agreement.raters,
            "advice": agreement.advice,
        }
        for agreement in agreements
    ]
    st.dataframe(rows, hide_index=True, placeholder="–")


def show_judge_agreement(agreements: Sequence[LocalAgreement]) -> None:
    """Show the agreement of judges with the labels, one row per judge."""
    if not agreements:
        st.caption("No judge has been compared with the labels yet.")
        return
    rows = [
        {
            "metric": agreement.metric,
            "question": agreement.aspect,
            "answers": agreement.answers,
            "right": f"{agreement.right:.0%}",
            **{name: _describe_figure(agreement, name) for name in ("pearson", "spearman", "auroc")},
            "threshold": _rounded(agreement.threshold),
            "accuracy": _describe_figure(agreement, "accuracy") or agreement.why,
            "judge": agreement.judge,
        }
        for agreement in agreements
    ]
    st.dataframe(rows, hide_index=True, placeholder="–")
    st.caption("Accuracy uses thresholds chosen on other answers. Intervals are at 95%.")


def _describe_figure(agreement: LocalAgreement, name: LabelStatistic) -> str:
    figure = agreement.figure(name)
    return "" if figure is None else f"{figure.value:.2f} ({figure.low:.2f} … {figure.high:.2f})"


def _interval(low: float | None, high: float | None) -> str:
    return "–" if low is None or high is None else f"{low:.2f} … {high:.2f}"


def _rounded(value: float | None, digits: int = 2) -> float | None:
    return None if value is None else round(value, digits)


PAGE = PageSpec("metrics", "Metrics", ":material/straighten:", 80, page, place="quality")

"""Metric cards as tables: agreement between raters, and of judges with raters and with published labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

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

    space = current_workspace()
    st.header("Metrics", anchor=False)
    st.caption("What each metric says, and how far its judge agrees with people: on published sets and on your labels.")
    for card in build_cards(space):
        with st.expander(_title(card), key=f"card {card.metric} {card.judge}"):
            st.markdown(escape_label(card.about, 2000))
            fitted = f" · fitted on {card.fitted}, which no figure counts" if card.fitted else ""
            at = "" if card.threshold is None else f" · says yes from {card.threshold:.2f} on"
            st.caption(escape_label(f"{card.judge}{fitted}{at}", 400))
            if card.agreement:
                st.dataframe([_row(row) for row in card.agreement], hide_index=True, placeholder="–")
            else:
                st.caption(escape_label(f"Not measured: {card.unmeasured}", 600))
            for told in describe_label_agreement(card):
                st.markdown(escape_label(told, 900))


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

    found = measure_rater_agreement(space.labels.labelled())
    if not found:
        st.caption("One rater an answer so far: let a second one judge the same sample to see how far people agree.")
        return
    rows = [
        {
            "question": one.aspect,
            "measure": one.measure,
            "value": _rounded(one.value),
            "95% interval": _interval(one.low, one.high),
            "the same": f"{one.same:.0%}",
            "answers": one.answers,
            "raters": one.raters,
            "so": one.advice,
        }
        for one in found
    ]
    st.dataframe(rows, hide_index=True, placeholder="–")


def show_judge_agreement(own: Sequence[LocalAgreement]) -> None:
    """Show the agreement of judges with the labels, one row per judge."""
    if not own:
        st.caption("No judge was held against the labels yet.")
        return
    rows = [
        {
            "metric": one.metric,
            "question": one.aspect,
            "answers": one.answers,
            "right": f"{one.right:.0%}",
            **{name: _describe_figure(one, name) for name in ("pearson", "spearman", "auroc")},
            "threshold": _rounded(one.threshold),
            "accuracy": _describe_figure(one, "accuracy") or one.why,
            "judge": one.judge,
        }
        for one in own
    ]
    st.dataframe(rows, hide_index=True, placeholder="–")
    st.caption("Accuracy is by thresholds chosen on other answers. The intervals are 95%.")


def _describe_figure(own: LocalAgreement, name: LabelStatistic) -> str:
    found = own.figure(name)
    return "" if found is None else f"{found.value:.2f} ({found.low:.2f} … {found.high:.2f})"


def _interval(low: float | None, high: float | None) -> str:
    return "–" if low is None or high is None else f"{low:.2f} … {high:.2f}"


def _rounded(value: float | None, digits: int = 2) -> float | None:
    return None if value is None else round(value, digits)


PAGE = PageSpec("metrics", "Metrics", ":material/straighten:", 80, page)

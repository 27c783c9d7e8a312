"""Blind labelling of answers by the rubric, one at a time, and the agreement of judges with the labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from evals.human.annotations import Graded, Mark
from evals.human.rubric import ASKED, ASPECTS, GRADES, Aspect, Grade
from evals.human.sample import SampledAnswer
from evals.human.sheet import evidence
from ui import labels
from ui.labels import Work
from ui.web import jobs
from ui.web.components import waiting
from ui.web.jobs import Tell
from ui.web.markup import escaped, label, written
from ui.web.pages.cards import show_agreement, show_own
from ui.web.session import faults_told, opened, safely
from ui.workspace import Workspace

if TYPE_CHECKING:
    from evals.human.labels import Sample

KIND = "labels"
AT = "label at"


def page() -> None:
    """Show the rater and sample, the next answer to label, and the results."""
    space = opened()
    st.header("Label", anchor=False)
    if not space.archive.runs():
        st.info("No run yet. Make one on the page Evaluations, then judge its answers here.", icon=":material/info:")
        return
    samples = space.labels.samples()
    who, what = st.columns([2, 5], vertical_alignment="bottom")
    rater = who.text_input("Your name", key="rater", max_chars=60)
    if not samples:
        _drawing(space)
        return
    sample = what.selectbox("Sample", samples, format_func=_sample_name)
    if rater.strip():
        _judging(space, labels.work_of(space, sample, rater), " ".join(rater.split()))
    else:
        st.info("Say who judges, so that several people can.", icon=":material/person:")
    _outcome(space)
    with st.expander("Draw another sample", icon=":material/casino:"):
        _drawing(space)


def _drawing(space: Workspace) -> None:
    """Show a form to draw a blind sample of weak and strong answers."""
    runs = space.archive.runs()
    with st.form("draw", border=False):
        st.markdown("**Draw a sample** of weak and strong answers; whose they are is not told")
        of, number, start = st.columns([3, 1, 1])
        chosen = of.multiselect("From the runs", runs, runs[:1], format_func=lambda run: run.name)
        count = number.number_input("How many answers", 1, 2000, labels.COUNT)
        seed = start.number_input("Seed", 0, 1_000_000, 0, help="The same runs, number and seed are the same sample.")
        if st.form_submit_button("Draw", type="primary"):
            with faults_told():
                labels.draw_sample(space, [run.id for run in chosen] or ["latest"], int(count), int(seed))
                st.rerun()


def _sample_name(sample: Sample) -> str:
    return f"{sample.created[:16].replace('T', ' ')} · {sample.count} from {len(sample.runs)} run(s)"


def _judging(space: Workspace, work: Work, rater: str) -> None:
    done = len(work.answers) - len(work.left)
    st.progress(done / max(1, len(work.answers)), text=f"{done} of {len(work.answers)} judged by {label(rater)}")
    skipped = st.session_state.setdefault("label skipped", set())
    ids = [one.id for one in work.answers]
    wanted = st.session_state.get(AT)
    left = [one for one in work.left if one.id not in skipped] or list(work.left)
    current = work.answers[ids.index(wanted)] if wanted in ids else left[0] if left else None
    if current is None:
        st.success(
            "All answers of this sample are judged. A second person can judge the same.", icon=":material/check:"
        )
        if work.answers:
            st.button("Look again", icon=":material/undo:", on_click=_go, args=(work.answers[-1].id,))
        return
    question, rubric = st.columns([3, 2], gap="large")
    with question:
        _answer(current)
    with rubric:
        _rubric(space, current, rater, ids)


def _answer(one: SampledAnswer) -> None:
    case, answer = one.result.case, one.result.answer
    st.markdown(f"**{label(case.question, 400)}**")
    st.caption(f"Expected: {label(case.reference, 600) or 'the documents do not answer it'}")
    if answer is None:
        return
    with st.container(border=True, key="judged"):
        st.html(written(answer.text))
    with st.expander("Sources", expanded=True):
        for text in evidence(answer):
            st.html(f'<blockquote class="gl-quote">{escaped(text)}</blockquote>')
        if not answer.hits:
            st.caption("The answer came without passages.")


def _rubric(space: Workspace, one: SampledAnswer, rater: str, ids: list[str]) -> None:
    """Show the questions of the rubric with earlier grades; saving needs at least one grade."""
    before = next((mark for mark in space.labels.marks(rater) if mark.asked_id == one.id), None)
    given: dict[Aspect, Grade | None] = {}
    for aspect in ASPECTS:
        key = f"grade {rater} {one.id} {aspect}"
        known = before.grade(aspect) if before else None
        given[aspect] = st.segmented_control(ASKED[aspect], GRADES, default=known, key=key, width="stretch")
    comment = st.text_input("Comment", before.comment if before else "", key=f"remark {rater} {one.id}")
    grades = [Graded(aspect, grade) for aspect, grade in given.items() if grade]
    with st.container(horizontal=True):
        st.button(
            "Save",
            type="primary",
            icon=":material/check:",
            disabled=not grades,
            on_click=safely,
            args=(_save, space, one.id, rater, grades, comment),
        )
        st.button("Leave out", icon=":material/skip_next:", on_click=_skip, args=(one.id,))
        place = ids.index(one.id)
        st.button("Back", icon=":material/undo:", on_click=_go, args=(ids[place - 1],), disabled=place == 0)


def _save(space: Workspace, asked_id: str, rater: str, grades: list[Graded], comment: str) -> None:
    space.labels.mark([Mark.make(asked_id, rater, grades, comment)])
    st.session_state.pop(AT, None)


def _skip(asked_id: str) -> None:
    st.session_state["label skipped"].add(asked_id)
    st.session_state.pop(AT, None)


def _go(asked_id: str) -> None:
    st.session_state[AT] = asked_id


def _outcome(space: Workspace) -> None:
    """Show the agreement between raters, and of judges with them."""
    marks = space.labels.marks()
    if not marks:
        return
    st.divider()
    key = waiting.key_of(space, KIND)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        raters = sorted({mark.rater for mark in marks})
        st.markdown(f"**What it says of the judges** – {len(marks)} marks by {label(', '.join(raters), 200)}")
        st.button(
            "Hold the judges against the labels",
            icon=":material/balance:",
            disabled=waiting.is_busy(key),
            on_click=safely,
            args=(_begin, space),
        )
    if waiting.await_job(key) is not None:
        jobs.dismiss(key)
    show_agreement(space)
    show_own(space.labels.figures())


def _begin(space: Workspace) -> None:
    def work(tell: Tell) -> str:
        return f"{len(labels.hold_judges(space, False, lambda done, total: tell(done, total, '')))} judges"

    jobs.begin(waiting.key_of(space, KIND), "Holding judges against the labels", work)

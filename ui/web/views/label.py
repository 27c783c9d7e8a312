"""Blind labelling of answers by the rubric, one at a time, and the agreement of judges with the labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from evals.human.annotations import Annotation, AspectGrade
from evals.human.rubric import ASPECT_QUESTIONS, ASPECTS, GRADES, Aspect
from evals.human.sample import SampledAnswer
from evals.human.sheet import evidence
from graph.text.counting import count_noun
from ui import labels
from ui.access.reader import Role
from ui.labels import LabellingTask
from ui.web import jobs
from ui.web.components import waiting
from ui.web.components.ways import show_missing
from ui.web.jobs import ReportProgress
from ui.web.markup import escape_html, escape_label, render_answer
from ui.web.session import call_safely, current_workspace, show_errors
from ui.web.views.cards import show_judge_agreement, show_rater_agreement
from ui.web.views.spec import PageSpec
from ui.workspace import Workspace

if TYPE_CHECKING:
    from evals.human.labels import LabelSample

LABELS_KIND = "labels"
CURRENT_ANSWER_KEY = "label at"


def page() -> None:
    """Show the rater and sample, the next answer to label, and the results."""
    space = current_workspace(Role.ADMIN)
    st.header("Labelling", anchor=False)
    if not space.archive.runs():
        show_missing("There are no runs yet, whose answers are labelled here.", "Ask the test questions", "evals")
        return
    samples = space.labels.samples()
    who, what = st.columns([2, 5], vertical_alignment="bottom")
    rater = who.text_input("Your name", key="rater", max_chars=60)
    if not samples:
        _show_draw_form(space)
        return
    sample = what.selectbox("Sample", samples, format_func=_sample_name)
    if rater.strip():
        _show_next_answer(space, labels.open_labelling_task(space, sample, rater), " ".join(rater.split()))
    else:
        st.info("Enter your name to label answers. Several people can label the same sample.", icon=":material/person:")
    _show_agreement(space)
    with st.expander("Draw another sample", icon=":material/casino:"):
        _show_draw_form(space)


def _show_draw_form(space: Workspace) -> None:
    """Show a form to draw a blind sample of weak and strong answers."""
    runs = space.archive.runs()
    with st.form("draw", border=False):
        st.markdown("**Draw a sample** of weak and strong answers. It does not show which run an answer is from.")
        of, number, start = st.columns([3, 1, 1])
        chosen = of.multiselect("From the runs", runs, runs[:1], format_func=lambda run: run.name)
        count = number.number_input("How many answers", 1, 2000, labels.DEFAULT_SAMPLE_SIZE)
        seed = start.number_input("Seed", 0, 1_000_000, 0, help="The same runs, number and seed give the same sample.")
        if st.form_submit_button("Draw", type="primary"):
            with show_errors():
                labels.draw_sample(space, [run.id for run in chosen] or ["latest"], int(count), int(seed))
                st.rerun()


def _sample_name(sample: LabelSample) -> str:
    return f"{sample.created[:16].replace('T', ' ')} · {sample.count} from {count_noun(len(sample.runs), 'run')}"


def _show_next_answer(space: Workspace, work: LabellingTask, rater: str) -> None:
    done = len(work.answers) - len(work.left)
    st.progress(done / max(1, len(work.answers)), text=f"{done} of {len(work.answers)} judged by {escape_label(rater)}")
    skipped = st.session_state.setdefault("label skipped", set())
    ids = [answer.id for answer in work.answers]
    wanted = st.session_state.get(CURRENT_ANSWER_KEY)
    remaining = [answer for answer in work.left if answer.id not in skipped] or list(work.left)
    current = work.answers[ids.index(wanted)] if wanted in ids else remaining[0] if remaining else None
    if current is None:
        st.success(
            "You have judged all answers of this sample. A second person can judge them too.", icon=":material/check:"
        )
        if work.answers:
            st.button("Look again", icon=":material/undo:", on_click=_go, args=(work.answers[-1].id,))
        return
    question, rubric = st.columns([3, 2], gap="large")
    with question:
        _show_answer(current)
    with rubric:
        _show_rubric(space, current, rater, ids)


def _show_answer(sampled: SampledAnswer) -> None:
    case, answer = sampled.result.case, sampled.result.answer
    st.markdown(f"**{escape_label(case.question, 400)}**")
    st.caption(f"Expected: {escape_label(case.reference, 600) or 'the documents do not answer it'}")
    if answer is None:
        return
    with st.container(border=True, key="judged"):
        st.html(render_answer(answer.text))
    with st.expander("Sources", expanded=True):
        for text in evidence(answer):
            st.html(f'<blockquote class="gl-quote">{escape_html(text)}</blockquote>')
        if not answer.hits:
            st.caption("This answer has no passages.")


def _show_rubric(space: Workspace, sampled: SampledAnswer, rater: str, ids: list[str]) -> None:
    """Show the questions of the rubric with earlier grades; saving needs at least one grade."""
    before = next((mark for mark in space.labels.marks(rater) if mark.asked_id == sampled.id), None)
    for aspect in ASPECTS:
        known = before.grade(aspect) if before else None
        key = _grade_key(rater, sampled.id, aspect)
        st.segmented_control(ASPECT_QUESTIONS[aspect], GRADES, default=known, key=key, width="stretch")
    st.text_input("Comment", before.comment if before else "", key=_comment_key(rater, sampled.id))
    with st.container(horizontal=True):
        st.button(
            "Save",
            type="primary",
            icon=":material/check:",
            disabled=not _chosen_grades(rater, sampled.id),
            on_click=call_safely,
            args=(_save, space, sampled.id, rater),
        )
        st.button("Skip", icon=":material/skip_next:", on_click=_skip, args=(sampled.id,))
        index = ids.index(sampled.id)
        st.button("Back", icon=":material/undo:", on_click=_go, args=(ids[index - 1],), disabled=index == 0)


def _grade_key(rater: str, asked_id: str, aspect: Aspect) -> str:
    return f"grade {rater} {asked_id} {aspect}"


def _comment_key(rater: str, asked_id: str) -> str:
    return f"remark {rater} {asked_id}"


def _chosen_grades(rater: str, asked_id: str) -> list[AspectGrade]:
    chosen = ((aspect, st.session_state.get(_grade_key(rater, asked_id, aspect))) for aspect in ASPECTS)
    return [AspectGrade(aspect, grade) for aspect, grade in chosen if grade]


def _save(space: Workspace, asked_id: str, rater: str) -> None:
    # Read at the click: what was entered just before it has not drawn the button again yet.
    comment = st.session_state.get(_comment_key(rater, asked_id), "")
    space.labels.mark([Annotation.make(asked_id, rater, _chosen_grades(rater, asked_id), comment)])
    st.session_state.pop(CURRENT_ANSWER_KEY, None)


def _skip(asked_id: str) -> None:
    st.session_state["label skipped"].add(asked_id)
    st.session_state.pop(CURRENT_ANSWER_KEY, None)


def _go(asked_id: str) -> None:
    st.session_state[CURRENT_ANSWER_KEY] = asked_id


def _show_agreement(space: Workspace) -> None:
    """Show the agreement between raters, and of judges with them."""
    marks = space.labels.marks()
    if not marks:
        return
    st.divider()
    key = waiting.job_key(space, LABELS_KIND)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        raters = sorted({mark.rater for mark in marks})
        st.markdown(f"**Agreement** – {count_noun(len(marks), 'mark')} by {escape_label(', '.join(raters), 200)}")
        st.button(
            "Compare the judges with the labels",
            icon=":material/balance:",
            disabled=waiting.is_busy(key),
            on_click=call_safely,
            args=(_begin, space),
        )
    if waiting.await_job(key) is not None:
        jobs.dismiss_job(key)
    show_rater_agreement(space)
    show_judge_agreement(space.labels.figures())


def _begin(space: Workspace) -> None:
    def work(tell: ReportProgress) -> str:
        return count_noun(len(labels.measure_judges(space, False, lambda done, total: tell(done, total, ""))), "judge")

    jobs.start_job(waiting.job_key(space, LABELS_KIND), "Comparing judges with the labels", work)


PAGE = PageSpec("label", "Labelling", ":material/checklist:", 60, page, place="quality")

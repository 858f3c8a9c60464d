"""The lesson's bar at the foot of every page: predict, do, see what came."""

from __future__ import annotations

from functools import partial

import streamlit as st

from hqnn_core.lesson import (
    Lesson,
    Record,
    Step,
    came_text,
    handout_html,
    is_right,
    predicted_text,
    right_text,
)
from hqnn_core.words import UNSURE, pi_text
from pages.lesson.course import current_step, go_to, leave, lesson, page_file, see, step_number
from pages.lesson.pictures import own_pictures
from pages.shared import session
from pages.shared.address import link_notice
from pages.shared.messages import literal, show_note
from pages.shared.visitor import Visitor
from pages.shared.visitors import visitor


def show_bar(page: str) -> None:
    """Show the step of this tab below the page, and what of its first address was not possible."""
    if notice := link_notice():
        with st.bottom:
            show_note(notice)
    step = current_step()
    if step is None:
        return
    see(page)
    record = visitor().progress.of(step)
    with st.bottom, st.container(key="lesson", gap="xsmall"):
        for note in (lesson().fault, st.session_state.get(session.LESSON_NOTE, "")):
            if note:
                show_note(note)
        _show_head(step)
        if record.is_done:
            _show_outcome(step, record)
        elif record.predicted is None:
            _ask(step)
        else:
            _show_task(step, record, page)


def _show_head(step: Step) -> None:
    steps = lesson().steps
    with st.container(horizontal=True, vertical_alignment="center", gap="xxsmall"):
        for i, other in enumerate(steps, start=1):
            is_done = visitor().progress.of(other).is_done
            st.button(
                f"{i} ✓" if is_done else str(i), key=f"lesson-step-{i}", shortcut=str(i),
                type="primary" if other is step else "secondary", on_click=go_to, args=[i],
                help=f"Step {i}: {other.title}" + (" (done)" if is_done else ""),
            )  # fmt: skip
        st.markdown(f"**{literal(step.title)}**", width="stretch")
        if any(visitor().progress.of(other).is_done for other in steps):
            st.download_button(
                "Hand-out", partial(_handout, lesson(), visitor()), "lesson.html", "text/html",
                key="lesson-handout", on_click="ignore", type="tertiary",
                icon=":material/print:",
                help="Two pages to print, with your answers and pictures.",
            )  # fmt: skip
        st.button(
            "Leave the lesson", key="lesson-leave", icon=":material/close:", type="tertiary",
            on_click=leave, help="What you have done stays: start again where you left.",
        )  # fmt: skip


def _ask(step: Step) -> None:
    """Show the question, before anything else."""
    key = session.LESSON_ANSWER + step.id
    if step.point is None:
        st.pills(
            f"**Predict first.** {step.question}", [*(a.text for a in step.answers), UNSURE],
            key=key, wrap=True, on_change=_predict, args=[step, key],
        )  # fmt: skip
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        theta = st.slider(
            f"**Predict first.** {step.question} Set θ (radians).", -3.14, 3.14, 0.0, 0.01, key=key
        )
        st.button(
            f"Predict θ = {theta:.2f} = {pi_text(theta)}", key="lesson-predict", type="primary",
            on_click=_predict, args=[step, key],
        )  # fmt: skip


def _predict(step: Step, key: str) -> None:
    answer = st.session_state.get(key)
    if answer is not None:
        visitor().progress.predict(step, answer)
        visitor().keep_progress()


def _show_task(step: Step, record: Record, page: str) -> None:
    predicted = literal(predicted_text(record.predicted or ""))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"{step.do}  \nYou predicted: **{predicted}**.")
        if step.page != page:
            st.page_link(page_file(step), label="Go to the page of this step")
        _show_next(step, "Skip")


def _show_outcome(step: Step, record: Record) -> None:
    predicted, came = predicted_text(record.predicted or ""), right_text(step, record)
    mark = (
        ":material/check_circle: As you predicted"
        if is_right(step, record)
        else (f":material/lightbulb: You predicted **{literal(predicted)}**; it came out")
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            f"{mark}: **{literal(came)}**. {literal(came_text(step, record))}  \n"
            f"**Take home:** {step.take_home}"
        )
        _show_next(step, "Next step")


def _show_next(step: Step, label: str) -> None:
    number = step_number()
    if number < len(lesson().steps):
        st.button(
            label, key="lesson-next", type="primary" if label == "Next step" else "tertiary",
            icon=":material/arrow_forward:", on_click=go_to, args=[number + 1],
        )  # fmt: skip


def _handout(course: Lesson, mine: Visitor) -> str:
    """The hand-out; it is made when it is asked for, outside of the page's run."""
    return handout_html(course, mine.progress, own_pictures(course, mine))

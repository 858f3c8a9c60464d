"""Lesson bar at the foot of every page: predict, act, compare.

It has one height in every state. What does not fit is cut; the button at its end shows all of it.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

import streamlit as st

from hqnn_core.language import N_, gettext, speaking
from hqnn_core.lesson.handout import handout_html
from hqnn_core.lesson.learning import AFTER
from hqnn_core.lesson.progress import Record, came_text, is_right, predicted_text, right_text
from hqnn_core.lesson.steps import Lesson, Step
from hqnn_core.words.beyond import UNSURE
from hqnn_core.words.numbers import angle_text
from pages.frame import session
from pages.frame.address import link_notice
from pages.frame.lesson.course import (
    current_step,
    go_to,
    go_to_quiz,
    leave,
    lesson,
    page_file,
    see,
    step_number,
)
from pages.frame.menu import QUESTIONS
from pages.frame.messages import literal, show_note
from pages.visit.visitor import Visitor
from pages.visit.visitors import visitor

_STYLE = Path(__file__).with_name("bar.css").read_text(encoding="utf-8")
QUIZ = N_("**Some questions.** No marks: they show what the lesson changes.")
DIRECTIONS = 3.14  # the slider's ends, radians


def show_bar(page: str) -> None:
    """Show the current step, and the invalid settings of the initial address."""
    if notice := link_notice():
        with st.bottom:
            show_note(notice)
    step = current_step()
    if step is None:
        return
    see(page)
    record = visitor().progress.of(step)
    with st.bottom:
        st.html(f"<style>{_STYLE}</style>")
        for note in (lesson().fault, st.session_state.get(session.LESSON_NOTE, "")):
            if note:
                show_note(note)
        with st.container(key="lesson"):
            _show_steps("lesson-step", step)
            with st.container(key="lesson-words"):
                st.markdown(gettext(QUIZ) if page == QUESTIONS else _words(step, record))
            with st.container(key="lesson-buttons"):
                _show_action(step, record, page)
                _show_more(step, record)


def _show_steps(key: str, step: Step) -> None:
    """Show a button for each step; the digit keys press those of the bar."""
    with st.container(key=f"{key}s", horizontal=True, gap="xxsmall"):
        for i, other in enumerate(lesson().steps, start=1):
            is_done = visitor().progress.of(other).is_done
            st.button(
                f"{i} ✓" if is_done else str(i), key=f"{key}-{i}", on_click=go_to, args=[i],
                type="primary" if other is step else "secondary",
                shortcut=str(i) if key == "lesson-step" else None,
                help=_step_help(i, other.title, is_done),
            )  # fmt: skip


def _step_help(number: int, title: str, is_done: bool) -> str:
    if is_done:
        return gettext("Step {number}, done: {title}", number=number, title=title)
    return gettext("Step {number}: {title}", number=number, title=title)


def _words(step: Step, record: Record) -> str:
    """The instruction or the outcome, Markdown on one line."""
    if record.predicted is None:
        first = gettext("**Predict first:** {question}", question=step.question)
        return f"**{literal(step.title)}** · {first}"
    if record.is_done:
        return f"{_verdict(step, record)} {literal(came_text(step, record))} {step.take_home}"
    return f"{step.do} {_prediction(record)}"


def _prediction(record: Record) -> str:
    return gettext("Your prediction: **{predicted}**.", predicted=_predicted(record))


def _predicted(record: Record) -> str:
    """A prediction as Markdown."""
    is_unsure = record.predicted == UNSURE
    return literal(gettext(UNSURE) if is_unsure else predicted_text(record.predicted))


def _verdict(step: Step, record: Record) -> str:
    """The outcome beside the prediction, Markdown."""
    came, predicted = literal(right_text(step, record)), _predicted(record)
    if is_right(step, record):
        said = gettext("Your prediction was right: **{came}**.", came=came)
        return f":material/check_circle: {said}"
    if record.predicted == UNSURE:
        return ":material/lightbulb: " + gettext("The answer: **{came}**.", came=came)
    said = gettext("You predicted **{predicted}**. The answer: **{came}**.",
                   predicted=predicted, came=came)  # fmt: skip
    return f":material/lightbulb: {said}"


def _show_action(step: Step, record: Record, page: str) -> None:
    """Show the button for the next action."""
    if page == QUESTIONS:
        label = gettext("To step {number}", number=step_number())
        st.page_link(page_file(step), label=label, icon=":material/arrow_forward:")
    elif record.predicted is None:
        with st.popover(gettext("Predict"), type="primary", key="lesson-ask"):
            _ask(step)
    elif not record.is_done and step.page != page:
        st.page_link(page_file(step), label=gettext("To its page"), icon=":material/arrow_forward:")
    elif (number := step_number()) < len(lesson().steps):
        st.button(
            gettext("Next step") if record.is_done else gettext("Skip"), key="lesson-next",
            type="primary" if record.is_done else "secondary",
            icon=":material/arrow_forward:", on_click=go_to, args=[number + 1],
        )  # fmt: skip
    else:
        _offer_quiz("lesson-quiz")


def _offer_quiz(key: str) -> None:
    """Offer the questions after the lesson, unless they are answered."""
    if lesson().questions and AFTER not in visitor().progress.answers:
        st.button(gettext("Last questions"), key=key, icon=":material/quiz:", on_click=go_to_quiz)


def _ask(step: Step) -> None:
    """Show the question and its answers, or a slider for a point."""
    key = session.LESSON_ANSWER + step.id
    if step.point is None:
        st.pills(
            step.question, [*(answer.text for answer in step.answers), UNSURE],
            key=key, format_func=_shown, wrap=True, on_change=_predict, args=[step, key],
        )  # fmt: skip
        return
    label = f"{step.question} " + gettext("Set θ (radians).")
    theta = st.slider(label, -DIRECTIONS, DIRECTIONS, 0.0, 0.01, key=key)
    st.button(
        gettext("Predict θ = {angle}", angle=angle_text(theta)), key="lesson-predict",
        type="primary", on_click=_predict, args=[step, key],
    )  # fmt: skip


def _shown(answer: str) -> str:
    return gettext(UNSURE) if answer == UNSURE else answer


def _predict(step: Step, key: str) -> None:
    answer = st.session_state.get(key)
    if answer is not None:
        visitor().progress.predict(step, answer)
        visitor().keep_progress()


def _show_more(step: Step, record: Record) -> None:
    """Show the full text of the step, and the lesson's buttons."""
    place = gettext("Step {number} of {all}", number=step_number(), all=len(lesson().steps))
    with st.popover(place, help=gettext("This step in full, and all steps."), key="lesson-more"):
        st.markdown(f"**{place}: {literal(step.title)}**")
        st.markdown(step.question)
        if record.predicted is not None:
            st.markdown(f"{_prediction(record)}  \n{step.do}")
        if record.is_done:
            st.markdown(f"{_verdict(step, record)} {literal(came_text(step, record))}")
            st.markdown(gettext("**Take home:** {sentence}", sentence=step.take_home))
        _show_steps("lesson-more-step", step)
        _offer_quiz("lesson-more-quiz")
        if any(visitor().progress.of(other).is_done for other in lesson().steps):
            st.download_button(
                gettext("Hand-out"), partial(_handout, lesson(), visitor()), "lesson.html",
                "text/html", key="lesson-handout", on_click="ignore", icon=":material/print:",
                help=gettext("Two pages to print, with your answers and pictures."),
            )  # fmt: skip
        st.button(
            gettext("Leave the lesson"), key="lesson-leave", icon=":material/close:",
            on_click=leave, help=gettext("Your results stay: you can go on later."),
        )  # fmt: skip


def _handout(course: Lesson, mine: Visitor) -> str:
    """Build the hand-out on request, outside of the page run."""
    from pages.frame.lesson.pictures import own_pictures  # matplotlib takes half a second

    with speaking(course.language):
        return handout_html(course, mine.progress, own_pictures(course, mine))

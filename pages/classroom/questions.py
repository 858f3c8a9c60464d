"""The class's predictions for a lesson question; the teacher marks the right answer."""

from __future__ import annotations

import streamlit as st

from hqnn_core.board.view import ClassBoard, Question
from hqnn_core.figures.class_charts import predictions_chart
from hqnn_core.lesson.steps import Step
from hqnn_core.store import Teacher
from hqnn_core.words import UNSURE, near_text, question_text
from pages.classroom.chart import show_chart
from pages.frame import session
from pages.frame.lesson.course import lesson
from pages.frame.messages import literal
from pages.frame.resources import boards
from pages.frame.theme import palette
from pages.visit.visitors import visitor
from pages.widgets.class_actions import attempt


def show_questions(board: ClassBoard) -> None:
    st.subheader("Predictions")
    if not board.questions:
        st.markdown("Predictions of the lesson appear here.")
        return
    question = _chosen({question.step: question for question in board.questions})
    answers = _answers(question)
    st.markdown(f"**{literal(question.text)}**")
    spec = predictions_chart(question.among(answers), palette())
    show_chart(spec, "How often each answer was predicted")
    st.caption(literal(question_text(question)))
    if (teacher := visitor().classroom.teacher) is not None:
        _offer_to_resolve(teacher, question, answers)


def _chosen(by_step: dict[str, Question]) -> Question:
    """The question to show: the newest, until another one is chosen."""
    if len(by_step) == 1:
        return next(iter(by_step.values()))
    if st.session_state.get(session.CLASS_QUESTION) not in by_step:
        st.session_state[session.CLASS_QUESTION] = next(iter(by_step))
    step = st.selectbox(
        "Question", list(by_step), format_func=lambda each: by_step[each].text,
        key=session.CLASS_QUESTION, label_visibility="collapsed",
    )  # fmt: skip
    return by_step[step]


def _answers(question: Question) -> list[str]:
    """The answers of the lesson's step, those that are right first; for a point, where it is."""
    found: Step | None = next((s for s in lesson().steps if s.id == question.step), None)
    if found is None:
        return []
    if found.point is not None:
        return [near_text(found.point.right)]
    return [answer.text for answer in found.answers]


def _offer_to_resolve(teacher: Teacher, question: Question, answers: list[str]) -> None:
    given = [answer for answer in question.counts if answer not in (*answers, UNSURE)]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        answer = st.selectbox(
            "The right answer", [*answers, *given], key=session.RIGHT_ANSWER + question.step,
            width=240,
        )  # fmt: skip
        st.button("Resolve", on_click=attempt, disabled=answer is None,
                  args=[lambda: boards().resolve(teacher, question.step, answer)])  # fmt: skip

"""The class's predictions for a lesson question; the right answer is the lesson file's."""

from __future__ import annotations

import streamlit as st

from hqnn_core.board.view import ClassBoard, Question
from hqnn_core.figures.class_charts import predictions_chart
from hqnn_core.language import gettext
from hqnn_core.lesson.steps import Step
from hqnn_core.store.boards import Teacher
from hqnn_core.words.board import near_text, question_text
from pages.classroom.chart import show_chart
from pages.frame import session
from pages.frame.lesson.course import whole_lesson
from pages.frame.messages import literal
from pages.frame.resources import boards
from pages.frame.theme import palette
from pages.visit.visitors import visitor
from pages.widgets.class_actions import attempt


def show_questions(board: ClassBoard) -> None:
    st.subheader(gettext("Predictions"))
    if not board.questions:
        st.markdown(gettext("Predictions of the lesson appear here."))
        return
    question = _chosen({question.step: question for question in board.questions})
    step = next((each for each in whole_lesson().steps if each.id == question.step), None)
    answers = _answers(step) if step is not None else []
    st.markdown(f"**{literal(question.text)}**")
    spec = predictions_chart(question.among(answers), palette())
    show_chart(spec, gettext("How often each answer was predicted"))
    st.caption(literal(question_text(question)))
    if step is not None and (teacher := visitor().classroom.teacher) is not None:
        _offer_answer(teacher, question, step)


def _chosen(by_step: dict[str, Question]) -> Question:
    """The question to show: the newest, until another one is chosen."""
    if len(by_step) == 1:
        return next(iter(by_step.values()))
    if st.session_state.get(session.CLASS_QUESTION) not in by_step:
        st.session_state[session.CLASS_QUESTION] = next(iter(by_step))
    step = st.selectbox(
        gettext("Question"), list(by_step), format_func=lambda each: by_step[each].text,
        key=session.CLASS_QUESTION, label_visibility="collapsed",
    )  # fmt: skip
    return by_step[step]


def _answers(step: Step) -> list[str]:
    """The answers of a step; for a point, where it is."""
    if step.point is not None:
        return [near_text(step.point.right)]
    return [answer.text for answer in step.answers]


def _offer_answer(teacher: Teacher, question: Question, step: Step) -> None:
    """Offer to show the class the right answer, if the lesson file knows it, and the reason."""
    known = step.known_answer or (near_text(step.point.right) if step.point else "")
    if known and question.right is None:
        st.button(gettext("Show the answer"), on_click=attempt,
                  args=[lambda: boards().resolve(teacher, step.id, known)])  # fmt: skip
    elif known:
        st.caption(literal(step.truth or step.computed))
    else:
        decided = gettext("Each pupil's own result decides.")
        st.caption(literal(f"{decided} {step.computed}"))

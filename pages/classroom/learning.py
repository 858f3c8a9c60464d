"""What a class has learned: the quiz before and after the lesson; the teacher's print-outs."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlsplit

import streamlit as st

from hqnn_core.board.invitation import Invitation
from hqnn_core.board.view import ClassBoard
from hqnn_core.figures.class_charts import learning_chart
from hqnn_core.language import N_, gettext
from hqnn_core.lesson.handout import plan_html
from hqnn_core.lesson.learning import AFTER, LATER, answers_zip, gain_text, learning
from hqnn_core.lesson.steps import QuizQuestion
from hqnn_core.store.boards import Teacher
from hqnn_core.store.settings import LONGEST_CLASS
from hqnn_core.words.board import round_name
from pages.classroom.chart import show_chart
from pages.frame import session
from pages.frame.lesson.course import whole_lesson
from pages.frame.menu import QUESTIONS
from pages.frame.resources import board_or_none, boards
from pages.frame.theme import palette
from pages.widgets.class_actions import attempt

DAYS = round(LONGEST_CLASS / 86_400)
RULE = N_(
    "The gain is the part of the wrong answers that became right (Hake): (after − before) / "
    "(1 − before). It counts pupils who answered both times. The interval is Fieller's."
)


def show_learning(teacher: Teacher) -> None:
    """Show what the class has learned, and the teacher's version of the lesson."""
    board = board_or_none(teacher.code)
    if board is None:
        return  # the board itself says why
    st.subheader(gettext("What the class has learned"))
    questions = whole_lesson().questions
    if questions:
        _show_answers(questions, board)
    with st.container(horizontal=True, vertical_alignment="center"):
        if questions:
            _offer_rounds(teacher)
        for minutes in whole_lesson().lengths:
            course = whole_lesson().of_length(minutes)
            st.download_button(
                gettext("Teacher's version, {n} minutes", n=minutes), partial(plan_html, course),
                f"lesson-{minutes}.html", "text/html", on_click="ignore", icon=":material/print:",
                help=gettext("Two pages to print: times, right answers, typical mistakes."),
            )  # fmt: skip


def _show_answers(questions: tuple[QuizQuestion, ...], board: ClassBoard) -> None:
    found = learning(questions, board.quizzes)
    if not found.shares:
        st.markdown(gettext("Right answers before and after the lesson appear here."))
        return
    texts = [question.text for question in questions]
    show_chart(
        learning_chart(texts, found.shares, palette()),
        gettext("The share of right answers to each question, before and after the lesson"),
    )
    counts = ", ".join(f"{round_name(name)} {n}" for name, n in found.n.items() if n)
    counted = gettext("Pupils who answered: {counts}.", counts=counts)
    st.markdown(f"{counted} {gain_text(found.gain)}")
    st.caption(gettext(RULE))
    st.download_button(
        gettext("Answers as CSV"), partial(answers_zip, questions, board.quizzes),
        f"answers-{board.code}.zip", "application/zip", on_click="ignore",
        icon=":material/download:",
        help=gettext("Without nicknames, in random order, with a code book."),
    )  # fmt: skip


def _offer_rounds(teacher: Teacher) -> None:
    with st.popover(gettext("Ask the class"), icon=":material/quiz:"):
        for label, settings in (
            (gettext("Before the lesson"), ()),
            (gettext("After the lesson"), ((session.ROUND, AFTER),)),
        ):
            there = Invitation(QUESTIONS, settings)
            st.button(label, on_click=attempt, args=[partial(boards().invite, teacher, there)])
        st.caption(gettext("Pupils' pages go to the questions. Their work stays."))
        parts = urlsplit(st.context.url or "http://localhost")
        address = f"{parts.scheme}://{parts.netloc}/{QUESTIONS}"
        st.markdown(gettext("Weeks later, pupils open this link in the same browser:"))
        st.code(f"{address}?class={teacher.code}&round={LATER}", language=None, wrap_lines=True)
        st.button(
            gettext("Keep the class for {n} days", n=DAYS), on_click=attempt,
            args=[partial(boards().keep_for, teacher, LONGEST_CLASS)],
            help=gettext("Otherwise it is deleted earlier."),
        )  # fmt: skip

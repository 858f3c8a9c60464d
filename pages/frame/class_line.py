"""Class line at the foot of every page: the class, and the teacher's 'look here' and pause.

A pupil's line also sends what is new: runs that have ended, predictions, the place in the lesson.
"""

from __future__ import annotations

import streamlit as st

from hqnn_core.board.entries import AnswersSent, PredictionSent, RunSent, cut
from hqnn_core.board.invitation import Invitation
from hqnn_core.language import gettext, later, said, speaking
from hqnn_core.lesson.learning import letters
from hqnn_core.lesson.progress import Record, predicted_text
from hqnn_core.lesson.reading import built_in_lesson
from hqnn_core.lesson.steps import Step
from hqnn_core.lesson.translation import told
from hqnn_core.runs import Run
from hqnn_core.store.boards import Teacher
from hqnn_core.words.board import desk_text, near_text, sent_text, waiting_text
from pages.frame import session
from pages.frame.attention import WATCH_SECONDS, offer_to_look, watch_teacher
from pages.frame.lesson.course import lesson, step_number, whole_lesson
from pages.frame.menu import CLASS
from pages.frame.messages import literal
from pages.frame.resources import board_or_none, boards
from pages.visit.visitors import visitor
from pages.widgets.class_actions import attempt, show_refusal
from pages.widgets.class_pupils import places_of

PUPIL_SECONDS, TEACHER_SECONDS = 5.0, 1.5
PAUSED = later("Your teacher has paused the lesson. Look to the front.")
NOT_SENT = (session.CLASS_CODE, session.PROJECTOR)
"""What of the teacher's own address is not for pupils."""


def show_line(page: str) -> None:
    """Show the line, and keep it live; `page` is the page's name in the address."""
    with st.bottom, st.container(key="class-line"):
        room = visitor().classroom
        st.fragment(_line, run_every=PUPIL_SECONDS if room.teacher is None else TEACHER_SECONDS)(
            page
        )
        if room.code:
            st.fragment(watch_teacher, run_every=WATCH_SECONDS)(page)


def send_news() -> None:
    """Send the visitor's new entries to the board."""
    room = visitor().classroom
    for run in list(visitor().runs):
        if f"run {run.id}" not in room.sent and run.finished is not None and run.epochs:
            room.note(f"run {run.id}", run_sent(run))
    for step in whole_lesson().steps:
        record = visitor().progress.of(step)
        if f"prediction {step.id}" not in room.sent and record.predicted is not None:
            room.note(f"prediction {step.id}", _prediction_sent(step, record))
    for name, pair in visitor().pairs.items():
        room.note(name, pair)
    for name, answers in visitor().progress.answers.items():
        if room.pupil is not None:
            coded = letters(whole_lesson().questions, answers)
            room.note(f"quiz {name}", AnswersSent(room.pupil.entry_id("quiz"), name, coded))
    room.send(visitor().key)


def run_sent(run: Run) -> RunSent:
    """The board entry of a run."""
    end = run.finished or run.epochs[-1]
    model, accuracy = run.model, end.test_accuracy
    if model.kind == "classical":
        return RunSent(None, None, accuracy, True)
    has_shift = model.rule not in ("exact", "spsa")
    return RunSent(model.shots, model.used_shift if has_shift else None, accuracy)


def _prediction_sent(step: Step, record: Record) -> PredictionSent:
    """The board entry of a prediction, in English; each page of the class translates it."""
    given = record.predicted
    theta = float(given) if step.point is not None and isinstance(given, int | float) else None
    with speaking("en"):
        course, answer = built_in_lesson(), predicted_text(given)
        question = told(course, step.id, step.question)
        answer = near_text(theta) if theta is not None else told(course, step.id, answer)
    return PredictionSent(cut(step.id), cut(question), cut(answer), theta)


def _line(page: str) -> None:
    room = visitor().classroom
    if room.teacher is not None:
        _show_teacher(room.teacher, page)
    if room.code:
        send_news()
        progress = visitor().progress.to_json().decode()
        room.report(page, step_number(), lesson().minutes, progress)
        _show_pupil(page)


def _show_pupil(page: str) -> None:
    room = visitor().classroom
    if room.fault:
        st.markdown(f":material/error: {literal(said(room.fault))}")
    if waiting := waiting_text(len(room.waiting), visitor().is_class_kept()):
        st.markdown(waiting)
    if room.pupil is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        board = board_or_none(room.code)
        ids = {room.pupil.entry_id(thing) for thing in room.sent}
        n_shown = None if board is None else len(ids & board.shown_ids)
        st.markdown(literal(sent_text(room.pupil.nickname, room.code, n_shown)), width="content")
        if board is not None and board.invitation is not None:
            offer_to_look(board.invitation, page)


def _show_teacher(teacher: Teacher, page: str) -> None:
    board = board_or_none(teacher.code)
    if board is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(literal(desk_text(board, places_of(teacher.code))), width="content")
        if board.invitation is None:
            st.button(
                gettext("Everybody look here"),
                on_click=attempt,
                args=[lambda: _invite(teacher, page)],
            )
        else:
            st.button(
                gettext("End “look here”"), on_click=attempt, args=[lambda: _end_call(teacher)]
            )
        sentence = None if board.frozen else PAUSED
        st.button(
            gettext("Go on") if board.frozen else gettext("Freeze"), on_click=attempt,
            args=[lambda: boards().freeze(teacher, sentence)],
        )  # fmt: skip
    if page != CLASS:  # which shows it itself
        show_refusal()


def _end_call(teacher: Teacher) -> None:
    boards().invite(teacher, None)


def _invite(teacher: Teacher, page: str) -> None:
    here = ((k, v) for k, v in st.query_params.items() if k not in NOT_SENT)
    boards().invite(teacher, Invitation(page, tuple(here)))

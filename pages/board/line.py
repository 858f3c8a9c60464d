"""The line at the foot of every page of a pupil: the class, what is sent, where to go.

It also sends what is new: runs that have ended, and predictions.
"""

from __future__ import annotations

import streamlit as st

from hqnn_core.board import BoardError, Invitation, PredictionSent, RunSent, cut
from hqnn_core.lesson import Record, Step, predicted_text
from hqnn_core.runs import Run
from hqnn_core.store import StoreError
from hqnn_core.words import near_text, sent_text
from pages.board.places import TITLES, file_of
from pages.lesson.course import lesson
from pages.shared.messages import literal
from pages.shared.resources import boards
from pages.shared.visitors import visitor

LINE_SECONDS = 2.0


def show_line() -> None:
    """Show the line, and keep it live; call it after the page."""
    with st.bottom:
        st.fragment(_line, run_every=LINE_SECONDS)()


def send_news() -> None:
    """Send what the visitor has done and the board does not have."""
    room = visitor().classroom
    for run in list(visitor().runs):
        if f"run {run.id}" not in room.sent and run.finished is not None and run.epochs:
            room.note(f"run {run.id}", run_sent(run))
    for step in lesson().steps:
        record = visitor().progress.of(step)
        if f"prediction {step.id}" not in room.sent and record.predicted is not None:
            room.note(f"prediction {step.id}", _prediction_sent(step, record))
    was_in = room.code
    room.send(visitor().key)
    if was_in and not room.code:
        visitor().keep_class()


def run_sent(run: Run) -> RunSent:
    """What the board gets of a run."""
    model, accuracy = run.model, run.epochs[-1].test_accuracy
    if model.kind == "classical":
        return RunSent(None, None, accuracy, True)
    has_shift = model.rule not in ("exact", "spsa")
    return RunSent(model.shots, model.shift if has_shift else None, accuracy)


def _prediction_sent(step: Step, record: Record) -> PredictionSent:
    given = record.predicted
    theta = float(given) if step.point is not None and isinstance(given, int | float) else None
    answer = near_text(theta) if theta is not None else predicted_text(given or "")
    return PredictionSent(cut(step.id), cut(step.question), cut(answer), theta)


def _line() -> None:
    send_news()
    room = visitor().classroom
    if room.fault:
        st.markdown(f":material/error: {literal(room.fault)}")
    if room.seat is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(literal(sent_text(room.seat.nickname, room.code, len(room.sent))))
        if invitation := _invitation(room.code):
            st.page_link(
                file_of(invitation.page),
                label=f"Your teacher asks you to open the page {TITLES[invitation.page]}",
                icon=":material/arrow_forward:", query_params=dict(invitation.settings),
            )  # fmt: skip


def _invitation(code: str) -> Invitation | None:
    try:
        found = boards().board(code).invitation
    except (StoreError, BoardError):
        return None
    return found if found is not None and found.page in TITLES else None

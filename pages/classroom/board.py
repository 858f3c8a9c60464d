"""Live class board: runs, predictions, ranking; an example without a class."""

from __future__ import annotations

import time

import streamlit as st

from hqnn_core.board.entries import BoardError
from hqnn_core.board.view import ClassBoard, dots_of, example_board
from hqnn_core.figures.class_charts import board_runs_chart
from hqnn_core.language import gettext
from hqnn_core.store.faults import StoreError
from hqnn_core.words.board import board_runs_text, class_text, ranks_table
from hqnn_core.words.pairs import together_text
from pages.classroom.chart import show_chart
from pages.classroom.entries import show_entries
from pages.classroom.games import show_games
from pages.classroom.questions import show_questions
from pages.frame.messages import show_fault, show_note
from pages.frame.resources import recent_board
from pages.frame.theme import palette
from pages.visit.visitors import visitor

TEACHER_SECONDS, PUPIL_SECONDS = 1.0, 5.0
MOST_DRAWN = 1_000
RANKING_HEIGHT = 300

Seen = ClassBoard | BoardError | StoreError


def show_board(code: str) -> None:
    """Show a class's board and keep it live; an example without a code."""
    if not code:
        st.markdown(
            gettext("**An example** with invented pupils. Your class gets a board like this:")
        )
        _show(example_board())
        return
    seen = _seen(code)
    if isinstance(seen, BoardError):
        show_fault(str(seen))
    elif isinstance(seen, StoreError):
        show_note(gettext("The board cannot be read now. Nothing on it is lost. Wait a moment."))
    else:
        st.caption(class_text(seen))
        _show(seen)
        show_games(seen)
        show_entries(seen)
    seconds = PUPIL_SECONDS if visitor().classroom.teacher is None else TEACHER_SECONDS
    st.fragment(_watch, run_every=seconds)(code, _mark(seen))


def _seen(code: str) -> Seen:
    try:
        return recent_board(code)
    except (BoardError, StoreError) as fault:
        return fault


def _mark(seen: Seen) -> str:
    return (
        f"{seen.version} {seen.can_undo(time.time())}"
        if isinstance(seen, ClassBoard)
        else str(seen)
    )


def _watch(code: str, shown: str) -> None:
    """Redraw the page, but only when something on the board has changed."""
    if _mark(_seen(code)) != shown:
        st.rerun()


def _show(board: ClassBoard) -> None:
    runs, questions, ranking = st.columns([5, 4, 3], gap="medium")
    with runs:
        _show_runs(board)
    with questions:
        show_questions(board)
    with ranking:
        _show_ranking(board)


def _show_runs(board: ClassBoard) -> None:
    st.subheader(gettext("Do more shots help?"))
    newest = board.runs[-MOST_DRAWN:]
    if not newest:
        st.markdown(gettext("When a run on the Train page ends, it appears here."))
        return
    dots = dots_of(newest)
    n_drawn = sum(len(dot.names) for dot in dots)
    if dots:
        alt = gettext("Accuracy of the class's runs over their shots, coloured by shift")
        show_chart(board_runs_chart(dots, palette()), alt)
    n_older = len(board.runs) - len(newest)
    st.caption(board_runs_text(n_drawn, len(dots), len(newest) - n_drawn, n_older))
    if together := together_text(board.pairs):
        st.markdown("**" + gettext("Hybrid or classical?") + f"** {together}")


def _show_ranking(board: ClassBoard) -> None:
    st.subheader(gettext("Challenge"))
    rows = ranks_table(board.ranking)
    if not rows:
        st.markdown(gettext("Scores of the challenge on the Draw page appear here."))
        return
    st.dataframe(
        rows, hide_index=True, alt=gettext("The ranking of the challenge"),
        height="content" if len(rows) < 8 else RANKING_HEIGHT,
    )  # fmt: skip

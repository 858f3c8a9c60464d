"""The board itself: runs, ranking, predictions and entries, live; an example without a class."""

from __future__ import annotations

import streamlit as st

from hqnn_core.board import (
    BoardError,
    ClassBoard,
    Entry,
    Question,
    example_board,
    questions_of,
    ranking_of,
    runs_of,
)
from hqnn_core.figures import board_runs_chart, predictions_chart
from hqnn_core.store import Desk, StoreError
from hqnn_core.words import (
    board_runs_text,
    class_text,
    content_text,
    entries_text,
    kind_text,
    question_text,
    ranks_table,
)
from pages.board.pupil import attempt, show_refusal
from pages.shared import session
from pages.shared.messages import literal, show_fault, show_note
from pages.shared.resources import boards
from pages.shared.theme import palette
from pages.shared.visitors import visitor

LIVE_SECONDS = 1.0
MOST_DRAWN, MOST_LISTED = 1_000, 50


def show_board(code: str) -> None:
    """Show a class's board and keep it live; an example without a code."""
    if code:
        st.fragment(_live, run_every=LIVE_SECONDS)(code)
        return
    st.markdown("**An example**, with invented pupils. A class's own board looks like this:")
    _show(example_board())


def _live(code: str) -> None:
    if visitor().classroom.desk is not None:
        show_refusal()
    try:
        board = boards().board(code)
    except BoardError as fault:
        show_fault(str(fault))
        return
    except StoreError:
        show_note("The board cannot be read just now. What is on it is not lost; wait a moment.")
        return
    st.markdown(class_text(board))
    _show(board)
    _show_entries(board)


def _show(board: ClassBoard) -> None:
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _show_runs(board)
    with right:
        _show_question(questions_of(board.shown))
        _show_ranking(board)


def _show_runs(board: ClassBoard) -> None:
    st.subheader("Accuracy over shots")
    found = list(runs_of(board.shown))
    newest = found[-MOST_DRAWN:]
    drawn = [pair for pair in newest if pair[1].shots is not None]
    st.vega_lite_chart(
        spec=board_runs_chart(drawn, palette()),
        alt="Accuracy of the class's runs over their shots, coloured by shift",
    )
    st.caption(board_runs_text(len(drawn), len(newest) - len(drawn), len(found) - len(newest)))


def _show_question(questions: list[Question]) -> None:
    st.subheader("Predictions")
    if not questions:
        st.markdown("Predictions of the lesson appear here.")
        return
    by_step = {question.step: question for question in questions}
    step = questions[0].step
    if len(questions) > 1:
        if st.session_state.get(session.CLASS_QUESTION) not in by_step:
            st.session_state[session.CLASS_QUESTION] = step
        step = st.selectbox(
            "Question", list(by_step), format_func=lambda each: by_step[each].text,
            key=session.CLASS_QUESTION, label_visibility="collapsed",
        )  # fmt: skip
    question = by_step[step]
    st.markdown(f"**{literal(question.text)}**")
    st.vega_lite_chart(
        spec=predictions_chart(question, palette()), alt="How often each answer was predicted"
    )
    st.caption(literal(question_text(question)))
    if (desk := visitor().classroom.desk) is not None:
        _offer_to_resolve(desk, question)


def _offer_to_resolve(desk: Desk, question: Question) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        answer = st.selectbox(
            "The right answer", list(question.counts), key=session.RIGHT_ANSWER + question.step,
            width=260,
        )  # fmt: skip
        st.button("Resolve", on_click=attempt,
                  args=[lambda: boards().resolve(desk, question.step, answer)])  # fmt: skip


def _show_ranking(board: ClassBoard) -> None:
    st.subheader("Challenge")
    rows = ranks_table(ranking_of(board.shown))
    if rows:
        st.dataframe(rows, hide_index=True, alt="The ranking of the challenge")
    else:
        st.markdown("Scores of the challenge on the Draw page appear here.")


def _show_entries(board: ClassBoard) -> None:
    desk = visitor().classroom.desk
    entries = board.entries if desk is not None else board.shown
    newest = entries[: -MOST_LISTED - 1 : -1]
    if not newest:
        return
    st.subheader("Entries")
    st.caption(entries_text(len(newest), len(entries)))
    if desk is not None:
        _offer_to_hide(desk, {entry.id: entry for entry in newest})
    rows = [
        {"Nickname": entry.nickname or "Teacher", "Kind": kind_text(entry.content),
         "What": content_text(entry.content), "Hidden": "hidden" if entry.is_hidden else ""}
        for entry in newest
    ]  # fmt: skip
    st.dataframe(rows, hide_index=True, alt="The newest entries")


def _offer_to_hide(desk: Desk, newest: dict[str, Entry]) -> None:
    if st.session_state.get(session.ENTRY) not in newest:
        st.session_state[session.ENTRY] = next(iter(newest))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "Entry", list(newest), key=session.ENTRY, width=460,
            format_func=lambda each: _entry_text(newest[each]),
        )  # fmt: skip
        is_hidden = newest[chosen].is_hidden
        st.button("Show again" if is_hidden else "Hide", on_click=attempt,
                  args=[lambda: boards().hide(desk, chosen, not is_hidden)])  # fmt: skip


def _entry_text(entry: Entry) -> str:
    hidden = " (hidden)" if entry.is_hidden else ""
    return f"{entry.nickname or 'Teacher'}: {content_text(entry.content)}{hidden}"

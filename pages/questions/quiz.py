"""One round of the quiz: the questions, or what was answered and what is right."""

from __future__ import annotations

import streamlit as st

from hqnn_core.board.entries import BoardError
from hqnn_core.board.names import typed_code
from hqnn_core.lesson.learning import AFTER, BEFORE, ROUNDS, ordered
from hqnn_core.lesson.steps import QuizQuestion
from hqnn_core.store.faults import StoreError
from hqnn_core.words.beyond import UNSURE
from hqnn_core.words.numbers import plural
from pages.frame import session
from pages.frame.lesson.course import current_step, page_file, step_number, whole_lesson
from pages.frame.menu import CLASS, HOME, file_of
from pages.frame.messages import literal, show_note
from pages.frame.resources import boards
from pages.frame.settings import option, stored, text
from pages.visit.visitors import visitor

WIDTH = 760
INTRO = {
    BEFORE: "Answer before the lesson, as well as you can. Afterwards the questions come again.",
    AFTER: "Answer again, now that you have done the lesson. Then you see what is right.",
}


def quiz_part() -> None:
    questions, name = whole_lesson().questions, option(session.ROUND, ROUNDS, BEFORE)
    if not questions:
        st.markdown("This lesson has no questions.")
        return
    _come_back_to(text(session.CLASS_CODE))
    mine = visitor().progress
    is_too_late = mine.is_begun or AFTER in mine.answers
    if name == BEFORE and BEFORE not in mine.answers and is_too_late:
        name = AFTER
    with st.container(width=WIDTH):
        if name not in mine.answers:
            _ask(ordered(questions, name), name)
        elif name == BEFORE and AFTER not in mine.answers:
            _thank()
        else:
            _show_answers(questions)


def _come_back_to(code: str) -> None:
    """Be in the class that a link names, if this browser was in it before; else say how to join."""
    room = visitor().classroom
    if not code or room.code:
        return
    try:
        pupil = boards().pupil(typed_code(code), visitor().key)
    except (BoardError, StoreError):
        pupil = None
    if pupil is not None:
        room.sit_down(pupil)
        return
    show_note(f"Your answers count for class {code} once you have joined it on the page Class.")
    st.page_link(
        file_of(CLASS), label="Join the class", query_params={session.CLASS_CODE: code},
        icon=":material/groups:",
    )  # fmt: skip


def _ask(questions: list[QuizQuestion], name: str) -> None:
    """Show the questions; their answers are sent together.

    It is no form: in a class, whose line is renewed each second, what was chosen in one got lost.
    """
    st.markdown(INTRO.get(name, INTRO[AFTER]) + " Nobody marks you.")
    with st.container(key="quiz", border=True):
        for number, each in enumerate(questions, start=1):
            st.radio(
                f"**{number}** {literal(each.text)}", [*each.answers, UNSURE], index=None,
                key=f"{session.QUIZ_ANSWER}{name}_{each.id}", format_func=literal,
            )  # fmt: skip
        if gaps := st.session_state.pop(session.QUIZ_GAPS, ""):
            show_note(f"Still open: {gaps}. “{UNSURE}” is an answer too.")
        st.button("Send", type="primary", on_click=_keep, args=[questions, name])


def _keep(questions: list[QuizQuestion], name: str) -> None:
    """Store the answers, unless one is missing."""
    keys = {each.id: f"{session.QUIZ_ANSWER}{name}_{each.id}" for each in questions}
    given = {name: st.session_state.get(key) for name, key in keys.items()}
    answers = {name: answer for name, answer in given.items() if answer is not None}
    if len(answers) < len(questions):
        gaps = [str(i) for i, each in enumerate(questions, start=1) if each.id not in answers]
        st.session_state[session.QUIZ_GAPS] = ", ".join(gaps)
        return
    visitor().progress.answers[name] = answers
    visitor().keep_progress()


def _thank() -> None:
    st.markdown("Thank you. After the lesson the same questions come again, with what is right.")
    if (step := current_step()) is not None:
        label = f"To step {step_number()} of the lesson"
        st.page_link(page_file(step), label=label, icon=":material/arrow_forward:")
    else:
        label = "To the first page, where the lesson starts"
        st.page_link(file_of(HOME), label=label, icon=":material/school:")
    st.button(
        "I have done the lesson: ask me again", icon=":material/quiz:", type="tertiary",
        on_click=lambda: stored().update({session.ROUND: AFTER}),
    )  # fmt: skip


def _show_answers(questions: tuple[QuizQuestion, ...]) -> None:
    """Show what is right beside what was answered in each round."""
    mine = visitor().progress.answers
    rounds = [name for name in ROUNDS if name in mine]
    right = (
        f"{ROUNDS[name]} **{sum(mine[name].get(each.id) == each.right for each in questions)}**"
        for name in rounds
    )
    n = plural(len(questions), "question")
    st.markdown(f"{'; '.join(right).capitalize()} of {n} right.")
    for each in questions:
        lines = [
            f"**{literal(each.text)}**",
            f"Right: **{literal(each.right)}**. {literal(each.why)}",
            *(f"You, {name}: {_given(each, mine[name])}" for name in rounds),
        ]
        st.markdown("  \n".join(lines))


def _given(question: QuizQuestion, answers: dict[str, str]) -> str:
    answer = answers.get(question.id, UNSURE)
    mark = ":material/check:" if answer == question.right else ":material/close:"
    return f"{mark} {literal(answer)}"

"""One round of the quiz: the questions, or what was answered and what is right."""

from __future__ import annotations

import streamlit as st

from hqnn_core.board.entries import BoardError
from hqnn_core.board.names import typed_code
from hqnn_core.language import N_, gettext, pgettext
from hqnn_core.lesson.learning import AFTER, BEFORE, LATER, ROUNDS, ordered
from hqnn_core.lesson.steps import QuizQuestion
from hqnn_core.store.faults import StoreError
from hqnn_core.words.beyond import UNSURE
from pages.frame import session
from pages.frame.lesson.course import current_step, page_file, step_number, whole_lesson
from pages.frame.menu import CLASS, HOME, file_of
from pages.frame.messages import literal, show_note
from pages.frame.resources import boards
from pages.frame.settings import option, stored, text
from pages.visit.visitors import visitor

WIDTH = 760
INTRO = {
    BEFORE: N_(
        "Answer before the lesson, as well as you can. The questions come again after it. You get "
        "no marks."
    ),
    AFTER: N_(
        "Answer again, now that you have done the lesson. Then you see the right answers. You get "
        "no marks."
    ),
}
SCORES = {
    BEFORE: N_("Before the lesson: **{right}** of {n} right."),
    AFTER: N_("After the lesson: **{right}** of {n} right."),
    LATER: N_("Weeks later: **{right}** of {n} right."),
}
GIVEN = {
    BEFORE: N_("You, before the lesson: {answer}"),
    AFTER: N_("You, after the lesson: {answer}"),
    LATER: N_("You, weeks later: {answer}"),
}


def quiz_part() -> None:
    questions, name = whole_lesson().questions, option(session.ROUND, ROUNDS, BEFORE)
    if not questions:
        st.markdown(gettext("This lesson has no questions."))
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
    show_note(gettext("Join class {code}, so that your answers count there.", code=code))
    st.page_link(
        file_of(CLASS), label=gettext("Join the class"), query_params={session.CLASS_CODE: code},
        icon=":material/groups:",
    )  # fmt: skip


def _ask(questions: list[QuizQuestion], name: str) -> None:
    """Show the questions; their answers are sent together.

    It is no form: in a class, whose line is renewed each second, what was chosen in one got lost.
    """
    st.markdown(gettext(INTRO.get(name, INTRO[AFTER])))
    with st.container(key="quiz", border=True):
        for number, each in enumerate(questions, start=1):
            st.radio(
                f"**{number}** {literal(each.text)}", [*each.answers, UNSURE], index=None,
                key=f"{session.QUIZ_ANSWER}{name}_{each.id}", format_func=_shown,
            )  # fmt: skip
        if gaps := st.session_state.pop(session.QUIZ_GAPS, ""):
            unsure = gettext(UNSURE)
            show_note(
                gettext(
                    "Still open: {gaps}. “{unsure}” is an answer too.", gaps=gaps, unsure=unsure
                )
            )
        st.button(
            pgettext("button", "Send"), type="primary", on_click=_keep, args=[questions, name]
        )


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
    st.markdown(
        gettext("Thank you. After the lesson, you get the same questions, and then the answers.")
    )
    if (step := current_step()) is not None:
        label = gettext("To step {step} of the lesson", step=step_number())
        st.page_link(page_file(step), label=label, icon=":material/arrow_forward:")
    else:
        label = gettext("To the first page, where the lesson starts")
        st.page_link(file_of(HOME), label=label, icon=":material/school:")
    st.button(
        gettext("I have done the lesson: ask me again"), icon=":material/quiz:", type="tertiary",
        on_click=lambda: stored().update({session.ROUND: AFTER}),
    )  # fmt: skip


def _show_answers(questions: tuple[QuizQuestion, ...]) -> None:
    """Show what is right beside what was answered in each round."""
    mine = visitor().progress.answers
    rounds = [name for name in ROUNDS if name in mine]
    right = {
        name: sum(mine[name].get(each.id) == each.right for each in questions) for name in rounds
    }
    scores = (gettext(SCORES[name], right=right[name], n=len(questions)) for name in rounds)
    st.markdown(" ".join(scores))
    for each in questions:
        lines = [
            f"**{literal(each.text)}**",
            gettext(
                "Right: **{answer}**. {why}", answer=literal(each.right), why=literal(each.why)
            ),
            *(gettext(GIVEN[name], answer=_given(each, mine[name])) for name in rounds),
        ]
        st.markdown("  \n".join(lines))


def _given(question: QuizQuestion, answers: dict[str, str]) -> str:
    answer = answers.get(question.id, UNSURE)
    mark = ":material/check:" if answer == question.right else ":material/close:"
    return f"{mark} {_shown(answer)}"


def _shown(answer: str) -> str:
    return literal(gettext(answer))

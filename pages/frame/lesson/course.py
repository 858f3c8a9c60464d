"""Lesson state of this tab: active or not, current step, progress."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import streamlit as st

from hqnn_core.language import N_, gettext, language
from hqnn_core.lesson.facts import OWN
from hqnn_core.lesson.learning import AFTER
from hqnn_core.lesson.progress import predicted_text
from hqnn_core.lesson.reading import LessonError, built_in_lesson, read_lesson
from hqnn_core.lesson.steps import Lesson, Step
from hqnn_core.words.links import LinkFault
from hqnn_core.words.typed import quoted
from pages.frame import session
from pages.frame.address import asked, note_fault, tell
from pages.frame.lesson.facts import facts_of, set_facts
from pages.frame.menu import QUESTIONS, file_of
from pages.frame.settings import forget, start_with, stored
from pages.visit.visitors import visitor

FILE = "HQNN_LESSON"
COVERED = N_("Predict first: the button is at the foot of the page.")


def lesson() -> Lesson:
    """The lesson of this tab, of the length that was chosen; by default the longest."""
    whole = whole_lesson()
    return whole.of_length(st.session_state.get(session.LESSON_LENGTH, whole.minutes))


def whole_lesson() -> Lesson:
    """The lesson that `HQNN_LESSON` names, else the app's own, with the steps of all lengths."""
    path = os.path.expanduser(os.environ.get(FILE, ""))
    if not path:
        return built_in_lesson()
    changed = Path(path).stat().st_mtime_ns if Path(path).is_file() else 0
    return _named(path, changed, language())


@st.cache_resource(show_spinner=False, max_entries=10)
def _named(path: str, changed: int, spoken: str) -> Lesson:
    """Load a lesson file, again after each change; the built-in lesson if it is invalid."""
    try:
        return read_lesson(Path(path))
    except LessonError as fault:
        name = Path(path).name
        said = gettext(
            "The lesson file “{name}” cannot be used: {fault}. This is the app's own lesson.",
            name=name, fault=fault,
        )  # fmt: skip
        return replace(built_in_lesson(), fault=said)


def open_lesson() -> None:
    """Start the lesson if the address asks for it, and switch to the chosen step's page.

    Call it before the page.
    """
    _read_length()
    if (given := asked(session.STEP)) is not None:
        numbers = range(1, len(lesson().steps) + 1)
        known = next((number for number in numbers if str(number) == given), None)
        st.session_state[session.STEP] = known or _first_open()
        st.session_state[session.LESSON_NOTE] = (
            ""
            if known
            else gettext(
                "This lesson has steps 1 to {last}, but no {given}.",
                last=len(numbers),
                given=quoted(given),
            )
        )
        st.session_state[session.LESSON_GO] = (
            "" if known else page_file(lesson().steps[_first_open() - 1])
        )
        forget([session.TRAINING])  # the lesson trains one network
        _set_up(*st.query_params)
    _cover()
    tell(session.STEP, step_number(), 0)
    longest = whole_lesson().minutes
    tell(session.LESSON_LENGTH, lesson().minutes if step_number() else longest, longest)
    if file := st.session_state.pop(session.LESSON_GO, ""):
        st.switch_page(file)


def _read_length() -> None:
    """Read the length of the lesson from the address; one that is unknown is the longest."""
    if (given := asked(session.LESSON_LENGTH)) is not None:
        whole = whole_lesson()
        known = {str(length): length for length in whole.lengths}
        st.session_state[session.LESSON_LENGTH] = known.get(given, whole.minutes)
        if given not in known:
            note_fault(LinkFault(session.LESSON_LENGTH, given, str(whole.minutes)))


def _set_up(*given: str) -> None:
    """Apply the step's initial settings, except those in the address."""
    step = current_step()
    if step is not None and visitor().progress.of(step).predicted is None:
        set_facts(
            {name: value for name, value in step.open.items() if name not in given or value == OWN}
        )


def _cover() -> None:
    """Hide the answer until it is predicted; call it before the page."""
    step = current_step()
    if step is None or not step.hide or visitor().progress.of(step).predicted is not None:
        return
    parts = ", ".join(f".st-key-{part} *" for part in step.hide)
    first = f".st-key-{step.hide[0]}"
    stages = " ".join(f"--cover-{part}: hidden;" for part in step.hide)  # these have own styles
    words = gettext(COVERED).replace("\\", "").replace("'", "\\'")
    st.html(
        f"<style>{parts} {{ visibility: hidden !important; }} {first} {{ position: relative; }} "
        f"{first}::before {{ content: '{words}'; position: absolute; inset: 1rem; }} "
        f".stApp {{ {stages} --cover-words: '{words}'; }}</style>"
    )


def step_number() -> int:
    """The step of this tab, from 1; 0 while the lesson is off."""
    number: int = st.session_state.get(session.STEP, 0)
    return min(number, len(lesson().steps))


def current_step() -> Step | None:
    """The step of this tab; None while the lesson is off."""
    number = step_number()
    return lesson().steps[number - 1] if number else None


def start(minutes: int) -> None:
    """Start the lesson of a length: with the quiz, or at the first step that is not done."""
    st.session_state[session.LESSON_LENGTH] = minutes
    go_to(_first_open())
    mine = visitor().progress
    if lesson().questions and not mine.answers and not mine.records:
        st.session_state[session.LESSON_GO] = file_of(QUESTIONS)


def go_to_quiz() -> None:
    """Go to the questions after the lesson; for `on_click`, while the lesson is on."""
    stored()[session.ROUND] = AFTER
    st.session_state[session.LESSON_GO] = file_of(QUESTIONS)


def leave() -> None:
    """End the lesson; keep the progress, restore the settings. For `on_click`."""
    st.session_state[session.STEP] = 0
    start_with(st.session_state.pop(session.BEFORE_LESSON, {}))


def go_to(number: int) -> None:
    """Go to a step, from 1, and to its page with default settings; for `on_click`."""
    if not step_number():
        st.session_state[session.BEFORE_LESSON] = stored()
    if number != step_number():
        start_with({})
    st.session_state[session.STEP] = number
    st.session_state[session.LESSON_NOTE] = ""
    st.session_state[session.LESSON_GO] = page_file(lesson().steps[number - 1])
    _set_up()


def asks_about(experiment: str) -> bool:
    """Whether the step of this tab is about this experiment."""
    step = current_step()
    return step is not None and step.open.get("experiment") == experiment


def prediction() -> str | None:
    """The prediction of the current step as display text; None before it is made."""
    step = current_step()
    return predicted_text(visitor().progress.of(step).predicted) or None if step else None


def page_file(step: Step) -> str:
    return file_of(step.page)


def see(page: str) -> bool:
    """Check the page's state against the current step; True if the step was done just now."""
    step = current_step()
    if step is None or step.page != page or visitor().progress.of(step).predicted is None:
        return False
    is_new = visitor().progress.see(step, facts_of(page))
    if is_new:
        visitor().keep_progress()
    return is_new and visitor().progress.of(step).is_done


def look(page: str) -> None:
    """Rerun the page if a step was done just now; call it at the end of a fragment."""
    if see(page):
        st.rerun()


def _first_open() -> int:
    """The first step that is not done, from 1; the first one if all are."""
    progress = visitor().progress
    steps = enumerate(lesson().steps, start=1)
    return next((number for number, step in steps if not progress.of(step).is_done), 1)

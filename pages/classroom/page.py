"""Class: joining, the teacher's desk, the board."""

import streamlit as st

from hqnn_core.language import gettext

st.title(gettext("The class board"))

from pages.classroom.advice import show_advice  # noqa: E402  the title is on the screen first
from pages.classroom.board import show_board  # noqa: E402
from pages.classroom.learning import show_learning  # noqa: E402
from pages.classroom.pupil import pupil_part  # noqa: E402
from pages.classroom.teacher import teacher_part  # noqa: E402
from pages.visit.visitors import visitor  # noqa: E402
from pages.widgets.class_pupils import show_pupils  # noqa: E402

room = visitor().classroom
if room.teacher is not None:
    teacher_part(room.teacher)
    show_pupils(room.teacher.code)
else:
    pupil_part()
show_board(room.teacher.code if room.teacher is not None else room.code)
if room.teacher is not None:
    show_learning(room.teacher)
    show_advice()

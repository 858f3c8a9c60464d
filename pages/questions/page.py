"""The quiz of the lesson: the same questions before it, after it, and weeks later."""

import streamlit as st

from hqnn_core.language import gettext

st.title(gettext("What do you think now?"))

from pages.questions.quiz import quiz_part  # noqa: E402  the title is on the screen first

quiz_part()

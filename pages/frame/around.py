"""Page frame: style, lesson, the page itself, tools and dialogs."""

from __future__ import annotations

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from pages.frame import session
from pages.frame.address import arrive, is_asked
from pages.frame.collector import keep_from_collector
from pages.frame.language import note_unknown_language
from pages.frame.loading import load_libraries
from pages.frame.menu import OLD, name_of
from pages.frame.projector import read_projector
from pages.frame.shell import apply_style, run_scripts
from pages.visit.entrance import show_refusal


def show(page: StreamlitPage, menu: list[StreamlitPage]) -> None:
    """Run a page inside its frame: read the address first, show what is below the page last."""
    if page.url_path in OLD:
        page.run()  # goes on to another one
    name = name_of(page)
    st.session_state[session.IS_UNREAD] = True
    arrive(name)
    if st.session_state.get(session.LOOK_GO):
        from pages.frame.attention import go_where_called

        go_where_called(name)
    note_unknown_language()
    read_projector()
    apply_style()
    if show_refusal():
        return
    # A place that is always there, also while it is empty: else the whole page would move when it
    # is filled or emptied, and a click that has begun would not count.
    above = st.empty()
    load_libraries(above)
    if st.session_state.get(session.LOOKS):
        from pages.frame.attention import show_banner

        with above:
            show_banner()
    is_in_address = is_asked(session.STEP) or session.STEP in st.query_params
    if is_in_address or st.session_state.get(session.STEP):
        from pages.frame.lesson.course import open_lesson

        open_lesson()
    _retell()
    page.run()
    run_scripts()
    _show_below(name, [each for each in menu if each.visibility == "visible"])


def _retell() -> None:
    """Have what was predicted in another language appear in this one."""
    from pages.visit.visitors import visitor

    if visitor().progress.records or visitor().progress.answers:
        from hqnn_core.lesson.translation import retell
        from pages.frame.lesson.course import whole_lesson

        retell(visitor().progress, whole_lesson())


def _show_below(name: str, menu: list[StreamlitPage]) -> None:
    # Imported here: it takes torch and more, and the page's words go first.
    from pages.frame.asking import show_question
    from pages.frame.lesson.bar import show_bar
    from pages.frame.tools import show_tools
    from pages.visit.visitors import give_cookie, visitor

    if not st.context.is_embedded:
        show_tools(menu)
    show_bar(name)
    show_question()
    if visitor().classroom.code or visitor().classroom.teacher:
        from pages.frame.class_line import show_line

        show_line(name)
    give_cookie()
    keep_from_collector(name)

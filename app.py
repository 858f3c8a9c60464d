"""The app's entry: what is around every page. Run: streamlit run app.py"""

import streamlit as st

from pages.frame import session
from pages.frame.address import arrive, is_asked
from pages.frame.menu import menu_pages
from pages.frame.projector import read_projector
from pages.frame.shell import apply_style, run_scripts
from pages.frame.streamlit_fixes.crowd import build_few_at_once, keep_from_collector
from pages.frame.streamlit_fixes.first_visit import must_reload, reload_page
from pages.frame.streamlit_fixes.gate import close_gate
from pages.frame.streamlit_fixes.savings import save_work
from pages.visit.entrance import show_refusal

close_gate()
st.set_page_config(
    page_title="Hybrid quantum-classical network", page_icon="pages/frame/icon.png", layout="wide"
)
save_work()
build_few_at_once()
is_lost = must_reload()
st.session_state[session.IS_UNREAD] = True
menu = menu_pages()
page = st.navigation(menu, position="top")
arrive(page.url_path)
read_projector()
apply_style()
if is_lost:
    reload_page()
elif not show_refusal():
    is_in_address = is_asked(session.STEP) or session.STEP in st.query_params
    if is_in_address or st.session_state.get(session.STEP):
        from pages.frame.lesson.course import open_lesson

        open_lesson()
    page.run()
    run_scripts()
    from pages.frame.asking import show_question
    from pages.frame.lesson.bar import show_bar  # torch and more: the page's words go first
    from pages.frame.tools import show_tools
    from pages.visit.visitors import give_cookie, visitor

    show_tools(menu)
    show_bar(page.url_path or "home")
    show_question()
    if visitor().classroom.code or visitor().classroom.desk:
        from pages.board.line import show_line

        show_line(page.url_path)
    give_cookie()
    keep_from_collector(page.url_path)

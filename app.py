"""The app's entry: what is around every page. Run: streamlit run app.py"""

import streamlit as st

from pages.shared import session
from pages.shared.address import arrive, is_asked
from pages.shared.crowd import build_few_at_once, keep_from_collector
from pages.shared.entrance import show_refusal
from pages.shared.first_visit import must_reload, reload_page
from pages.shared.gate import close_gate
from pages.shared.menu import menu_pages
from pages.shared.projector import read_projector
from pages.shared.savings import save_work
from pages.shared.shell import apply_style, run_scripts

close_gate()
st.set_page_config(
    page_title="Hybrid quantum-classical network", page_icon="pages/shared/icon.png", layout="wide"
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
        from pages.lesson.course import open_lesson

        open_lesson()
    page.run()
    run_scripts()
    from pages.lesson.bar import show_bar  # torch and more: the page's words go first
    from pages.shared.asking import show_question
    from pages.shared.tools import show_tools
    from pages.shared.visitors import give_cookie, visitor

    show_tools(menu)
    show_bar(page.url_path or "home")
    show_question()
    if visitor().classroom.code or visitor().classroom.desk:
        from pages.board.line import show_line

        show_line(page.url_path)
    give_cookie()
    keep_from_collector(page.url_path)

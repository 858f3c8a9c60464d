"""The app's entry: it lists the pages. Run: streamlit run app.py"""

import streamlit as st

from pages.shared import session
from pages.shared.address import note_link
from pages.shared.entrance import show_refusal
from pages.shared.first_visit import must_reload, reload_page
from pages.shared.gate import close_gate
from pages.shared.projector import read_projector
from pages.shared.shell import apply_style, close_menu_on_phones
from pages.shared.specs import leave_specs_alone

PAGES = [
    st.Page("pages/home/page.py", title="Network", icon=":material/hub:", default=True),
    st.Page(
        "pages/neurons/page.py", title="Neurons", icon=":material/graph_1:", url_path="neurons"
    ),
    st.Page("pages/circuit/page.py", title="Circuit", icon=":material/cycle:", url_path="circuit"),
    st.Page(
        "pages/shift/page.py", title="Shift", icon=":material/change_history:", url_path="shift"
    ),
    st.Page(
        "pages/train/page.py", title="Train", icon=":material/trending_down:", url_path="train"
    ),
    st.Page("pages/sweep/page.py", title="Sweep", icon=":material/grid_on:", url_path="sweep"),
    st.Page("pages/beyond/page.py", title="Beyond", icon=":material/explore:", url_path="beyond"),
    st.Page("pages/draw/page.py", title="Draw", icon=":material/draw:", url_path="draw"),
    st.Page("pages/board/page.py", title="Board", icon=":material/groups:", url_path="board"),
]

close_gate()
st.set_page_config(
    page_title="Hybrid quantum-classical network", page_icon="pages/shared/icon.png", layout="wide"
)
leave_specs_alone()
note_link()
read_projector()
apply_style()
is_lost = must_reload()
page = st.navigation(PAGES, position="top")
if is_lost:
    reload_page()
elif not show_refusal():
    if session.STEP in st.query_params or st.session_state.get(session.STEP):
        from pages.lesson.course import open_lesson

        open_lesson()
    page.run()
    close_menu_on_phones()
    from pages.lesson.bar import show_bar  # torch and more: the page's words go first
    from pages.shared.tools import show_tools
    from pages.shared.visitors import give_cookie, visitor

    show_tools(PAGES)
    show_bar(page.url_path or "home")
    if visitor().classroom.code or visitor().classroom.desk:
        from pages.board.line import show_line

        show_line(page.url_path)
    give_cookie()

"""The app's entry. Run: streamlit run app.py"""

import streamlit as st

from hqnn_core.language import gettext
from pages.frame.around import show
from pages.frame.language import read_language
from pages.frame.menu import menu_pages
from pages.frame.streamlit_fixes import apply_fixes
from pages.frame.streamlit_fixes.first_visit import must_reload, reload_page

apply_fixes()
read_language()
st.set_page_config(
    page_title=gettext("Hybrid quantum-classical network"),
    page_icon="pages/frame/icon.png",
    layout="wide",
)
is_lost = must_reload()
menu = menu_pages()
page = st.navigation(menu, position="hidden" if st.context.is_embedded else "top")
if is_lost:
    reload_page()
else:
    show(page, menu)

"""The app's entry: it lists the pages. Run: streamlit run app.py"""

import streamlit as st

st.set_page_config(page_title="Hybrid quantum-classical network", layout="wide")
PAGES = [
    st.Page("pages/home/page.py", title="Network", icon=":material/hub:", default=True),
    st.Page("pages/circuit/page.py", title="Circuit", icon=":material/rotate_right:", url_path="circuit"),
    st.Page("pages/train/page.py", title="Train", icon=":material/trending_down:", url_path="train"),
    st.Page("pages/draw/page.py", title="Draw", icon=":material/draw:", url_path="draw"),
]
st.html("<style>.stMainBlockContainer { padding-top: 4.5rem; }</style>")
st.navigation(PAGES, position="top").run()

"""The page: its title, its navigation, and the header that says which list is in use."""

import streamlit as st

from dashboard import header, warmup

st.set_page_config(page_title="makemore", page_icon=":material/table_chart:", layout="wide")
warmup.start()

page = st.navigation(
    [
        st.Page("views/names.py", title="Names", icon=":material/list:", default=True),
        st.Page("views/counts.py", title="Counts", icon=":material/grid_on:"),
        st.Page("views/train.py", title="Train", icon=":material/trending_down:"),
        st.Page("views/compare.py", title="Compare", icon=":material/compare_arrows:"),
    ]
)
header.show()
page.run()

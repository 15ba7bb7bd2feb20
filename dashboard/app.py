"""The page: its title, its navigation, and the header that says which list is in use."""

from pathlib import Path

import streamlit as st

from dashboard.frame import fits, header, warmup
from dashboard.state import session
from dashboard.words.language import _, language, speaking

ROOMY = ("", "glossary")  # pages that need no table of all pairs
st.set_page_config(
    page_title="makemore", page_icon=str(Path(__file__).parent / "icon.svg"), layout="wide"
)
page = st.navigation(
    [
        st.Page("views/lesson.py", title=_("Lesson"), icon=":material/school:"),
        st.Page("views/names.py", title=_("Names"), icon=":material/list:", default=True),
        st.Page("views/counts.py", title=_("Counts"), icon=":material/grid_on:"),
        st.Page("views/train.py", title=_("Train"), icon=":material/trending_down:"),
        st.Page("views/compare.py", title=_("Compare"), icon=":material/compare_arrows:"),
        st.Page("views/ladder.py", title=_("Ladder"), icon=":material/stairs_2:"),
        st.Page("views/generate.py", title=_("Make names"), icon=":material/auto_awesome:"),
        st.Page("views/score.py", title=_("Score a name"), icon=":material/spellcheck:"),
        st.Page("views/walk.py", title=_("Walk"), icon=":material/directions_walk:"),
        st.Page("views/test.py", title=_("Test"), icon=":material/fact_check:"),
        st.Page("views/proof.py", title=_("Proof"), icon=":material/join_inner:"),
        st.Page("views/take.py", title=_("Take along"), icon=":material/card_travel:"),
        st.Page("views/glossary.py", title=_("Glossary"), icon=":material/menu_book:"),
    ]
)
session.enter(page.url_path)
header.show()
if page.url_path in ROOMY or fits.check():
    with speaking(language()):  # looked up once, not for each text
        page.run()
warmup.start()  # now that there is something to see

"""For your data officer: what is kept, where, how long, who sees it, how to delete it."""

import streamlit as st

from dashboard.frame.download import offer_file
from dashboard.take import officer
from dashboard.words import language
from dashboard.words.language import _
from dashboard.words.text import plain

st.title(officer.title())
for asked, answer in officer.sections().items():
    st.header(asked)
    st.markdown(plain(answer))
offer_file(
    _("This page in every language, to print (HTML)"),
    "makemore-data.html",
    "text/html",
    lambda: officer.printed(list(language.languages())).encode(),
)

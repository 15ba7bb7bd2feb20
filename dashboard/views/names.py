"""Names: choose, upload or paste a list, and see what was read."""

import streamlit as st

from dashboard import cached, session
from dashboard.bundled import bundled_lists
from dashboard.source import Source
from makemore.errors import MakemoreError


def take(title: str, data: bytes) -> None:
    """Use new bytes if they can be read; the list in use before stays if not."""
    source = Source.of(title, data)
    try:
        cached.full_corpus(source)
    except MakemoreError as error:
        st.error(str(error))
    else:
        session.use(source)


lists = bundled_lists()
st.title("Names")
chosen = st.selectbox("A list that comes with makemore", lists, index=None, key="chosen")
if st.button("Use it") and chosen:
    session.use_bundled(chosen)
    st.rerun()
uploaded = st.file_uploader("Your own list")
if uploaded is not None and st.session_state.get("uploaded") != uploaded.file_id:
    st.session_state["uploaded"] = uploaded.file_id
    take(uploaded.name, uploaded.getvalue())
corpus = cached.corpus(session.source())
st.write(f"{len(corpus):,} names, {corpus.distinct:,} distinct")
st.dataframe({"name": corpus.names})

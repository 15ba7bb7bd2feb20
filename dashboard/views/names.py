"""Names: choose, upload or paste a list, and see what was read.

Nothing here waits for torch, so that the first page of a new server comes at once.
"""

import streamlit as st

from dashboard.frame import commonest
from dashboard.frame.title import title
from dashboard.lists import corpora
from dashboard.lists.bundled import bundled_lists
from dashboard.parts import bring, doctor, facts, how_many
from dashboard.state import session
from dashboard.words.language import _, in_names, in_one_language
from dashboard.words.text import plain, quoted


def welcome() -> None:
    """Say what this is for, and where to go next."""
    st.markdown(
        _(
            "Here a machine learns from a list of names and then makes new names of its own. "
            "Choose a list, or bring your own; then go on:"
        )
    )
    with st.container(horizontal=True, gap="small"):
        forward = ":material/arrow_forward:"
        st.page_link("views/counts.py", label=_("Counts: what follows what"), icon=forward)
        st.page_link("views/train.py", label=_("Train: a network learns it too"), icon=forward)
        st.page_link("views/compare.py", label=_("Compare: both make names"), icon=forward)


def about() -> None:
    """Say what a bundled list is, and whose."""
    if (bundled := bundled_lists().get(bring.list_in_use())) is not None:
        st.caption(
            _("{description} {licence}; source: {source}.").format(
                description=plain(_(bundled.description)),
                licence=plain(_(bundled.licence)),
                source=plain(_(bundled.source)),
            )
        )


@st.fragment
@in_one_language
def table() -> None:
    """Show the names, or those that hold what is searched for."""
    source = session.source()
    wanted = st.text_input(
        _("Search the names"), key="search", type="search", live=True, persist_state="session",
        icon=":material/search:", label_visibility="collapsed", placeholder=_("Search the names"),
    )  # fmt: skip
    rows = corpora.names_with(source, wanted) if wanted else corpora.name_table(source)
    st.dataframe(
        rows,
        hide_index=True,
        lazy=True,  # rows travel when they come into view: a million names open at once
        alt=_("The names in use, in the order of the list"),
        column_config={
            "number": st.column_config.NumberColumn(_("number"), width=72),
            "name": st.column_config.TextColumn(_("name"), width=155),
            "times": st.column_config.NumberColumn(
                _("times"), width=58, help=_("How often the name stands in the list")
            ),
            "characters": st.column_config.NumberColumn(
                _("length"), width=64, help=_("How many characters the name has")
            ),
        },
    )
    if wanted:
        st.caption(
            _("With {text}: {found} of {all}.").format(
                text=quoted(wanted),
                found=f"{len(rows):,}",
                all=in_names(len(corpora.corpus(source))),
            )
        )


corpus = corpora.as_written(session.source())
title(_("Names"), "name", "character", "boundary")
welcome()
bring.choose()
about()
facts.facts(corpus)
left, right = st.columns(2, gap="medium")
with left:
    table()
with right:
    facts.first_characters(corpus)
doctor.show()
how_many.only_first(len(corpora.full_corpus(session.source().whole)))
commonest.choose()
facts.lengths(corpus)

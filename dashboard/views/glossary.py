"""Glossary: each word of the lecture in every language, with one plain sentence."""

import html

import streamlit as st

from dashboard.words.glossary import TERMS, Term
from dashboard.words.language import _, tag_of

STYLE = """<style>
.makemore-words { display: flex; flex-wrap: wrap; gap: 0.2rem 2rem; }
.makemore-words > p { flex: 1 1 18rem; margin: 0; }
</style>"""


def words(term: Term) -> str:
    """Return a word in every language, once where several use the same. Example: name · 名字."""
    return " · ".join(dict.fromkeys(word for word, _meaning in term.said().values()))


def meanings(term: Term) -> str:
    """Return what a word means in every language, side by side where there is room."""
    sides = [
        f'<p lang="{tag_of(code)}">{html.escape(meaning)}</p>'
        for code, (_word, meaning) in term.said().items()
    ]
    return f'{STYLE}<div class="makemore-words">{"".join(sides)}</div>'


st.title(_("Glossary"))
st.markdown(
    _("The words of makemore, in the order in which the lesson needs them, in each language.")
)
for key, term in TERMS.items():
    st.header(words(term), anchor=key)
    st.html(meanings(term))

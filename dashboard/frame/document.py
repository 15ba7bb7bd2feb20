"""What of a page only the browser can set: its language, its history, what is out of sight."""

from __future__ import annotations

import streamlit as st

from dashboard.frame.held import SHADOW
from dashboard.words import language
from dashboard.words.language import _

_OUT_OF_SIGHT = f".stElementContainer[class*=st-key-{SHADOW}] {{ display: none; }}"
# White on the light blue of the dark theme is hard to read.
_ON_PRIMARY = (
    "[data-testid=stBaseButton-primary]:enabled, [data-testid=stBaseButton-primary]:enabled p "
    "{ color: light-dark(white, #12181f); }"
)
# A row that does not wrap would scroll within itself by the few pixels of its marks.
_ROWS = "[data-testid=stHorizontalBlock][data-test-wrap=false] { overflow: visible; }"
# Streamlit's own words in the upload box, which it has in English only.
_UPLOAD = """
[data-testid=stFileUploaderDropzone] :is(button p, [data-testid$=Instructions] span) {
  font-size: 0;
  &::after { font-size: 0.875rem; content: var(--upload-limit); }
  button &::after { content: var(--upload); }
}
"""

_mount = st.components.v2.component(
    "makemore.document",
    css="\n".join([_OUT_OF_SIGHT, _ON_PRIMARY, _ROWS, _UPLOAD]),
    js="""export default ({ data }) => {
      const page = document.documentElement
      page.lang = data.language
      page.style.setProperty("--upload", JSON.stringify(data.upload))
      page.style.setProperty("--upload-limit", JSON.stringify(data.limit))
      // Back leads to the page or the step before: a setting changes the entry that one is at
      if (history.pushState.keeps) return
      const push = history.pushState.bind(history)
      const entry = (url) => url.pathname + url.searchParams.get("step")
      history.pushState = (state, title, address) => {
        const here = new URL(location.href), there = new URL(address, here)
        if (entry(here) === entry(there)) history.replaceState(state, title, address)
        else push(state, title, address)
      }
      history.pushState.keeps = true
    }""",
    isolate_styles=False,
)


def set_up() -> None:
    """Say the language of the page and of its upload box, and hide the shadows."""
    limit = _("{number} MB per file").format(number=st.get_option("server.maxUploadSize"))
    words = {"language": language.tag_of(language.language()), "upload": _("Upload")}
    _mount(key="document", data=words | {"limit": limit})

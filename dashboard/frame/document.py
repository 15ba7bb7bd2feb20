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
# The page begins high, but under the button that opens the sidebar where that is shut.
_MARGINS = """
.stElementContainer.st-key-document { display: none; }
[data-testid=stMainBlockContainer] { padding: 2.25rem min(2.5rem, 4vw) 2rem; }
.stApp:has([data-testid=stExpandSidebarButton]) [data-testid=stMainBlockContainer] {
  padding-top: 3.5rem;
}
"""
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
    css="\n".join([_OUT_OF_SIGHT, _ON_PRIMARY, _ROWS, _MARGINS, _UPLOAD]),
    js="""export default ({ data, setStateValue }) => {
      const page = document.documentElement
      page.lang = data.language
      page.style.setProperty("--upload", JSON.stringify(data.upload))
      page.style.setProperty("--upload-limit", JSON.stringify(data.limit))
      // Streamlit's headings between the pages stand in a list, where only items may
      for (const list of document.querySelectorAll("[data-testid=stSidebarNavItems]")) {
        list.setAttribute("role", "group")
        list.querySelectorAll("li").forEach((item) => item.setAttribute("role", "none"))
      }
      const still = matchMedia("(prefers-reduced-motion: reduce)").matches
      if (still !== data.still) setStateValue("still", still)
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
    _mount(
        key="document",
        data=words | {"limit": limit, "still": prefers_stillness()},
        on_still_change=_take_stillness,
    )


def prefers_stillness() -> bool:
    """Return whether the person asked the browser for less motion."""
    return bool(st.session_state.get("still"))


def _take_stillness() -> None:
    st.session_state["still"] = st.session_state["document"]["still"]

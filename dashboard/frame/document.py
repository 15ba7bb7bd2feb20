"""What of a page only the browser can set: its language, and which boxes are out of sight."""

from __future__ import annotations

import streamlit as st

from dashboard.state.settings import ADDRESSES, CHOICES
from dashboard.words import language
from dashboard.words.language import _

_ADDRESSES = (language.NAME, *ADDRESSES, *(one.name for one in CHOICES))
_HIDDEN = ", ".join(f".st-key-{name}" for name in _ADDRESSES)
_OUT_OF_SIGHT = f":is({_HIDDEN}):is(.stElementContainer) {{ display: none; }}"
# White on the light blue of the dark theme is hard to read.
_PRIMARY = (
    ":is([data-testid=stBaseButton-primary]:enabled, [data-testid=stBaseLinkButton-primary][href])"
)
_ON_PRIMARY = (  # said twice, it weighs more than what a link says of links that were visited
    f"{_PRIMARY}{_PRIMARY}, {_PRIMARY} p {{ color: light-dark(white, #12181f); }}"
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
    }""",
    isolate_styles=False,
)


def set_up() -> None:
    """Say the language of the page and of its upload box, and hide the boxes of the URL."""
    limit = _("{number} MB per file").format(number=st.get_option("server.maxUploadSize"))
    words = {"language": language.tag_of(language.language()), "upload": _("Upload")}
    _mount(key="document", data=words | {"limit": limit})

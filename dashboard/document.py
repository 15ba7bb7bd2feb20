"""What of a page only the browser can set: its language, and which boxes are out of sight."""

from __future__ import annotations

import streamlit as st

from dashboard import language
from dashboard.settings import CHOICES

_HIDDEN = ", ".join(f".st-key-{name}" for name in (language.NAME, *(one.name for one in CHOICES)))
# White on the light blue of the dark theme is hard to read.
_ON_PRIMARY = (
    "[data-testid=stBaseButton-primary]:enabled, [data-testid=stBaseButton-primary]:enabled p "
    "{ color: light-dark(white, #12181f); }"
)
# A row that does not wrap would scroll within itself by the few pixels of its marks.
_ROWS = "[data-testid=stHorizontalBlock][data-test-wrap=false] { overflow: visible; }"

_mount = st.components.v2.component(
    "makemore.document",
    css=f":is({_HIDDEN}):is(.stElementContainer) {{ display: none; }}\n{_ON_PRIMARY}\n{_ROWS}\n",
    js="export default ({ data }) => { document.documentElement.lang = data.language }",
    isolate_styles=False,
)


def set_up() -> None:
    """Say the language of the page to whoever reads it, and hide the boxes of the URL."""
    _mount(key="document", data={"language": language.tag_of(language.language())})

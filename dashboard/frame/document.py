"""What of a page only the browser can set: its language, its history, what is out of sight, and the
words that Streamlit has in English only.
"""

from __future__ import annotations

from functools import cache

import streamlit as st

from dashboard.frame.held import SHADOW
from dashboard.words import language
from dashboard.words.language import _, later

_OUT_OF_SIGHT = f".stElementContainer[class*=st-key-{SHADOW}] {{ display: none; }}"
# White on the light blue of the dark theme is hard to read.
_PRIMARY = (
    ":is([data-testid^=stBaseButton-primary]:enabled, [data-testid=stBaseLinkButton-primary][href])"
)
_ON_PRIMARY = (  # said twice, it weighs more than what a link says of links that were visited
    f"{_PRIMARY}{_PRIMARY}, {_PRIMARY} p {{ color: light-dark(white, #12181f); }}"
)
# So is what Streamlit makes of that blue under the pointer, on a button without a frame.
_FRAMELESS = ":is([data-testid=stPopoverButton], [data-testid=stBaseButton-tertiary]):hover:enabled"
_POINTED_AT = f"{_FRAMELESS}{_FRAMELESS} {{ color: light-dark(#002033, #9fd3f4); }}"
# A row that does not wrap would scroll within itself by the few pixels of its marks.
_ROWS = "[data-testid=stHorizontalBlock][data-test-wrap=false] { overflow: visible; }"
# Where the focus is must not look like where the mouse is.
_FOCUS = """
[data-testid=stSidebarNavItems] a:focus-visible { outline: 2px solid light-dark(#0072b2, #56b4e9); }
"""
# A caption is faint: so much so that a link in it could not be read.
_CAPTION = "[data-testid=stCaptionContainer]:has(a) { opacity: 0.85; }"
# Streamlit's own colours of code are too pale for small letters.
_CODE = """
[data-testid=stCode] .token.token { color: light-dark(#0b1320, #e6ebf0); }
[data-testid=stCode] .token.token:is(.comment, .punctuation) {
  color: light-dark(#57606a, #a3b0bd);
}
[data-testid=stCode] .token.token:is(.keyword, .builtin) { color: light-dark(#0550ae, #79c0ff); }
[data-testid=stCode] .token.token:is(.string, .number) { color: light-dark(#0a5c36, #7ee2a8); }
"""
# The page begins high, but under the button that opens the sidebar where that is shut. It is looked
# for in the header alone: `:has` on what holds the page would make all of it new at each change.
_MARGINS = """
.stElementContainer.st-key-document { display: none; }
[data-testid=stLayoutWrapper]:has(> .st-key-line_box):not(:has(.stAlert)) { display: none; }
[data-testid=stMainBlockContainer] { padding: 2.25rem min(2.5rem, 4vw) 2rem; }
[data-testid=stHeader]:has([data-testid=stExpandSidebarButton]) + [data-testid=stMain]
  [data-testid=stMainBlockContainer] {
  padding-top: 4rem;
}
"""
# Where the system chooses the colours, what says more than words do keeps its own or gets a frame.
_FORCED = """
@media (forced-colors: active) {
  [data-testid=stSlider], [data-testid=stCheckbox], .lesson-chips span:not(.open), .makemore-dot {
    forced-color-adjust: none;
  }
  [data-testid=stButtonGroup] :is([aria-checked=true], [aria-pressed=true]) {
    forced-color-adjust: none; background: Highlight !important;
  }
  [data-testid=stButtonGroup] :is([aria-checked=true], [aria-pressed=true]) * {
    color: HighlightText !important;
  }
}
"""
# All pages stand in a sidebar of 768 pixels; the button that opens it says what it is.
_MENU = """
[data-testid=stSidebarHeader] { margin-bottom: 0; }
[data-testid=stSidebarUserContent] { display: none; }
[data-testid=stExpandSidebarButton] { width: auto; padding-inline: .5rem; gap: .25rem; }
[data-testid=stExpandSidebarButton]::after { content: attr(data-word); font-size: .9rem; }
"""
# What Streamlit says itself, seen or read aloud; the most of a file comes with its number.
_WORDS = (
    later("App pages"),
    later("Choose an option"),
    later("Close fullscreen"),
    later("Collapse sidebar"),
    later("Copy to clipboard"),
    later("Decrement"),
    later("Drag and drop a file here"),
    later("Drag and drop files here"),
    later("Expand sidebar"),
    later("Fullscreen"),
    later("Help"),
    later("Help for "),
    later("Increment"),
    later("Link to heading"),
    later("Menu"),
    later("No results"),
    later("Open"),
    later("Press Enter to apply"),
    later("Search"),
    later("Selectbox options"),
    later("Sidebar"),
    later("Skip to main content"),
    later("Upload"),
    later("file upload"),
)
_LIMIT = "{}MB per file"  # as Streamlit says it
_SPEAK = """
const PLACES = ["aria-label", "placeholder", "title"]
const SEEN = ["stSkipToContent", "InputInstructions", "stFileUploaderDropzone"]
  .map((one) => `[data-testid=${one}], [data-testid=${one}] *`).join() + ", [role=listbox] *"

function speak({ words, english }) {
  const said = (text) =>
    words[english[text.trim()] ?? text.trim()] ?? text.replace(/^Help for /, words["Help for "])
  for (const place of PLACES)
    for (const one of document.querySelectorAll(`[${place}]`)) {
      const now = one.getAttribute(place)
      if (said(now) !== now) one.setAttribute(place, said(now))
    }
  for (const one of document.querySelectorAll(SEEN))
    for (const text of one.childNodes)
      if (text.nodeType === Node.TEXT_NODE && said(text.nodeValue) !== text.nodeValue)
        text.nodeValue = said(text.nodeValue)
}
"""
_mount = st.components.v2.component(
    "makemore.document",
    css="\n".join(
        [
            _OUT_OF_SIGHT,
            _ON_PRIMARY,
            _POINTED_AT,
            _ROWS,
            _FOCUS,
            _CAPTION,
            _CODE,
            _MARGINS,
            _MENU,
            _FORCED,
        ]
    ),
    js=_SPEAK
    + """
    // Back leads to the page or the step before: a setting changes the entry that one is at
    function keepEntry() {
      if (history.pushState.keeps) return
      const push = history.pushState.bind(history)
      const entry = (url) => url.pathname + url.searchParams.get("step")
      history.pushState = (state, title, address) => {
        const here = new URL(location.href), there = new URL(address, here)
        if (entry(here) === entry(there)) history.replaceState(state, title, address)
        else push(state, title, address)
      }
      history.pushState.keeps = true
    }

    // Streamlit's headings between the pages stand in a list, where only items may
    function mendNavigation() {
      for (const list of document.querySelectorAll("[data-testid=stSidebarNavItems]")) {
        list.setAttribute("role", "group")
        list.querySelectorAll("li").forEach((item) => item.setAttribute("role", "none"))
      }
    }

    function nameMenu(word) {
      for (const one of document.querySelectorAll("[data-testid=stExpandSidebarButton]"))
        if (one.dataset.word !== word) one.dataset.word = word
    }

    // What opens over the page stands beside it, and is not told whether the page is dark
    function tellGround() {
      const page = document.querySelector(".stApp")
      if (page) document.body.style.colorScheme = getComputedStyle(page).colorScheme
    }

    // Whoever has no mouse scrolls what is larger than its box
    const SCROLLS =
      "[data-testid=stCode] pre, [data-testid=stPopoverBody]:not(:has(a, button, input, textarea))"
    function mendScrolling() {
      for (const box of document.querySelectorAll(SCROLLS)) box.tabIndex = 0
    }

    // Streamlit closes the sidebar on phones; beside it a tablet's page would be a strip as well
    const slim = matchMedia("(768px < width < 1000px)"), narrow = matchMedia("(width < 1000px)")
    const closing = () => document.querySelector("[data-testid=stSidebarCollapseButton] button")
    let wasSlim = false
    function closeBeside() {
      const close = closing()
      if (slim.matches && !wasSlim) close?.click()
      wasSlim = slim.matches && (wasSlim || Boolean(close))
    }

    // Whoever chose a page in it wants to see that page; on phones Streamlit has shut it by then
    function closeAfter({ target }) {
      if (narrow.matches && target.closest("[data-testid=stSidebarNavItems] a"))
        setTimeout(() => closing()?.click())
    }

    export default ({ data, setStateValue }) => {
      document.documentElement.lang = data.language
      let waits = 0  // a page in motion changes often: once after each burst is enough
      const mend = () => {
        waits = 0
        speak(data)
        mendNavigation()
        mendScrolling()
        closeBeside()
        nameMenu(data.words.Menu)
        tellGround()
      }
      const drawn = ({ target }) => target.closest(".makemore-plot")  // has its own words
      const soon = (changes) => changes.every(drawn) || (waits ||= setTimeout(mend, 100))
      const watch = new MutationObserver(soon)
      watch.observe(document.body, { childList: true, subtree: true })
      mend()
      slim.addEventListener("change", closeBeside)
      document.addEventListener("click", closeAfter)
      keepEntry()
      const still = matchMedia("(prefers-reduced-motion: reduce)").matches
      if (still !== data.still) setStateValue("still", still)
      return () => {
        watch.disconnect()
        slim.removeEventListener("change", closeBeside)
        document.removeEventListener("click", closeAfter)
        clearTimeout(waits)
      }
    }""",
    isolate_styles=False,
)


def set_up() -> None:
    """Say the language of the page and of Streamlit's own words; hide the shadows."""
    spoken = language.language()
    own = {"words": _own_words(spoken), "english": _english()}
    _mount(
        key="document",
        data={"language": language.tag_of(spoken), "still": prefers_stillness()} | own,
        on_still_change=_take_stillness,
    )


def prefers_stillness() -> bool:
    """Return whether the person asked the browser for less motion."""
    return bool(st.session_state.get("still"))


def _take_stillness() -> None:
    st.session_state["still"] = st.session_state["document"]["still"]


@cache
def _own_words(code: str) -> dict[str, str]:
    """Return Streamlit's words in a language, by what they are in English."""
    most = st.get_option("server.maxUploadSize")
    with language.speaking(code):
        limit = {_LIMIT.format(most): _("{number} MB per file").format(number=most)}
        return {word: _(word) for word in _WORDS} | limit


@cache
def _english() -> dict[str, str]:
    """Return Streamlit's words by what they are in any language, for a switch of language."""
    return {said: word for code in language.languages() for word, said in _own_words(code).items()}

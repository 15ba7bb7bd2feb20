"""What of a page only the browser can set: its language, its history, and the words that Streamlit
has in English only.
"""

from __future__ import annotations

from functools import cache

import streamlit as st

from dashboard.words import language
from dashboard.words.language import _, later

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

function speak({ words, english }, places) {
  const said = (text) =>
    words[english[text.trim()] ?? text.trim()] ?? text.replace(/^Help for /, words["Help for "])
  const within = (selector) =>
    new Set(places.flatMap((one) => [one, ...one.querySelectorAll(selector)]))
  for (const one of within(PLACES.map((place) => `[${place}]`).join()))
    for (const place of PLACES) {
      const now = one.getAttribute(place)
      if (now !== null && said(now) !== now) one.setAttribute(place, said(now))
    }
  for (const one of within(SEEN))
    for (const text of one.matches(SEEN) ? one.childNodes : [])
      if (text.nodeType === Node.TEXT_NODE && said(text.nodeValue) !== text.nodeValue)
        text.nodeValue = said(text.nodeValue)
}
"""
_mount = st.components.v2.component(
    "makemore.document",
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
      globalThis.makemoreDocument?.abort()  // Streamlit does not end each call that one overtakes
      const end = globalThis.makemoreDocument = new AbortController()
      const { signal } = end
      let waits = 0  // a page in motion changes often: once after each burst is enough
      let places = new Set([document.body])  // in which something has come
      const mend = () => {
        speak(data, [...places])
        waits = 0
        places = new Set()
        watch.takeRecords()  // what it said itself
        mendNavigation()
        mendScrolling()
        closeBeside()
        nameMenu(data.words.Menu)
        tellGround()
      }
      const soon = (changes) => {
        const come = changes.filter(({ target, type, addedNodes }) =>
          (type === "attributes" || addedNodes.length)
          && !target.closest(".makemore-plot"))  // which has its own words
        come.forEach(({ target }) => places.add(target))
        if (come.length) waits ||= setTimeout(mend, 100)
      }
      const watch = new MutationObserver(soon)
      watch.observe(document.body, { childList: true, subtree: true, attributeFilter: PLACES })
      mend()
      slim.addEventListener("change", closeBeside, { signal })
      document.addEventListener("click", closeAfter, { signal })
      signal.addEventListener("abort", () => {
        watch.disconnect()
        clearTimeout(waits)
      })
      keepEntry()
      const still = matchMedia("(prefers-reduced-motion: reduce)").matches
      if (still !== data.still) setStateValue("still", still)
      return () => end.abort()
    }""",
    isolate_styles=False,
)


def set_up() -> None:
    """Say the language of the page and of Streamlit's own words."""
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

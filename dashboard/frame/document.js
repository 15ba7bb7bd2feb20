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
}

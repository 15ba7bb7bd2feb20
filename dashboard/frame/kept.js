// What this browser keeps of sessions, in localStorage: one record for each tab, so that no tab
// overwrites another's. A record is an entry of its own (when, where, the stamps of its parts) and
// an entry for each part. Where a session is new, what is kept is brought back:
// - a tab that is loaded again, or whose server is another one, gets its own record;
// - a new tab gets those of tabs that are closed, which it takes over, and a copy of the newest;
// - a tab that a link opens gets nothing: the link's settings win, and its record is a new one.
// What does not come back whole stays as it is, for the next tab; this one then has a new record.
// What was new when a page was left waits on the server for a while: the next page fetches it first.

const BEGIN = "makemore:" // how our keys begin
const TAB = "makemore-tab" // in sessionStorage: the record of this tab
const LEFT = "makemore-left" // in sessionStorage: its page was left; a copy of the tab lacks it
const NOTHING = "makemore-nothing" // a shared computer
const LINKED = "makemore-linked" // in sessionStorage: the record of a tab that a link opened
const HOURS = 12 // after which a tab that did not say that it closes counts as closed
const SOON = 300 // milliseconds after a run of the script
const LATER = 5000 // after a question that had no answer
const PAUSE = 2000 // between two questions to the server
const PATIENCE = 60000 // until a question counts as one without an answer
const MOST = 8 // records that the server takes at once

function keeper(line, app) {
  const channel = new BroadcastChannel("makemore")
  const loaded = performance.getEntriesByType("navigation")[0]
  let id = null
  let taken = [] // records that this one takes over once it is written
  let sent = [] // records that the server was told
  let busy = true // until the session has what was kept
  let timer = 0
  let last = 0
  let held = "" // what the session held when it was shown last, as JSON
  let asking = false // one question at a time: of two answers, the older one could come last
  let over = false
  let full = false // whether records of closed tabs gave way
  let panel = null
  let allowed = true // where a browser forbids it, even a look fails
  try {
    sessionStorage.getItem(TAB)
  } catch {
    allowed = false
  }

  channel.onmessage = leave // another tab forgets everything
  // A short run may begin and end unseen between two drawings of the page: then an act is the sign,
  // and `show`, which every run of the whole script calls.
  new MutationObserver(soon).observe(app, { attributeFilter: ["data-test-script-state"] })
  for (const act of ["click", "change", "keyup"]) addEventListener(act, soon, { capture: true })
  addEventListener("beforeunload", (event) => {
    if (panel && (over || off()) && line.data.holds.length) event.preventDefault()
  })
  addEventListener("pagehide", ({ persisted }) => {
    if (persisted || !id || !allowed) return
    sessionStorage.setItem(LEFT, "")
    if (!off()) close(id)
  })

  // -- records --

  const off = () => !allowed || localStorage.getItem(NOTHING) !== null
  const key = (one, part) => `${BEGIN}${one}:${part}`

  function index(one) {
    try {
      const found = JSON.parse(localStorage.getItem(BEGIN + one))
      return found?.stamps ? found : null
    } catch {
      return null // nobody but a stranger wrote it
    }
  }

  function all() {
    const keys = Object.keys(localStorage).filter((one) => one.startsWith(BEGIN))
    const ids = keys.map((one) => one.slice(BEGIN.length)).filter((one) => !one.includes(":"))
    return ids.filter(index).sort((one, other) => index(one).at - index(other).at)
  }

  function read(one) {
    const names = Object.keys(index(one).stamps)
    return Object.fromEntries(names.map((name) => [name, localStorage.getItem(key(one, name))]))
  }

  function drop(one) {
    for (const name of Object.keys(localStorage))
      if (name === BEGIN + one || name.startsWith(key(one, ""))) localStorage.removeItem(name)
  }

  function dropAll() {
    for (const one of Object.keys(localStorage)) if (one.startsWith(BEGIN)) localStorage.removeItem(one)
  }

  const now = () => ({ at: Date.now(), open: true, search: location.search })
  const stamps = (one) => index(one)?.stamps ?? {}
  const isEmpty = ({ stamps }) => !Object.keys(stamps).length

  // What is new on the session waits at its address; while it is busy, there is nothing new on it.
  function close(one) {
    const left = busy ? {} : { left: Date.now(), keep: line.data.keep }
    const about = { ...now(), stamps: {}, ...index(one), ...left, open: false }
    localStorage.setItem(BEGIN + one, JSON.stringify(about))
  }

  // What the page is left with, for the server to see what is new.
  const has = () => (id && !busy && !off() ? JSON.stringify(stamps(id)) : "")

  function put(one, about, found) {
    if (isEmpty(found)) return drop(one)
    const closed = all().filter((other) => ![one, id].includes(other) && !index(other).open)
    for (;;) {
      try {
        return write(one, about, found)
      } catch {
        if (!closed.length) break
        drop(closed.shift()) // there is no room: the oldest gives way
        full = true
      }
    }
    drop(one)
    over = true
  }

  function write(one, about, found) {
    for (const [name, text] of Object.entries(found.parts)) localStorage.setItem(key(one, name), text)
    const old = Object.keys(stamps(one))
    localStorage.setItem(BEGIN + one, JSON.stringify({ ...about, stamps: found.stamps }))
    for (const name of old) if (!(name in found.stamps)) localStorage.removeItem(key(one, name))
  }

  // -- bringing back --

  async function begin(before) {
    busy = true
    const records = off() ? [] : id ? [id] : await find()
    sent = records.filter((one) => index(one)).slice(-MOST)
    const kept = sent.map(read)
    await rest() // the first page is painted first; and there is nothing to keep of it
    if (kept.length || before) line.tell("back", { before, records: kept })
    busy = kept.length > 0
    soon()
  }

  async function find() {
    const age = (one) => (Date.now() - index(one).at) / 36e5 // hours
    for (const one of all()) if (age(one) > 24 * line.data.days) drop(one)
    const mine = sessionStorage.getItem(TAB)
    const link = isLink(mine, mine && index(mine)?.search)
    const left = sessionStorage.getItem(LEFT) !== null
    name(mine && left && !link ? mine : null)
    sessionStorage.removeItem(LEFT)
    if (link) sessionStorage.setItem(LINKED, id)
    await catchUp()
    if (mine && index(mine) && !link) return [mine]
    if (link || (mine && mine === sessionStorage.getItem(LINKED))) return []
    taken = all().filter((one) => !index(one).open || age(one) > HOURS)
    return [...new Set([...taken, ...all().slice(-1)])]
  }

  async function catchUp() {
    for (const one of all().filter((one) => !index(one).open)) {
      const { at, search, left, keep } = index(one)
      const waits = Date.now() - left < line.data.waits
      const found = waits && (await answer(keep, JSON.stringify(stamps(one))))
      if (found && index(one)) put(one, { at, search, open: false }, found)
      if (index(one) && isEmpty(index(one))) drop(one)
    }
  }

  function name(known) {
    id = known ?? crypto.getRandomValues(new Uint32Array(3)).join("-")
    sessionStorage.setItem(TAB, id)
  }

  // Some of what was sent came back whole, by its places; the rest stays, and nothing overwrites it.
  function settle(places) {
    const back = sent.filter((_one, place) => places.includes(place))
    taken = taken.filter((one) => back.includes(one))
    if (sent.includes(id) && !back.includes(id)) {
      close(id)
      name(null)
    }
    busy = false
    soon()
  }

  // What the address said when the page was loaded; a run of the script may have changed it since.
  // A tab that is loaded again before it came this far has begun nothing: it opens its link anew.
  function isLink(mine, known) {
    const { search, searchParams } = new URL(loaded.name)
    if (new URLSearchParams(location.hash.slice(1)).has("names")) return true // a list comes with it
    if ((mine && ["reload", "back_forward"].includes(loaded.type)) || search === known) return false
    return [...searchParams.keys()].some((name) => name !== "lang")
  }

  function rest() {
    return new Promise((done) => {
      const look = () => (app.dataset.testScriptState === "notRunning" ? done() : setTimeout(look, 50))
      look()
    })
  }

  // -- keeping --

  function soon() {
    if (!timer) timer = setTimeout(ask, Math.max(SOON, last + PAUSE - Date.now()))
  }

  // What is new on the session is kept at once: who leaves the page now would lose it.
  function shown() {
    const holds = JSON.stringify(line.data.holds)
    if (holds !== held) {
      clearTimeout(timer)
      timer = last = 0
    }
    held = holds
    soon()
  }

  async function ask() {
    const { session, keep } = line.data
    timer = 0
    if (busy || off()) return
    if (asking || app.dataset.testScriptState !== "notRunning") return soon()
    asking = true
    last = Date.now()
    if (!id) name(null) // nothing was to be kept when the page was opened
    const found = await answer(keep, JSON.stringify(stamps(id)))
    asking = false
    if (busy || off() || session !== line.data.session) return
    if (!found) return void setTimeout(soon, LATER)
    over = found.over
    put(id, now(), found)
    if (!over) {
      taken.forEach(drop)
      taken = []
    } // else they may have what there was no room for
    show()
  }

  async function answer(address, body) {
    const signal = AbortSignal.timeout(PATIENCE)
    try {
      const given = await fetch(address, { method: "POST", body, signal })
      return given.ok ? await given.json() : null
    } catch {
      return null // no line to the server, or it broke in the midst
    }
  }

  // -- what the page says --

  function show(place) {
    if (place && !panel) {
      panel = document.createElement("div")
      panel.innerHTML = `<button type="button" class="makemore-kept"></button>
        <div popover class="makemore-panel"><p></p><p></p>
        <label><input type="checkbox"><span></span></label><button type="button"></button>
        <a target="_blank"></a></div>`
      const [opens, forgets] = panel.querySelectorAll("button")
      const box = panel.querySelector("[popover]")
      opens.popoverTargetElement = box
      box.addEventListener("beforetoggle", () => {
        const { right, bottom } = opens.getBoundingClientRect()
        box.style.inset = `${bottom + 4}px auto auto max(1rem, calc(${right}px - 22rem))`
      })
      panel.querySelector("input").addEventListener("change", turn)
      forgets.addEventListener("click", forget)
    }
    if (place && panel.parentElement !== place) place.append(panel)
    if (busy && line.data.brought) settle(line.data.brought)
    if (place) shown()
    const words = line.data.words
    const [what, more] = panel.querySelectorAll("p")
    const state = off() ? "none" : over ? "some" : "kept"
    const [opens, forgets] = panel.querySelectorAll("button")
    opens.dataset.state = state
    opens.textContent = words[state]
    what.textContent = words.what
    more.textContent = off() ? "" : [over && words.over, full && words.full].filter(Boolean).join(" ")
    panel.querySelector("input").checked = off()
    panel.querySelector("span").textContent = words.shared
    forgets.textContent = words.forget
    const officer = panel.querySelector("a")
    officer.textContent = words.officer
    officer.href = line.data.officer
  }

  function turn({ target }) {
    if (!allowed) target.checked = true
    else if (target.checked) {
      dropAll()
      localStorage.setItem(NOTHING, "")
    } else localStorage.removeItem(NOTHING)
    show()
    soon()
  }

  function forget() {
    if (!confirm(line.data.words.sure)) return
    channel.postMessage(null)
    leave()
  }

  // The session ends with the page, and the next one begins with nothing.
  function leave() {
    busy = true
    over = false
    id = null // so that nothing is noted of it when it is left
    if (allowed) dropAll()
    if (allowed) for (const one of [TAB, LEFT, LINKED, "makemoreTeacher"]) sessionStorage.removeItem(one)
    line.data.holds = []
    location.assign(location.pathname)
  }

  return { begin, has, show }
}

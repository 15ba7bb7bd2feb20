// The line to the server: says when it does not answer, tells it which session the page shows and
// when its tab closes, and lets links to files give files. One watcher stays for the whole tab.

export default function ({ data, parentElement, setTriggerValue }) {
  const line = (window.makemoreLine ??= watch())
  const before = line.data
  line.data = data
  line.send = setTriggerValue
  if (before?.session !== data.session) line.begin(before)
  line.keeper.show(parentElement)
  line.look()
  line.tellNext()
}

// What stands behind the # of the address, which no server writes down: a teacher's word, which
// the tab keeps from then on, and a short list.
function bring(line) {
  const asked = new URLSearchParams(location.hash.slice(1))
  const word = asked.get("teacher")
  if (word) sessionStorage.makemoreTeacher = word
  const brought = { teacher: sessionStorage.makemoreTeacher, names: asked.get("names") }
  if (word || brought.names) history.replaceState(history.state, "", location.href.split("#")[0])
  if (brought.teacher || brought.names) line.tell("brought", brought)
}

function watch() {
  const line = { look, tell, tellNext, begin }
  let toTell = [] // what the server is to be told, each with a number
  let number = 0
  let sent = 0 // the number of what it was told last and has not said to have heard, for all we know
  const app = document.querySelector("[data-testid=stApp]")
  const box = document.createElement("div")
  box.className = "makemore-line"
  box.setAttribute("role", "status")
  document.body.append(box)
  let later = 0
  let lost = false
  line.keeper = keeper(line, app)

  function begin(before) {
    toTell = []
    sent = 0
    line.keeper.begin(before)
    setTimeout(() => bring(line))
  }

  function look() {
    const there = app.dataset.testConnectionState === "CONNECTED"
    if (!there) sent = 0 // it may be lost
    if (there) {
      clearTimeout(later)
      later = 0
      write("")
      if (lost) tell("back", { before: line.data }) // the script runs, so that what the page shows is so
      lost = false
    } else if (!later) later = setTimeout(say, line.data.patience)
  }

  // One after the other: of two that wait for their run, Streamlit forgets the first.
  function tell(name, told) {
    toTell.push([name, { ...told, number: ++number }])
    tellNext()
  }

  function tellNext() {
    if (!toTell.length || (sent && line.data.heard !== sent)) return
    const [name, told] = toTell.shift()
    sent = told.number
    line.send(name, told)
  }

  function say() {
    lost = true
    write(line.data.words.silent)
  }

  function write(words) {
    box.textContent = words
    document.body.classList.toggle("makemore-silent", Boolean(words))
  }

  new MutationObserver(look).observe(app, { attributeFilter: ["data-test-connection-state"] })
  addEventListener("pagehide", ({ persisted }) => {
    if (!persisted) navigator.sendBeacon(line.data.leave, line.keeper.has())
  })
  addEventListener("hashchange", () => {
    if (/[#&](teacher|names)=/.test(location.hash)) bring(line) // pasted into the tab's address
  })
  addEventListener("click", takeFile, { capture: true })

  function takeFile({ target }) {
    const link = target.closest?.(`a[href*="${line.data.files}"]`)
    if (!link) return
    link.removeAttribute("target") // no empty tab, and no page that is left for an error
    link.download = ""
  }
  return line
}

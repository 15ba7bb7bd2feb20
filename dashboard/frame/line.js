// The line to the server: says when it does not answer, tells it which session the page shows and
// when its tab closes, and lets links to files give files. One watcher stays for the whole tab.

export default function ({ data, parentElement, setTriggerValue }) {
  const line = (window.makemoreLine ??= watch())
  const before = line.data
  line.data = data
  line.tell = (told) => setTriggerValue("back", told)
  if (before?.session !== data.session) line.keeper.begin(before)
  line.bring = () => bring(setTriggerValue)
  line.keeper.show(parentElement)
  line.look()
  if (line.told !== data.session) setTimeout(line.bring)
  line.told = data.session
}

// What stands behind the # of the address, which no server writes down: a teacher's word, which
// the tab keeps from then on, and a short list.
function bring(setTriggerValue) {
  const asked = new URLSearchParams(location.hash.slice(1))
  const word = asked.get("teacher")
  if (word) sessionStorage.makemoreTeacher = word
  const brought = { teacher: sessionStorage.makemoreTeacher, names: asked.get("names") }
  if (word || brought.names) history.replaceState(history.state, "", location.href.split("#")[0])
  if (brought.teacher || brought.names) setTriggerValue("brought", brought)
}

function watch() {
  const line = { look }
  const app = document.querySelector("[data-testid=stApp]")
  const box = document.createElement("div")
  box.className = "makemore-line"
  box.setAttribute("role", "status")
  document.body.append(box)
  let later = 0
  let lost = false
  line.keeper = keeper(line, app)

  function look() {
    const there = app.dataset.testConnectionState === "CONNECTED"
    if (there) {
      clearTimeout(later)
      later = 0
      write("")
      if (lost) line.tell({ before: line.data }) // the script runs, so that what the page shows is so
      lost = false
    } else if (!later) later = setTimeout(say, line.data.patience)
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
    if (/[#&](teacher|names)=/.test(location.hash)) line.bring() // pasted into the tab's address
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

// After a change of page or step the focus goes to its heading, and the heading to the top. Where one
// was is known to the tab: the first page that it opens begins as a browser begins it.

const before = new Map() // kind of place -> where one was

export default function ({ data }) {
  const moved = before.has(data.kind) && before.get(data.kind) !== data.place
  before.set(data.kind, data.place)
  const heading = moved && document.querySelector(data.heading)
  if (!heading) return
  heading.tabIndex = -1
  heading.focus({ preventScroll: true })
  heading.scrollIntoView({ block: "start" })
}

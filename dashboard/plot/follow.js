/* Shows the frame of the mark that a slider is at while it is dragged. Streamlit's slider says its mark
   in `aria-valuetext` with each move, and sends it to the server on release. A slider that nobody holds
   is moved by the page itself, which brings its own pictures: of another list, perhaps. */

const followers = new Map() // node of a component -> what follows which slider

new MutationObserver((changes) => {
  for (const { target } of changes) {
    for (const [node, follower] of followers) {
      if (!node.isConnected) followers.delete(node)
      else if (isHeld(target, follower.slider)) show(follower, target)
    }
  }
}).observe(document.body, { subtree: true, attributeFilter: ["aria-valuetext"] })

export default function ({ data, parentElement }) {
  const frames = data.frames ? JSON.parse(data.frames) : []
  followers.set(parentElement, { ...data, frames })
  for (const key of Object.keys(data.texts ?? {})) number(key)?.removeAttribute("data-follow")
}

function isHeld(node, slider) {
  return node.closest(`[class*="st-key-${slider}"]`)?.matches(":focus-within, :active")
}

function show({ marks, now, plot, frames, texts }, slider) {
  const mark = slider.getAttribute("aria-valuetext")
  const place = marks.indexOf(mark)
  if (place < 0) return
  if (plot) {
    const host = document.querySelector(`[data-plot-key="${CSS.escape(plot)}"]`)
    host?.dispatchEvent(new CustomEvent("frame", { detail: frames[place] }))
  }
  for (const [key, words] of Object.entries(texts ?? {})) {
    const node = number(key)
    if (!node) continue
    if (mark === now) {
      node.removeAttribute("data-follow")
      continue
    }
    if (!node.dataset.follow) node.style.setProperty("--follow-size", getComputedStyle(node).fontSize)
    node.dataset.follow = words[place]
  }
}

function number(key) {
  const parts = ":is([data-testid=stMetricValue], strong)"
  return document.querySelector(`.st-key-${CSS.escape(key)} ${parts}`)
}

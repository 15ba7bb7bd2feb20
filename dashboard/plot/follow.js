/* Shows the frame of the mark that a slider is at while it is dragged. Streamlit's slider says its mark
   in `aria-valuetext` with each move, and sends it to the server on release. A slider that nobody holds
   is moved by the page itself, which brings its own pictures: of another list, perhaps.

   Names that are not known yet are asked for while a hand is near: at first when it comes, then with
   each answer. They stand on copies of the page's chips, beside those that React draws. */

const PATIENCE = 2000 // milliseconds after which an answer is no longer waited for

const followers = new Map() // node of a component -> what follows which slider

new MutationObserver((changes) => {
  for (const { target } of changes) {
    for (const [node, follower] of followers) {
      if (!node.isConnected) followers.delete(node)
      else if (isHeld(target, follower.slider)) show(follower, target)
    }
  }
}).observe(document.body, { subtree: true, attributeFilter: ["aria-valuetext"] })

for (const kind of ["pointerover", "focusin"]) {
  document.addEventListener(kind, ({ target }) => {
    for (const follower of followers.values()) if (isOf(target, follower.slider)) ask(follower)
  })
}

export default function ({ data, parentElement, setTriggerValue }) {
  const frames = data.frames ? JSON.parse(data.frames) : []
  const follower = { ...data, frames, tell: setTriggerValue, place: parentElement, asked: -PATIENCE }
  followers.set(parentElement, follower)
  if (data.names) seeNames(follower)
  for (const key of Object.keys(data.texts ?? {})) number(key)?.removeAttribute("data-follow")
}

function isOf(node, slider) {
  return node.closest?.(`[class*="st-key-${slider}"]`)
}

function isHeld(node, slider) {
  return isOf(node, slider)?.matches(":focus-within, :active")
}

function show(follower, slider) {
  const { marks, now, plot, frames, names, texts } = follower
  const mark = slider.getAttribute("aria-valuetext")
  const place = marks.indexOf(mark)
  if (place < 0) return
  if (plot) {
    const host = document.querySelector(`[data-plot-key="${CSS.escape(plot)}"]`)
    host?.dispatchEvent(new CustomEvent("frame", { detail: frames[place] }))
  }
  if (names) {
    showNames(follower, mark === now ? null : names[place] ?? undefined)
    ask(follower)
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

/* New names are here: those of the mark that is held are shown at once. */
function seeNames(follower) {
  const node = valued(follower)
  if (node && isHeld(node, follower.slider)) show(follower, node)
  else showNames(follower, null)
  if (isNear(follower)) ask(follower)
}

function ask(follower) {
  const now = performance.now()
  if (!follower.asks || !follower.place.isConnected || now - follower.asked < PATIENCE) return
  follower.asked = now
  follower.tell("near", valued(follower)?.getAttribute("aria-valuetext"))
  setTimeout(() => {
    if (followers.get(follower.place) === follower && isNear(follower)) ask(follower)
  }, PATIENCE + 1)
}

function isNear(follower) {
  const node = valued(follower)
  return node && isOf(node, follower.slider).matches(":hover, :focus-within")
}

function valued({ slider }) {
  return document.querySelector(`[class*="st-key-${slider}"] [aria-valuetext]`)
}

/* Shows names on copies of the chips: the page's own ones for null, what is there, pale, for undefined. */
function showNames({ place, chips }, names) {
  let host = place.querySelector("[data-host]")
  const group = document.querySelector(`[class*="st-key-${CSS.escape(chips)}"] [role=toolbar]`)
  if (!names && !(names === undefined && group)) return host?.remove()
  if (!host) {
    host = place.appendChild(document.createElement("div"))
    host.dataset.host = ""
    host.inert = true
  }
  host.toggleAttribute("data-pale", !names)
  if (!names || !group) return
  host.dataset.names = names.length
  const whole = group.parentElement.cloneNode(true)
  whole.removeAttribute("data-testid") // it is no control
  const [...own] = group.children
  const pressed = new Map(own.filter(isPressed).map((chip) => [chip.textContent, chip]))
  const usual = own.find((chip) => !isPressed(chip)) ?? own[0]
  const made = names.map((name) => {
    const chip = (pressed.get(name) ?? usual).cloneNode(true)
    chip.querySelector("p").textContent = name
    return chip
  })
  whole.querySelector("[role=toolbar]").replaceChildren(...made)
  host.replaceChildren(whole)
}

function isPressed(chip) {
  return chip.getAttribute("aria-pressed") === "true"
}

function number(key) {
  const within = `.st-key-${CSS.escape(key)}`
  const metric = document.querySelector(`${within} [data-testid=stMetricValue]`) // its label may be bold
  return metric ?? document.querySelector(`${within} strong`)
}

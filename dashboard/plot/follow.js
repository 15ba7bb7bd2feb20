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

export default function ({ data: written, parentElement, setTriggerValue }) {
  const data = JSON.parse(new TextDecoder().decode(written))
  const plots = Object.entries(data.plots ?? {}).map(([key, frames]) => [key, JSON.parse(frames)])
  const follower = { ...data, plots, tell: setTriggerValue, place: parentElement, asked: -PATIENCE }
  followers.set(parentElement, follower)
  const node = valued(follower)
  const held = data.now !== undefined && node && isHeld(node, data.slider)
  if (held && node.getAttribute("aria-valuetext") !== data.now) show(follower, node)
  else rest(follower)
  if (isNear(follower)) ask(follower)
}

function isOf(node, slider) {
  return node.closest?.(`[class*="st-key-${slider}"]`)
}

function isHeld(node, slider) {
  return isOf(node, slider)?.matches(":focus-within, :active")
}

function show(follower, slider) {
  const { marks, now, plots, html, names, texts } = follower
  const mark = slider.getAttribute("aria-valuetext")
  const place = marks.indexOf(mark)
  if (place < 0) return
  for (const [key, frames] of plots) {
    const host = document.querySelector(`[data-plot-key="${CSS.escape(key)}"]`)
    pale(host, !frames[place])
    if (frames[place]) host?.dispatchEvent(new CustomEvent("frame", { detail: frames[place] }))
  }
  for (const [key, bodies] of Object.entries(html ?? {})) {
    const node = within(key, "[data-testid=stHtml]")[0]
    const body = bodies[place]
    pale(node, body === null)
    if (node && body !== null) node.innerHTML = body // as the server sends it, all names escaped
  }
  for (const [key, words] of Object.entries(texts ?? {})) {
    const said = mark === now ? [] : words[place]
    const nodes = numbers(key)
    pale(container(key), said === null)
    if (said !== null) nodes.forEach((node, at) => say(node, [said].flat()[at]))
  }
  if (names) showNames(follower, mark === now ? null : names[place] ?? undefined)
  ask(follower)
}

/* The page shows its own again. */
function rest(follower) {
  const { plots, html, texts, names } = follower
  const pales = [
    ...plots.map(([key]) => document.querySelector(`[data-plot-key="${CSS.escape(key)}"]`)),
    ...Object.keys(html ?? {}).flatMap((key) => within(key, "[data-testid=stHtml]")),
  ]
  for (const node of pales) pale(node, false)
  for (const key of Object.keys(texts ?? {})) {
    pale(container(key), false)
    for (const node of numbers(key)) say(node)
  }
  if (names) showNames(follower, null)
}

function pale(node, on) {
  node?.toggleAttribute("data-follow-pale", on)
}

function say(node, words) {
  if (words === undefined) return node.removeAttribute("data-follow")
  if (!node.dataset.follow) node.style.setProperty("--follow-size", getComputedStyle(node).fontSize)
  node.dataset.follow = words
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

function container(key) {
  return document.querySelector(`.st-key-${CSS.escape(key)}`)
}

function within(key, selector) {
  return [...(container(key)?.querySelectorAll(selector) ?? [])]
}

function numbers(key) {
  const metrics = within(key, "[data-testid=stMetricValue]") // its label may be bold
  return metrics.length ? metrics : within(key, "strong")
}

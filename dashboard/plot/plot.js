/* Draws a plotly figure on a node that stays. Streamlit calls the default export at mount and again
   whenever the data or the theme of the page changed; what it returned last is called at unmount.
   frames.js and cells.js are parts of this module. */

const CLEAR = "rgba(0, 0, 0, 0)"
const USUAL = 13 // pixels, of text; a projector wants more, which `--plot-text` says
const BESIDE_SQUARE = 90 // pixels: the signs above a square table and the colour bar below it
const charts = new WeakMap() // host element -> chart; the module is shared by all plots of a page

export default function ({ data: written, parentElement, setTriggerValue }) {
  const data = JSON.parse(new TextDecoder().decode(written))
  const host = parentElement.querySelector(".makemore-plot")
  const shown = charts.get(host)
  if (shown && shown.data.language !== data.language) unmount(shown) // plotly keeps its words
  const chart = charts.get(host) ?? mount(host)
  update(chart, data, (click) => setTriggerValue("click", click))
  // Streamlit also calls the cleanup of a call that a newer one overtakes, at times before the newer
  // one: a chart that is still on the page then goes on, with its zoom.
  return () => setTimeout(() => host.isConnected || unmount(chart))
}

function mount(host) {
  const chart = { host, updates: 0, width: 0, end: new AbortController() }
  const observer = new ResizeObserver(() => host.clientWidth !== chart.width && draw(chart))
  observer.observe(host)
  chart.end.signal.addEventListener("abort", () => observer.disconnect())
  followPointer(chart)
  followSlider(chart)
  const { signal } = chart.end
  document.fonts.addEventListener("loadingdone", () => chart.updates && paintCells(chart), { signal })
  charts.set(host, chart)
  return chart
}

function unmount(chart) {
  if (gone(chart)) return
  chart.end.abort()
  charts.delete(chart.host)
  if (chart.updates) globalThis.Plotly.purge(chart.host)
}

/* A drawing under a pressed pointer would break a zoom or lose a click, so it waits for the release.
   A drawing under a resting pointer hides the hover text, so the place of the pointer is kept. */
function followPointer(chart) {
  const { signal } = chart.end
  const listen = (target, types, action) =>
    types.forEach((type) => target.addEventListener(type, action, { signal }))
  listen(chart.host, ["pointermove"], (event) => event.isTrusted && (chart.pointer = event))
  listen(chart.host, ["pointerleave"], () => (chart.pointer = null))
  listen(chart.host, ["pointerdown"], () => Object.assign(chart, { pressed: true, swiped: false }))
  listen(chart.host, ["pointercancel"], () => (chart.swiped = true)) // the page scrolls instead
  listen(globalThis, ["pointerup", "pointercancel"], () => {
    if (chart.pressed) setTimeout(() => release(chart)) // after plotly's own handlers
  })
}

function release(chart) {
  chart.pressed = false
  if (chart.waiting) draw(chart)
}

function hoverAgain({ host, pointer }) {
  if (!pointer || pointer.pointerType !== "mouse") return
  const { clientX, clientY } = pointer
  const target = document.elementFromPoint(clientX, clientY)
  const move = new MouseEvent("mousemove", { bubbles: true, clientX, clientY })
  if (host.contains(target)) target.dispatchEvent(move)
}

function update(chart, data, send) {
  const { host } = chart
  const dark = getComputedStyle(host).colorScheme === "dark"
  const figure = worn(data.figure, dark)
  Object.assign(chart, { data, send, figure, theme: template(host), frame: null })
  host.style.height = `${height(chart)}px`
  host.setAttribute("aria-label", data.label)
  host.dataset.plotKey = data.key
  host.dataset.plotClickable = data.clickable
  // The page fades what may be out of date while a script runs; a chart that moves must not blink.
  host.closest('[data-testid="stElementContainer"]')?.style.setProperty("opacity", "1")
  draw(chart)
}

/* Amounts have a scale for dark ground too, as the `meta` of their trace. */
function worn({ data, layout }, dark) {
  return { data: data.map((it) => (dark && it.meta ? { ...it, colorscale: it.meta.dark } : it)), layout }
}

/* One drawing at a time; what arrives meanwhile is drawn once, with the newest data: the `whole`
   chart, or only what a frame changes. */
async function draw(chart, whole = true) {
  chart.waiting = true
  chart.whole ||= whole
  if (chart.drawing) return
  chart.drawing = true
  while (chart.waiting && !chart.pressed && !gone(chart)) await drawOnce(chart)
  chart.drawing = false
}

async function drawOnce(chart) {
  try {
    const Plotly = await load(chart.data.library)
    if (!chart.updates) await aTask() // several first drawings: let the page paint between them
    chart.waiting = false
    // Hidden, as in a tab that is not open: the observer calls again when it has a width.
    if (!gone(chart) && chart.host.clientWidth) await paint(chart, Plotly)
  } catch (error) {
    chart.waiting = false
    explain(chart, error)
  }
}

async function paint(chart, Plotly) {
  if (!chart.whole) await paintFrame(chart, Plotly)
  else if (chart.plan && chart.plan === planOf(chart)) paintNew(chart, Plotly)
  else await paintWhole(chart, Plotly)
  if (!gone(chart)) chart.host.dataset.plotUpdates = ++chart.updates
}

async function paintWhole(chart, Plotly) {
  const { host } = chart
  if (!chart.updates) host.replaceChildren()
  chart.whole = false
  chart.width = host.clientWidth
  host.style.height = `${height(chart)}px`
  chart.config ??= config(chart, Plotly) // another function in it, and plotly would begin anew
  const [data, plan] = leftToPlotly(chart)
  await Plotly.react(host, data, plan, chart.config)
  if (gone(chart)) return Plotly.purge(host)
  Object.assign(chart, { plan: planOf(chart), bars: null })
  if (!chart.updates) {
    host.on("plotly_click", (event) => report(chart, event))
    host.on("plotly_afterplot", () => chart.drawing || finish(chart)) // after a zoom
    host.on("plotly_relayouting", () => paintCells(chart)) // while one pans
  }
  // The label speaks for the chart; hundreds of tick and cell texts would drown it.
  host.querySelectorAll("svg.main-svg").forEach((svg) => svg.setAttribute("aria-hidden", "true"))
  finish(chart)
  hoverAgain(chart)
}

function finish(chart) {
  paintCells(chart)
  thinOut(chart)
}

/* Where rows are lower than the signs beside them, only each second or third sign is shown, so that
   none lies on another; in a square table above it, too. */
function thinOut({ host, figure }) {
  const square = figure.layout.yaxis?.scaleanchor
  for (const tick of square ? [".xtick text", ".ytick text"] : [".ytick text"]) {
    const signs = [...host.querySelectorAll(tick)]
    if (signs.length < 2) continue
    const [one, next] = signs.slice(0, 2).map(middle)
    const apart = Math.hypot(next.x - one.x, next.y - one.y)
    const every = apart ? Math.ceil(parseFloat(getComputedStyle(signs[0]).fontSize) / apart) : 1
    signs.forEach((sign, place) => (sign.style.visibility = place % every ? "hidden" : ""))
  }
}

function middle(node) {
  const { x, y, width, height } = node.getBoundingClientRect()
  return { x: x + width / 2, y: y + height / 2 }
}

function gone(chart) {
  return chart.end.signal.aborted
}

function explain(chart, error) {
  if (gone(chart)) return // plotly may trip over a node that was taken away while it drew
  console.error(error)
  if (chart.updates) return
  const sentence = document.createElement("p")
  sentence.textContent = chart.data.words.Failed
  chart.host.replaceChildren(sentence)
}

/* Plotly writes ranges into what it is given, and would then take a zoom for the figure's own wish:
   so it gets copies. */
function traces(chart) {
  const { figure, frame } = chart
  const grow = larger(chart)
  return figure.data.map((trace, place) => grow({ ...trace, ...frame?.data[place] }))
}

/* Sizes that a figure names itself grow with the text of the page; signs at an axis only as far as
   there is room for them one below another. */
function larger(chart) {
  const times = scale(chart)
  if (times === 1) return (part) => part
  const size = (font, most = Infinity) =>
    font.size > 0 ? { ...font, size: Math.max(font.size, Math.min(font.size * times, most)) } : font
  const room = (axis) => (0.8 * height(chart)) / (axis.tickvals?.length || 1)
  return (part) => {
    const grown = { ...part }
    for (const font of ["font", "textfont"]) if (part[font]) grown[font] = size(part[font])
    if (part.tickfont) grown.tickfont = size(part.tickfont, room(part))
    return grown
  }
}

/* Square cells on a narrow page would leave a blank half above them. */
function height(chart) {
  const { host, data, figure } = chart
  const most = data.height * scale(chart)
  const square = figure.layout.yaxis?.scaleanchor
  return Math.round(square ? Math.min(most, host.clientWidth + BESIDE_SQUARE) : most)
}

function scale({ theme }) {
  return theme.layout.font.size / USUAL
}

function layout(chart) {
  const layout = structuredClone({ ...chart.figure.layout, ...chart.frame?.layout })
  const grow = larger(chart)
  for (const axis of ["xaxis", "yaxis"]) if (layout[axis]) layout[axis] = grow(layout[axis])
  if (layout.annotations) layout.annotations = layout.annotations.map(grow)
  if (layout.yaxis?.automargin === false) layout.margin.l *= scale(chart)
  Object.assign(layout, { template: chart.theme, width: chart.width, height: height(chart) })
  if (matches("(pointer: coarse)")) layout.dragmode = false
  if (matches("(prefers-reduced-motion: reduce)")) delete layout.transition
  return layout
}

function config(chart, Plotly) {
  const { language, words } = chart.data
  const { camera, drawopenpath, disk } = Plotly.Icons
  const button = (name, icon, click) => ({ name, title: words[name], icon, click })
  const saving = [
    button("Download picture", camera, () => savePicture(chart, Plotly, "png")),
    button("Download drawing", drawopenpath, () => savePicture(chart, Plotly, "svg")),
    button("Download page", disk, () => savePage(chart)),
  ]
  return {
    displaylogo: false,
    displayModeBar: matches("(pointer: coarse)") ? false : "hover",
    modeBarButtons: [["zoom2d", "pan2d", "resetScale2d", ...saving]],
    scrollZoom: false,
    typesetMath: false,
    responsive: false,
    locale: language,
    locales: { [language]: { dictionary: words, format: {} } },
  }
}

/* A picture needs a ground of its own: light text on a clear ground is lost in a document. */
function savePicture(chart, Plotly, format) {
  const { host, figure, theme } = chart
  const { plot_bgcolor } = figure.layout
  const layout = { ...host.layout, paper_bgcolor: ground(theme), plot_bgcolor }
  const { width, height } = layout
  const size = { format, scale: format === "svg" ? 1 : 2, width, height }
  const picture = { data: traces(chart), layout, config: { typesetMath: false } }
  return Plotly.downloadImage(picture, { ...size, filename: chart.data.key })
}

/* One file with plotly.js inside, so that it opens anywhere and loads nothing. */
async function savePage({ data, figure, theme }) {
  const response = await fetch(data.library, { cache: "force-cache" })
  const page = standalone({ ...data, figure }, theme, await response.text())
  const link = document.createElement("a")
  const href = URL.createObjectURL(new Blob([page], { type: "text/html" }))
  Object.assign(link, { href, download: `${data.key}.html` })
  link.click()
  setTimeout(() => URL.revokeObjectURL(href), 60_000) // milliseconds; the browser reads it first
}

/* A name may hold "</script>" or markup: within a script no "<" is left as it is, and the label is
   written as text. The policy lets the page run what is in it and load nothing. */
function standalone({ figure, label, height, language }, theme, library) {
  const { data } = figure
  const layout = { ...figure.layout, template: theme, height, paper_bgcolor: ground(theme) }
  const config = { displaylogo: false, typesetMath: false, responsive: true }
  const content = JSON.stringify({ data, layout, config, label }).replaceAll("<", "\\u003c")
  const inside = ["script-src 'unsafe-inline'", "style-src 'unsafe-inline'", "img-src data: blob:"]
  const policy = ["default-src 'none'", ...inside].join("; ")
  return `<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>makemore</title>
<div id="chart" role="figure"></div>
<script>${library.replaceAll("</script", "<\\/script")}</script>
<script>
const { data, layout, config, label } = ${content}
document.title = label
document.body.style.background = layout.paper_bgcolor
document.getElementById("chart").setAttribute("aria-label", label)
Plotly.newPlot("chart", data, layout, config)
</script>
</html>
`
}

function ground(theme) {
  return theme.layout.hoverlabel.bgcolor
}

function report(chart, { event, points: [point] }) {
  if (!point || !chart.data.clickable || chart.swiped || echoes(chart, event)) return
  chart.send({
    trace: point.curveNumber,
    x: point.x ?? null,
    y: point.y ?? null,
    point: [point.pointNumber ?? []].flat(),
  })
}

/* After a tap, browsers play the mouse as well, and plotly reports both. */
function echoes(chart, event) {
  if (event?.type === "touchstart") chart.tapped = event.timeStamp
  return event?.type === "mousedown" && event.timeStamp - chart.tapped < 1000 // milliseconds
}

/* The colours and the font of the page, as plotly defaults: a figure's own values win. */
function template(host) {
  const style = getComputedStyle(host)
  const token = (name, other) => {
    const value = style.getPropertyValue(`--st-${name}`).trim()
    return value && value !== "unset" ? value : other
  }
  const text = token("text-color", style.color)
  const ground = token("background-color", "white")
  const line = token("border-color", text)
  const faint = token("border-color-light", line)
  const size = Number(style.getPropertyValue("--plot-text")) || USUAL
  const font = { family: token("font", style.fontFamily), color: text, size }
  const title = { font: { size } }
  const axis = { gridcolor: faint, linecolor: line, zerolinecolor: line, tickcolor: line }
  Object.assign(axis, { title, zerolinewidth: 1, automargin: true })
  const colorbar = { outlinewidth: 0, tickcolor: line }
  return {
    layout: {
      font,
      paper_bgcolor: CLEAR,
      plot_bgcolor: CLEAR,
      colorway: token("chart-categorical-colors")?.split(","),
      margin: { l: 8, r: 8, t: 32, b: 8, pad: 2 },
      xaxis: axis,
      yaxis: axis,
      coloraxis: { colorbar },
      legend: { bgcolor: CLEAR },
      hoverlabel: { bgcolor: ground, bordercolor: line, font, align: "left" },
      modebar: { bgcolor: CLEAR, color: token("gray-text-color", text), activecolor: text },
      annotationdefaults: { arrowcolor: text },
      shapedefaults: { line: { color: text } },
    },
    data: { heatmap: [{ colorbar }] },
  }
}

function matches(query) {
  return globalThis.matchMedia(query).matches
}

function aTask() {
  return new Promise((resolve) => setTimeout(resolve))
}

/* Returns a promise of plotly, one for the browser page: Streamlit may make this module anew. */
function load(url) {
  globalThis.makemorePlotly ??= fetchLibrary(url).catch((error) => {
    globalThis.makemorePlotly = null // the next drawing tries again
    throw error
  })
  return globalThis.makemorePlotly
}

/* A plain script with an address of its own: so the browser keeps what it has compiled of it. */
async function fetchLibrary(url) {
  await new Promise((resolve, reject) => {
    const script = document.createElement("script")
    Object.assign(script, { src: url, onload: resolve, onerror: reject })
    document.head.append(script)
  })
  return globalThis.Plotly
}
